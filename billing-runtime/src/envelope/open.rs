//! Opens an answer of success: members in any order, the data read in place.

use super::{Form, Literal, Payload, Success};
use crate::Value;
use crate::operation::Operation;
use crate::wire::{self, Node, Options, Peek, Reader, Wire as _};

/// What an answer turned out to be.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The payload was read.
    Done,
    /// The service says that the call failed, or a declared form of error stands in the body.
    Refused,
    /// The wrapping is not what was declared.
    Wrong(String),
    /// The text is not what was declared.
    Unreadable(wire::Error),
}

/// Opens `text` and reads the payload into `node`.
pub(crate) fn open(
    operation: &Operation,
    text: &[u8],
    payload: Payload,
    node: &mut dyn Node,
) -> Opened {
    const BARE: Form = Form::new();
    let form = operation.envelope.unwrap_or(&BARE);
    let mut opening = Opening {
        form,
        operation,
        payload,
        text,
    };
    let opened = opening.run(node);
    match opened {
        Ok(opened) => opened,
        Err(error) => Opened::Unreadable(error.locate(text)),
    }
}

struct Opening<'a> {
    form: &'a Form,
    operation: &'a Operation,
    payload: Payload,
    text: &'a [u8],
}

/// When a pass over the members reads the payload.
#[derive(Clone, Copy, PartialEq)]
enum When {
    Never,
    /// Once success and kind are proven by members before it.
    Proven,
    Always,
}

#[derive(Default)]
struct Facts {
    success: Option<Value>,
    kind: Option<Value>,
    /// A member with which a form of error begins.
    error: bool,
    found: bool,
    read: bool,
}

impl Opening<'_> {
    fn run(&mut self, node: &mut dyn Node) -> Result<Opened, wire::Error> {
        let Some(member) = self.member() else {
            return self.whole(node);
        };
        let first = self.pass(member, When::Proven, node);
        let facts = match first {
            Ok(facts) => facts,
            Err(error) => {
                // What the wrapping says comes before what is wrong with the data.
                let facts = self.pass(member, When::Never, node)?;
                return Ok(self
                    .verdict(&facts)
                    .unwrap_or(Opened::Unreadable(error.locate(self.text))));
            }
        };
        if let Some(verdict) = self.verdict(&facts) {
            return Ok(verdict);
        }
        if facts.found && !facts.read && self.payload != Payload::Nothing {
            self.pass(member, When::Always, node)?;
        } else if !facts.found && !self.may_be_missing(node) {
            return Ok(Opened::Wrong(format!("there is no `{member}` in it")));
        }
        Ok(Opened::Done)
    }

    /// The member that is read; `None` where the body is the data itself.
    fn member(&self) -> Option<&'static str> {
        match self.payload {
            Payload::Field => Some(self.operation.field.unwrap_or("id")),
            _ => self.form.data,
        }
    }

    fn may_be_missing(&self, node: &dyn Node) -> bool {
        matches!(self.payload, Payload::List | Payload::Nothing) || node.may_be_absent()
    }

    fn whole(&mut self, node: &mut dyn Node) -> Result<Opened, wire::Error> {
        let bare = self.form.success.is_none()
            && self.form.kind.is_none()
            && self.form.errors.iter().all(|e| e.when.is_none());
        let mut reader = self.reader();
        let peek = reader.peek()?;
        if !bare && peek.is_object() {
            let facts = self.pass("", When::Never, node)?;
            if let Some(verdict) = self.verdict(&facts) {
                return Ok(verdict);
            }
        } else if let Some(success) = &self.form.success {
            return Ok(missing(success));
        }
        if self.payload != Payload::Nothing {
            take(self.payload, node, &mut reader, peek)?;
            reader.finish()?;
        }
        Ok(Opened::Done)
    }

    fn reader(&self) -> Reader<'_> {
        let mut options = Options::default();
        if let Some((id, attributes)) = self.form.record {
            options = options.record_names(id, attributes);
        }
        Reader::new(self.text, &options)
    }

    fn pass(&self, member: &str, when: When, node: &mut dyn Node) -> Result<Facts, wire::Error> {
        let mut reader = self.reader();
        let mut facts = Facts::default();
        let peek = reader.peek()?;
        reader.members(peek, &mut |reader, name, peek| {
            if self.form.success.is_some_and(|s| s.name == name) {
                return once(&mut facts.success, reader, &name, peek);
            }
            if self.form.kind == Some(&name) {
                return once(&mut facts.kind, reader, &name, peek);
            }
            facts.error |= self.form.errors.iter().any(|e| starts(e.when, &name));
            if name != member {
                return reader.skip(peek);
            }
            if std::mem::replace(&mut facts.found, true) {
                return Err(reader.error(format!("member `{name}` is there twice")));
            }
            let now = match when {
                When::Never => false,
                When::Proven => self.proven(&facts),
                When::Always => true,
            };
            if !now || self.payload == Payload::Nothing {
                return reader.skip(peek);
            }
            facts.read = true;
            take(self.payload, node, reader, peek).map_err(|e| e.inside(name))
        })?;
        reader.finish()?;
        Ok(facts)
    }

    fn proven(&self, facts: &Facts) -> bool {
        let expects_kind = self.form.kind.is_some() && self.operation.kind.is_some();
        self.form.success.is_none_or(|_| facts.success.is_some())
            && (!expects_kind || facts.kind.is_some())
            && self.verdict(facts).is_none()
    }

    /// Why the payload does not count, if it does not.
    fn verdict(&self, facts: &Facts) -> Option<Opened> {
        if let Some(success) = &self.form.success {
            match &facts.success {
                None => return Some(missing(success)),
                Some(value) if any(success.is, value) => {}
                Some(value) if any(success.not, value) => return Some(Opened::Refused),
                Some(value) => {
                    let (name, value) = (success.name, shown(value));
                    return Some(Opened::Wrong(format!(
                        "`{name}` is {value}, which means neither yes nor no"
                    )));
                }
            }
        } else if facts.error {
            return Some(Opened::Refused);
        }
        let (name, expected) = (self.form.kind?, self.operation.kind?);
        match facts.kind.as_ref()? {
            Value::String(found) if found == expected => None,
            other => Some(Opened::Wrong(format!(
                "`{name}` is {}, not \"{expected}\"",
                shown(other)
            ))),
        }
    }
}

/// A value for a message, cut so that no body can flood a log.
fn shown(value: &Value) -> String {
    let text = value.to_json();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn missing(success: &Success) -> Opened {
    Opened::Wrong(format!("there is no `{}` in it", success.name))
}

fn any(literals: &[Literal], value: &Value) -> bool {
    literals.iter().any(|l| l.is(value))
}

fn starts(path: Option<&str>, name: &str) -> bool {
    path.is_some_and(|path| path.split('.').next() == Some(name))
}

fn once(
    slot: &mut Option<Value>,
    reader: &mut Reader<'_>,
    name: &str,
    peek: Peek,
) -> Result<(), wire::Error> {
    if slot.is_some() {
        return Err(reader.error(format!("member `{name}` is there twice")));
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
        Payload::One if peek.is_array() => {
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
        _ => node.read(reader, peek),
    }
}
