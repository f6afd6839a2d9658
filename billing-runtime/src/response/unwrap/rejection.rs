//! Decides from the members of an envelope whether the payload counts.

use crate::envelope::{EnvelopeSpec, Literal};
use crate::operation::Operation;
use crate::wire::Writer;
use crate::{Value, Wire as _};

/// What a pass over the members of an envelope found.
#[derive(Default)]
pub(super) struct EnvelopeMembers {
    pub(super) success: Option<Value>,
    pub(super) kind: Option<Value>,
    /// Whether the condition of a declared error is met.
    pub(super) error: bool,
    /// Whether the payload is present.
    pub(super) found: bool,
    /// Whether the payload was read.
    pub(super) read: bool,
    /// The other members as one object, if they are wanted.
    pub(super) siblings: Option<Writer>,
}

/// Why the payload does not count.
pub(super) enum Rejection {
    /// The service says that the call failed.
    Failed,
    /// The envelope is not as declared; the message says how.
    Malformed(String),
}

/// Returns why the payload does not count, according to the members read so far.
pub(super) fn rejection(
    spec: &EnvelopeSpec,
    operation: &Operation,
    members: &EnvelopeMembers,
) -> Option<Rejection> {
    if let Some(success) = &spec.success {
        match &members.success {
            None => return Some(missing(success.name)),
            Some(value) if any(success.is, value) => {}
            Some(value) if any(success.not, value) => return Some(Rejection::Failed),
            Some(value) => {
                let (name, value) = (success.name, shown(value));
                let message = format!(
                    "`{name}` is {value}, which the envelope declares as neither success nor failure"
                );
                return Some(Rejection::Malformed(message));
            }
        }
    } else if members.error {
        return Some(Rejection::Failed);
    }
    let other = shown(other_kind(spec, operation, members)?);
    let (name, expected) = (spec.kind?, operation.kind?);
    let message = format!("`{name}` is {other}, not \"{expected}\"");
    Some(Rejection::Malformed(message))
}

/// Returns whether the members read so far confirm that the payload counts.
pub(super) fn is_confirmed(
    spec: &EnvelopeSpec,
    operation: &Operation,
    members: &EnvelopeMembers,
) -> bool {
    let expects_kind = spec.kind.is_some() && operation.kind.is_some();
    (!expects_kind || members.kind.is_some()) && rejection(spec, operation, members).is_none()
}

pub(super) fn missing(member: &str) -> Rejection {
    Rejection::Malformed(format!("the member `{member}` is missing"))
}

/// Returns whether the members say that the call succeeded. Without a declared success member, the status
/// has already said so. Data of another kind belongs to another call.
pub(super) fn is_success(
    spec: &EnvelopeSpec,
    operation: &Operation,
    members: &EnvelopeMembers,
) -> bool {
    let success = match (&spec.success, &members.success) {
        (Some(success), Some(value)) => any(success.is, value),
        (Some(_), None) => false,
        (None, _) => !members.error,
    };
    success && other_kind(spec, operation, members).is_none()
}

/// Returns the kind of the data if it is not the declared one.
fn other_kind<'f>(
    spec: &EnvelopeSpec,
    operation: &Operation,
    members: &'f EnvelopeMembers,
) -> Option<&'f Value> {
    let (_, expected) = (spec.kind?, operation.kind?);
    match members.kind.as_ref()? {
        Value::Null => None,
        Value::String(found) if found == expected => None,
        other => Some(other),
    }
}

fn any(literals: &[Literal], value: &Value) -> bool {
    literals.iter().any(|l| l.is(value))
}

/// Returns a value for a message, cut so that no body can flood a log.
fn shown(value: &Value) -> String {
    let text = value.to_json();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
