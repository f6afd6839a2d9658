//! Opens an answer of success: members in any order, the data read in place.

use super::verdict::{Facts, Verdict, is_yes, missing, proven, verdict};
use super::{ErrorForm, Form, Payload, find};
use crate::Value;
use crate::operation::Operation;
use crate::wire::{self, Node, Options, Peek, Reader, Writer};

/// What an answer turned out to be.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The payload was read.
    Done,
    /// The service says that the call failed, or a declared form of error stands in the body.
    Refused,
    /// The wrapping is not what was declared. `done`: the service says all the same that it did it.
    Wrong { words: String, done: bool },
    /// The text is not what was declared.
    Unreadable { error: wire::Error, done: bool },
}

/// Opens `text` and reads the payload into `node`, and the members beside it into `beside` as one object.
pub(crate) fn open(
    operation: &Operation,
    text: &[u8],
    payload: Payload,
    node: &mut dyn Node,
    beside: Option<&mut Vec<u8>>,
) -> Opened {
    const BARE: Form = Form::new();
    let form = operation.envelope.unwrap_or(&BARE);
    let opening = Opening {
        form,
        operation,
        payload,
        text,
    };
    let mut facts = Facts {
        beside: beside.is_some().then(object),
        ..Facts::default()
    };
    let opened = match opening.member() {
        Some(member) => opening.member_of_body(member, node, &mut facts),
        None => opening.whole_body(node, &mut facts),
    };
    let done = is_yes(form, operation, &facts);
    if let (Some(beside), Some(mut object)) = (beside, facts.beside) {
        object.end_object();
        *beside = object.into_bytes();
    }
    match opened {
        Ok(None) => Opened::Done,
        Ok(Some(Verdict::Refused)) => Opened::Refused,
        Ok(Some(Verdict::Wrong(words))) => Opened::Wrong { words, done },
        Err(error) => Opened::Unreadable {
            error: error.locate(text),
            done,
        },
    }
}

struct Opening<'a> {
    form: &'a Form,
    operation: &'a Operation,
    payload: Payload,
    text: &'a [u8],
}

/// When a pass over the members reads the payload.
#[derive(Clone, Copy)]
enum When {
    Never,
    /// Once success and kind are proven by members before it.
    Proven,
    Always,
}

