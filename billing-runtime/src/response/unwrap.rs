//! Unwraps the envelope of a success response. Accepts members in any order, and reads the data in place.

mod rejection;

use super::find_error;
use crate::Value;
use crate::envelope::{EnvelopeSpec, ErrorSpec, Payload};
use crate::operation::Operation;
use crate::wire::{self, Node, Options, Peek, Reader, Writer};
use rejection::{EnvelopeMembers, Rejection, is_confirmed, is_success, missing, rejection};

/// The result of unwrapping a response.
#[derive(Debug)]
pub(crate) enum Unwrapped {
    /// The payload was read.
    Done,
    /// The service says that the call failed, or the body contains a declared error.
    Failed,
    /// The envelope is not as declared. `done` says whether the service reported success nevertheless.
    Malformed { message: String, done: bool },
    /// The body cannot be read as declared.
    Unreadable { error: wire::Error, done: bool },
}

/// Unwraps `body` and reads the payload into `node`. Writes the other members of the envelope into
/// `siblings`, as one object.
pub(crate) fn unwrap(
    operation: &Operation,
    body: &[u8],
    payload: Payload,
    node: &mut dyn Node,
    siblings: Option<&mut Vec<u8>>,
) -> Unwrapped {
    const BARE: EnvelopeSpec = EnvelopeSpec::new();
    let spec = operation.envelope.unwrap_or(&BARE);
    let unwrapping = Unwrapping {
        spec,
        operation,
        payload,
        body,
    };
    let mut members = EnvelopeMembers {
        siblings: siblings.is_some().then(object),
        ..EnvelopeMembers::default()
    };
    let unwrapped = match unwrapping.member() {
        Some(member) => unwrapping.member_of_body(member, node, &mut members),
        None => unwrapping.whole_body(node, &mut members),
    };
    let done = is_success(spec, operation, &members);
    if let (Some(siblings), Some(mut object)) = (siblings, members.siblings) {
        object.end_object();
        *siblings = object.into_bytes();
    }
    match unwrapped {
        Ok(None) => Unwrapped::Done,
        Ok(Some(Rejection::Failed)) => Unwrapped::Failed,
        Ok(Some(Rejection::Malformed(message))) => Unwrapped::Malformed { message, done },
        Err(error) => Unwrapped::Unreadable {
            error: error.locate(body),
            done,
        },
    }
}

struct Unwrapping<'a> {
    spec: &'a EnvelopeSpec,
    operation: &'a Operation,
    payload: Payload,
    body: &'a [u8],
}

/// When a pass over the members reads the payload.
#[derive(Clone, Copy)]
enum When {
    Never,
    /// If earlier members confirm success and kind.
    Confirmed,
    Always,
}

