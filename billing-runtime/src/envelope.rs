//! What answers are wrapped in, as data.

mod find;
mod open;
mod verdict;
pub(crate) mod words;

use crate::Value;

pub(crate) use find::{at, failure, refused};
pub(crate) use open::{Opened, open};

/// A type that stands for one way of wrapping answers.
///
/// [`derive(Envelope)`](macro@crate::Envelope) writes it.
pub trait Envelope {
    /// How answers are wrapped.
    const FORM: &'static Form;
}

/// How answers are wrapped. What is not said is not there: a bare form is the body itself.
///
/// ```
/// use billing_runtime::envelope::{ErrorForm, Form, Literal, Success};
///
/// const FORM: Form = Form::new()
///     .success(Success { name: "ok", is: &[Literal::Bool(true)], not: &[Literal::Bool(false)] })
///     .data("result")
///     .errors(&[ErrorForm::new().message("error.text").code("error.code")]);
/// # assert_eq!(FORM.data, Some("result"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Form {
    /// The member that says whether the call succeeded.
    pub success: Option<Success>,
    /// The member that names what the data is; it may be missing in an answer.
    pub kind: Option<&'static str>,
    /// The member that holds the data; without it the body is the data.
    pub data: Option<&'static str>,
    /// What a record's members `id` and `attributes` are called.
    pub record: Option<(&'static str, &'static str)>,
    /// The forms of errors, tried in order.
    pub errors: &'static [ErrorForm],
}

impl Form {
    /// A body that is wrapped in nothing.
    pub const fn new() -> Self {
        Self {
            success: None,
            kind: None,
            data: None,
            record: None,
            errors: &[],
        }
    }

    /// Says which member tells success.
    pub const fn success(mut self, success: Success) -> Self {
        self.success = Some(success);
        self
    }

    /// Says which member names what the data is.
    pub const fn kind(mut self, name: &'static str) -> Self {
        self.kind = Some(name);
        self
    }

    /// Says which member holds the data.
    pub const fn data(mut self, name: &'static str) -> Self {
        self.data = Some(name);
        self
    }

    /// Says what a record's members are called.
    pub const fn record(mut self, id: &'static str, attributes: &'static str) -> Self {
        self.record = Some((id, attributes));
        self
    }

    /// Says how errors look, first match first.
    pub const fn errors(mut self, errors: &'static [ErrorForm]) -> Self {
        self.errors = errors;
        self
    }
}

/// The member that tells success, and the values that mean yes and no.
#[derive(Clone, Copy, Debug)]
pub struct Success {
    /// Its name.
    pub name: &'static str,
    /// What means yes.
    pub is: &'static [Literal],
    /// What means no; anything else is neither, and an error of its own.
    pub not: &'static [Literal],
}

/// A simple value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
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

/// One form of error; each part is a path of members joined by dots.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ErrorForm {
    /// The form is taken where this is present; without it, where any other part is.
    pub when: Option<&'static str>,
    /// The service's words.
    pub message: Option<&'static str>,
    /// The service's code, a text or a number.
    pub code: Option<&'static str>,
    /// Everything else that it says, kept exactly.
    pub details: Option<&'static str>,
    /// What is wrong with each member; without it, taken from the details.
    pub fields: Option<&'static str>,
}

impl ErrorForm {
    /// A form without parts.
    pub const fn new() -> Self {
        Self {
            when: None,
            message: None,
            code: None,
            details: None,
            fields: None,
        }
    }

    /// Takes the form only where this is present.
    pub const fn when(mut self, path: &'static str) -> Self {
        self.when = Some(path);
        self
    }

    /// Says where the words are.
    pub const fn message(mut self, path: &'static str) -> Self {
        self.message = Some(path);
        self
    }

    /// Says where the code is.
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = Some(path);
        self
    }

    /// Says where the details are.
    pub const fn details(mut self, path: &'static str) -> Self {
        self.details = Some(path);
        self
    }

    /// Says where the errors of members are.
    pub const fn fields(mut self, path: &'static str) -> Self {
        self.fields = Some(path);
        self
    }
}

/// Which part of an answer is read, and what may stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// One value, or a list of exactly one.
    One,
    /// A list; nothing and `null` are the empty one.
    List,
    /// Exactly what stands there.
    Plain,
    /// A member beside the data.
    Field,
    /// Nothing is read.
    Nothing,
}