impl Opening<'_> {
    /// The member that is read; `None` where the body is the data itself.
    fn member(&self) -> Option<&'static str> {
        match self.payload {
            Payload::Field => Some(self.operation.field.unwrap_or("id")),
            _ => self.form.data,
        }
    }

    /// Mostly one pass: only where the data comes before what proves it, or cannot be read, there is a second.
    fn member_of_body(
        &self,
        member: &str,
        node: &mut dyn Node,
        facts: &mut Facts,
    ) -> Result<Option<Verdict>, wire::Error> {
        if let Err(error) = self.pass(member, When::Proven, node, facts) {
            // What the wrapping says comes before what is wrong with the data. Where even that
            // cannot be read, the first error is the better one: it knows the way to its place.
            *facts = Facts::default();
            let whole = self.pass(member, When::Never, node, facts).is_ok();
            let verdict = self.verdict(facts).filter(|_| whole);
            return verdict.map_or(Err(error), |verdict| Ok(Some(verdict)));
        }
        if let Some(verdict) = self.verdict(facts) {
            return Ok(Some(verdict));
        }
        if facts.found && !facts.read && self.payload != Payload::Nothing {
            self.pass(member, When::Always, node, &mut Facts::default())?;
        } else if !facts.found && !self.may_be_missing(node) {
            return Ok(Some(missing(member)));
        }
        Ok(None)
    }

    fn whole_body(
        &self,
        node: &mut dyn Node,
        facts: &mut Facts,
    ) -> Result<Option<Verdict>, wire::Error> {
        let silent = self.form.success.is_none()
            && self.form.kind.is_none()
            && self.form.errors.iter().all(|e| e.when.is_none());
        let mut reader = self.reader();
        let peek = reader.peek()?;
        if !silent && peek.is_object() {
            self.pass("", When::Never, node, facts)?;
            if let Some(verdict) = self.verdict(facts) {
                return Ok(Some(verdict));
            }
        } else if let Some(success) = &self.form.success {
            return Ok(Some(missing(success.name)));
        }
        if self.payload != Payload::Nothing {
            take(self.payload, node, &mut reader, peek)?;
            reader.finish()?;
        }
        Ok(None)
    }

    fn may_be_missing(&self, node: &dyn Node) -> bool {
        matches!(self.payload, Payload::List | Payload::Nothing) || node.is_absent()
    }

    fn verdict(&self, facts: &Facts) -> Option<Verdict> {
        verdict(self.form, self.operation, facts)
    }

    fn reader(&self) -> Reader<'_> {
        let mut options = Options::default();
        if let Some((id, attributes)) = self.form.record {
            options = options.record_names(id, attributes);
        }
        Reader::new(self.text, &options)
    }

    fn pass(
        &self,
        member: &str,
        when: When,
        node: &mut dyn Node,
        facts: &mut Facts,
    ) -> Result<(), wire::Error> {
        let mut reader = self.reader();
        let peek = reader.peek()?;
        reader.members(peek, &mut |reader, name, peek| {
            if let Some(beside) = &mut facts.beside
                && name != member
            {
                beside.key(&name);
                beside.raw(reader.bookmark().raw(peek)?);
            }
            if self.form.success.is_some_and(|s| s.name == name) {
                return once(&mut facts.success, reader, &name, peek);
            }
            if self.form.kind == Some(&name) {
                return once(&mut facts.kind, reader, &name, peek);
            }
            if name != member {
                return self.other(facts, reader, &name, peek);
            }
            if std::mem::replace(&mut facts.found, true) {
                return Err(twice(reader, &name));
            }
            let now = match when {
                When::Never => false,
                When::Proven => proven(self.form, self.operation, facts),
                When::Always => true,
            };
            if !now || self.payload == Payload::Nothing {
                return reader.skip(peek);
            }
            facts.read = true;
            take(self.payload, node, reader, peek).map_err(|e| e.inside(name))
        })?;
        reader.finish()
    }

    /// A member that is neither payload nor proof; without a success member it may be an error.
    fn other(
        &self,
        facts: &mut Facts,
        reader: &mut Reader<'_>,
        name: &str,
        peek: Peek,
    ) -> Result<(), wire::Error> {
        let mut conditions = self
            .form
            .errors
            .iter()
            .filter_map(|e| rest(e, name))
            .peekable();
        if self.form.success.is_some() || conditions.peek().is_none() {
            return reader.skip(peek);
        }
        let mut value = Value::Null;
        value
            .read(reader, peek)
            .map_err(|e| e.inside(name.to_owned()))?;
        facts.error |= conditions.any(|path| find::at(&value, path).is_some());
        Ok(())
    }
}

fn object() -> Writer {
    let mut object = Writer::plain();
    object.begin_object();
    object
}

/// What is left of a form's condition inside the member with this name.
fn rest(form: &ErrorForm, name: &str) -> Option<&'static str> {
    let when = form.when?;
    let (first, rest) = when.split_once('.').unwrap_or((when, ""));
    (first == name).then_some(rest)
}

fn twice(reader: &Reader<'_>, name: &str) -> wire::Error {
    reader.error(format!("member `{name}` is there twice"))
}

fn once(
    slot: &mut Option<Value>,
    reader: &mut Reader<'_>,
    name: &str,
    peek: Peek,
) -> Result<(), wire::Error> {
    if slot.is_some() {
        return Err(twice(reader, name));
    }
    let mut value = Value::Null;
    value
        .read(reader, peek)
        .map_err(|e| e.inside(name.to_owned()))?;
    *slot = Some(value);
    Ok(())
}

fn take(
    payload: Payload,
    node: &mut dyn Node,
    reader: &mut Reader<'_>,
    peek: Peek,
) -> Result<(), wire::Error> {
    match payload {
        Payload::List if peek.is_null() => reader.null(peek),
        Payload::One if peek.is_array() => only(node, reader, peek),
        _ => node.read(reader, peek),
    }
}

/// One value from a list of exactly one.
fn only(node: &mut dyn Node, reader: &mut Reader<'_>, peek: Peek) -> Result<(), wire::Error> {
    let mut count = 0;
    reader.elements(peek, &mut |reader, index, peek| {
        count = index + 1;
        if index == 0 {
            node.read(reader, peek)
        } else {
            reader.skip(peek)
        }
    })?;
    match count {
        1 => Ok(()),
        0 => Err(reader.error("expected one value, found an empty list")),
        n => Err(reader.error(format!("expected one value, found a list of {n}"))),
    }
}
