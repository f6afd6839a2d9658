//! What a handler is given and what it gives back.

use serde_json::{Map, Value};

use super::route::Parameters;

/// A request that has passed every check.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) operation: String,
    pub(crate) parameters: Parameters,
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// Returns the operation's name, as `invoices.pay`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns the value of a placeholder of the path; empty if the path has none of this name.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// Returns the value of a query parameter, of the type that its schema says.
    pub fn query(&self, name: &str) -> Option<&Value> {
        self.query.get(name)
    }

    /// Returns the body; null if there is none.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One stored thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id: a number or a text.
    pub id: Value,
    /// What is known of it.
    pub attributes: Map<String, Value>,
}

impl Record {
    /// Returns an attribute; null if there is none of this name.
    pub fn get(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.insert(name.to_owned(), value.into());
    }
}

/// An answer, before it is put into the API's envelope.
///
/// The operation's `returns` says which of these fits; another one is a fault of the handler.
#[derive(Clone, Debug)]
pub enum Reply {
    /// All records; the mock cuts the page out.
    List(Vec<Record>),
    /// One record.
    One(Record),
    /// Data without a record around it.
    Plain(Value),
    /// The member beside the data.
    Field(Value),
    /// Nothing but success.
    Nothing,
    /// Bytes of the media type that the operation returns.
    Bytes(Vec<u8>),
}

/// An answer that says no, printed as the API's error envelope.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) details: Vec<(String, String)>,
}

impl Refusal {
    /// A refusal with an HTTP status and a message for people.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            ..Self::default()
        }
    }

    /// Adds a code for machines, where the envelope has a place for one.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds what is wrong with one member of the request.
    #[must_use]
    pub fn detail(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.details.push((path.into(), message.into()));
        self
    }
}
