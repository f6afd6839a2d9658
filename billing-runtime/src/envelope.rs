//! Describes the envelopes of responses, as data.

use crate::Value;

/// A type that represents one kind of envelope.
///
/// [`derive(Envelope)`](macro@crate::Envelope) implements it.
pub trait Envelope {
    /// The envelope.
    const SPEC: &'static EnvelopeSpec;
}

/// How responses are wrapped. An empty specification means that the body itself is the data.
///
/// ```
/// use billing_runtime::endpoint::envelope::{ErrorSpec, EnvelopeSpec, Literal, Success};
///
/// const SPEC: EnvelopeSpec = EnvelopeSpec::new()
///     .success(Success { name: "ok", is: &[Literal::Bool(true)], not: &[Literal::Bool(false)] })
///     .data("result")
///     .errors(&[ErrorSpec::new().message("error.text").code("error.code")]);
/// # assert_eq!(SPEC.data, Some("result"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct EnvelopeSpec {
    /// The member that says whether the call succeeded.
    pub success: Option<Success>,
    /// The member that names the kind of the data; it may be missing in a response.
    pub kind: Option<&'static str>,
    /// The member that contains the data; if unset, the body is the data.
    pub data: Option<&'static str>,
    /// The names of the members `id` and `attributes` of a record.
    pub record: Option<(&'static str, &'static str)>,
    /// The declared errors; the first that matches counts.
    pub errors: &'static [ErrorSpec],
}

impl EnvelopeSpec {
    /// Returns the specification of a body without an envelope.
    pub const fn new() -> Self {
        Self {
            success: None,
            kind: None,
            data: None,
            record: None,
            errors: &[],
        }
    }

    /// Sets the member that says whether the call succeeded.
    pub const fn success(mut self, success: Success) -> Self {
        self.success = Some(success);
        self
    }

    /// Sets the member that names the kind of the data.
    pub const fn kind(mut self, name: &'static str) -> Self {
        self.kind = Some(name);
        self
    }

    /// Sets the member that contains the data.
    pub const fn data(mut self, name: &'static str) -> Self {
        self.data = Some(name);
        self
    }

    /// Sets the names of the members of a record.
    pub const fn record(mut self, id: &'static str, attributes: &'static str) -> Self {
        self.record = Some((id, attributes));
        self
    }

    /// Sets the declared errors; the first that matches counts.
    pub const fn errors(mut self, errors: &'static [ErrorSpec]) -> Self {
        self.errors = errors;
        self
    }
}

/// The member that says whether the call succeeded, with the values that mean success and failure.
#[derive(Clone, Copy, Debug)]
pub struct Success {
    /// The name of the member.
    pub name: &'static str,
    /// The values that mean success.
    pub is: &'static [Literal],
    /// The values that mean failure. Any other value is an unexpected response.
    pub not: &'static [Literal],
}

/// A scalar value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(&'static str),
}

impl Literal {
    pub(crate) fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Text(a), Value::String(b)) => a == b,
            (Self::Integer(a), Value::Number(b)) => b.to_i64().is_some_and(|b| *a == b),
            _ => false,
        }
    }
}

/// One declared error; each part is a path of members joined by dots.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ErrorSpec {
    /// The member whose presence means that the error matches. If unset, the error matches if any other
    /// part is present.
    pub when: Option<&'static str>,
    /// The message.
    pub message: Option<&'static str>,
    /// The code, a string or a number.
    pub code: Option<&'static str>,
    /// Further details, kept unchanged.
    pub details: Option<&'static str>,
    /// The errors of members; if unset, taken from the details.
    pub fields: Option<&'static str>,
}

impl ErrorSpec {
    /// Returns an error without parts.
    pub const fn new() -> Self {
        Self {
            when: None,
            message: None,
            code: None,
            details: None,
            fields: None,
        }
    }

    /// Sets the member that must be present.
    pub const fn when(mut self, path: &'static str) -> Self {
        self.when = Some(path);
        self
    }

    /// Sets the path of the message.
    pub const fn message(mut self, path: &'static str) -> Self {
        self.message = Some(path);
        self
    }

    /// Sets the path of the code.
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = Some(path);
        self
    }

    /// Sets the path of the details.
    pub const fn details(mut self, path: &'static str) -> Self {
        self.details = Some(path);
        self
    }

    /// Sets the path of the errors of members.
    pub const fn fields(mut self, path: &'static str) -> Self {
        self.fields = Some(path);
        self
    }
}

/// The part of a response that is read, and the variations of it that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// One value, or a list with exactly one value.
    One,
    /// A list; a missing list and `null` are the empty list.
    List,
    /// The data, unchanged.
    Plain,
    /// A member of the envelope other than the data.
    Field,
    /// Nothing.
    Nothing,
}