impl Unwrapping<'_> {
    /// Returns the member to read; `None` if the body is the data itself.
    fn member(&self) -> Option<&'static str> {
        match self.payload {
            Payload::Field => Some(self.operation.field.unwrap_or("id")),
            _ => self.spec.data,
        }
    }

    /// Reads one member. A second pass is needed only if the data comes before the members that confirm
    /// it, or cannot be read.
    fn member_of_body(
        &self,
        member: &str,
        node: &mut dyn Node,
        members: &mut EnvelopeMembers,
    ) -> Result<Option<Rejection>, wire::Error> {
        if let Err(error) = self.pass(member, When::Confirmed, node, members) {
            // What the envelope says matters more than an error in the data. If the envelope cannot
            // be read either, the first error is better, since it has the path to its location.
            *members = EnvelopeMembers::default();
            let whole = self.pass(member, When::Never, node, members).is_ok();
            let rejection = self.rejection(members).filter(|_| whole);
            return rejection.map_or(Err(error), |rejection| Ok(Some(rejection)));
        }
        if let Some(rejection) = self.rejection(members) {
            return Ok(Some(rejection));
        }
        if members.found && !members.read && self.payload != Payload::Nothing {
            self.pass(member, When::Always, node, &mut EnvelopeMembers::default())?;
        } else if !members.found && !self.may_be_missing(node) {
            return Ok(Some(missing(member)));
        }
        Ok(None)
    }

    fn whole_body(
        &self,
        node: &mut dyn Node,
        members: &mut EnvelopeMembers,
    ) -> Result<Option<Rejection>, wire::Error> {
        let silent = self.spec.success.is_none()
            && self.spec.kind.is_none()
            && self.spec.errors.iter().all(|e| e.when.is_none());
        let mut reader = self.reader();
        let peek = reader.peek()?;
        if !silent && peek.is_object() {
            self.pass("", When::Never, node, members)?;
            if let Some(rejection) = self.rejection(members) {
                return Ok(Some(rejection));
            }
        } else if let Some(success) = &self.spec.success {
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

    fn rejection(&self, members: &EnvelopeMembers) -> Option<Rejection> {
        rejection(self.spec, self.operation, members)
    }

    fn reader(&self) -> Reader<'_> {
        let mut options = Options::default();
        if let Some((id, attributes)) = self.spec.record {
            options = options.record_names(id, attributes);
        }
        Reader::new(self.body, &options)
    }

    fn pass(
        &self,
        member: &str,
        when: When,
        node: &mut dyn Node,
        members: &mut EnvelopeMembers,
    ) -> Result<(), wire::Error> {
        let mut reader = self.reader();
        let peek = reader.peek()?;
        reader.members(peek, &mut |reader, name, peek| {
            if let Some(siblings) = &mut members.siblings
                && name != member
            {
                siblings.key(&name);
                siblings.raw(reader.bookmark().raw(peek)?);
            }
            if self.spec.success.is_some_and(|s| s.name == name) {
                return once(&mut members.success, reader, &name, peek);
            }
            if self.spec.kind == Some(&name) {
                return once(&mut members.kind, reader, &name, peek);
            }
            if name != member {
                return self.other(members, reader, &name, peek);
            }
            if std::mem::replace(&mut members.found, true) {
                return Err(duplicate(reader, &name));
            }
            let now = match when {
                When::Never => false,
                When::Confirmed => is_confirmed(self.spec, self.operation, members),
                When::Always => true,
            };
            if !now || self.payload == Payload::Nothing {
                return reader.skip(peek);
            }
            members.read = true;
            take(self.payload, node, reader, peek).map_err(|e| e.inside(name))
        })?;
        reader.finish()
    }

    /// Reads a member that is neither payload nor success nor kind. If no success member is declared,
    /// it may report an error.
    fn other(
        &self,
        members: &mut EnvelopeMembers,
        reader: &mut Reader<'_>,
        name: &str,
        peek: Peek,
    ) -> Result<(), wire::Error> {
        let mut conditions = self
            .spec
            .errors
            .iter()
            .filter_map(|e| rest(e, name))
            .peekable();
        if self.spec.success.is_some() || conditions.peek().is_none() {
            return reader.skip(peek);
        }
        let mut value = Value::Null;
        value
            .read(reader, peek)
            .map_err(|e| e.inside(name.to_owned()))?;
        members.error |= conditions.any(|path| find_error::at(&value, path).is_some());
        Ok(())
    }
}

fn object() -> Writer {
    let mut object = Writer::plain();
    object.begin_object();
    object
}

/// Returns the rest of the path of an error's condition if the path begins with this member.
fn rest(spec: &ErrorSpec, name: &str) -> Option<&'static str> {
    let when = spec.when?;
    let (first, rest) = when.split_once('.').unwrap_or((when, ""));
    (first == name).then_some(rest)
}

fn duplicate(reader: &Reader<'_>, name: &str) -> wire::Error {
    reader.error(format!("duplicate member `{name}`"))
}

fn once(
    slot: &mut Option<Value>,
    reader: &mut Reader<'_>,
    name: &str,
    peek: Peek,
) -> Result<(), wire::Error> {
    if slot.is_some() {
        return Err(duplicate(reader, name));
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

/// Reads the only value of a list. Any other number of values is an error.
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
