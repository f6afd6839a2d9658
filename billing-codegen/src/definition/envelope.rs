//! Envelopes: the JSON object that responses of a service are wrapped in.

use crate::source::{Origin, Sited};

/// The JSON object that responses are wrapped in.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Where it is defined.
    pub origin: Origin,
    /// The server that uses it; `None` for the envelope of the whole API.
    pub server: Option<String>,
    /// The member that distinguishes success from failure.
    pub success: Option<Success>,
    /// The member that names the kind of the data.
    pub kind: Option<Sited<String>>,
    /// The member with the data.
    pub data: Option<Sited<String>>,
    /// The members of one stored record.
    pub record: Option<RecordNames>,
    /// The shapes of errors, tried in order.
    pub errors: Vec<ErrorShape>,
}

/// The member that distinguishes success from failure.
#[derive(Clone, Debug)]
pub struct Success {
    /// Its name.
    pub name: Sited<String>,
    /// The values that mean success.
    pub is: Vec<Literal>,
    /// The values that mean failure.
    pub not: Vec<Literal>,
}

/// A value of [`Success`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    String(String),
}

/// The members of one stored record.
#[derive(Clone, Debug)]
pub struct RecordNames {
    /// The member with its id.
    pub id: Sited<String>,
    /// The member with everything else.
    pub attributes: Sited<String>,
}

/// One shape of an error; each value is a path of member names joined by dots.
#[derive(Clone, Debug)]
pub struct ErrorShape {
    /// The member that an error of this shape has. If the response lacks it, the next shape is tried.
    pub when: Option<Sited<String>>,
    /// The code that programs compare.
    pub code: Option<Sited<String>>,
    /// The message for people.
    pub message: Option<Sited<String>>,
    /// Further details, such as the invalid fields.
    pub details: Option<Sited<String>>,
}
