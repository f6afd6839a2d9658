//! What the members around the data say about it.

use super::{Form, Literal};
use crate::operation::Operation;
use crate::wire::Writer;
use crate::{Value, Wire as _};

/// What a pass over the members found.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) success: Option<Value>,
    pub(super) kind: Option<Value>,
    /// The condition of a form of error is met.
    pub(super) error: bool,
    /// The payload is there.
    pub(super) found: bool,
    /// The payload was read.
    pub(super) read: bool,
    /// The members beside the payload as one object, where they are wanted.
    pub(super) beside: Option<Writer>,
}

/// Why the payload does not count.
pub(super) enum Verdict {
    /// The service says so.
    Refused,
    /// The wrapping is not what was declared, in these words.
    Wrong(String),
}

/// Judges what is known so far; nothing speaks against the payload where it gives `None`.
pub(super) fn verdict(form: &Form, operation: &Operation, facts: &Facts) -> Option<Verdict> {
    if let Some(success) = &form.success {
        match &facts.success {
            None => return Some(missing(success.name)),
            Some(value) if any(success.is, value) => {}
            Some(value) if any(success.not, value) => return Some(Verdict::Refused),
            Some(value) => {
                let (name, value) = (success.name, shown(value));
                let words = format!("`{name}` is {value}, which means neither yes nor no");
                return Some(Verdict::Wrong(words));
            }
        }
    } else if facts.error {
        return Some(Verdict::Refused);
    }
    let other = shown(other_kind(form, operation, facts)?);
    let (name, expected) = (form.kind?, operation.kind?);
    let words = format!("`{name}` is {other}, not \"{expected}\"");
    Some(Verdict::Wrong(words))
}

/// Whether the members before the payload prove that it counts.
pub(super) fn proven(form: &Form, operation: &Operation, facts: &Facts) -> bool {
    let expects_kind = form.kind.is_some() && operation.kind.is_some();
    (!expects_kind || facts.kind.is_some()) && verdict(form, operation, facts).is_none()
}

pub(super) fn missing(member: &str) -> Verdict {
    Verdict::Wrong(format!("there is no `{member}` in it"))
}

/// Whether the members say that the call succeeded; where none of them is to say so, the status did.
/// What is of another kind is the answer to another call.
pub(super) fn is_yes(form: &Form, operation: &Operation, facts: &Facts) -> bool {
    let success = match (&form.success, &facts.success) {
        (Some(success), Some(value)) => any(success.is, value),
        (Some(_), None) => false,
        (None, _) => !facts.error,
    };
    success && other_kind(form, operation, facts).is_none()
}

/// The kind that the data is said to be of, if it is not the one that was declared.
fn other_kind<'f>(form: &Form, operation: &Operation, facts: &'f Facts) -> Option<&'f Value> {
    let (_, expected) = (form.kind?, operation.kind?);
    match facts.kind.as_ref()? {
        Value::Null => None,
        Value::String(found) if found == expected => None,
        other => Some(other),
    }
}

fn any(literals: &[Literal], value: &Value) -> bool {
    literals.iter().any(|l| l.is(value))
}

/// A value for a message, cut so that no body can flood a log.
fn shown(value: &Value) -> String {
    let text = value.to_json();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
