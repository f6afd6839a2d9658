//! What a handler is given and what it gives back.

use std::time::Duration;

use serde_json::{Map, Value};

use super::misbehave::Seen;
use super::route::Parameters;

/// A request: for a handler one that has passed every check, for others one that is still without its body.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) operation: String,
    pub(crate) parameters: Parameters,
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// A request of which no more is known than how it was sent.
    pub(crate) fn unchecked(operation: &str, parameters: Parameters, seen: &Seen) -> Self {
        Self {
            operation: operation.to_owned(),
            parameters,
            query: Map::new(),
            body: Value::Null,
            headers: seen.headers.clone(),
        }
    }

    /// Returns the operation's name, as `invoices.pay`; empty if the request leads to none.
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
    /// A complete body, sent as JSON and checked by nobody.
    Raw(Vec<u8>),
    /// One of the others, sent in another way than usual.
    Sent(Box<Reply>, Sending),
}

impl Reply {
    /// Answers with this status in place of 200. With 204 there is no body.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.sent(|sending| sending.status = Some(status))
    }

    /// Adds a header, or replaces the one of this name.
    #[must_use]
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sent(|sending| sending.headers.push((name.into(), value.into())))
    }

    /// Answers late. What the handler did is done, and other requests are answered meanwhile.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        self.sent(|sending| sending.delay = delay)
    }

    /// Closes the connection in place of an answer. What the handler did is done.
    #[must_use]
    pub fn lost(self) -> Self {
        self.sent(|sending| sending.lost = true)
    }

    fn sent(self, change: impl FnOnce(&mut Sending)) -> Self {
        let (reply, mut sending) = match self {
            Self::Sent(reply, sending) => (reply, sending),
            reply => (Box::new(reply), Sending::default()),
        };
        change(&mut sending);
        Self::Sent(reply, sending)
    }
}

/// How an answer is sent, where that is not the usual way. Methods of [`Reply`] make it.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    pub(crate) lost: bool,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A handler said so.
    #[default]
    Handler,
    /// Nothing has this path.
    Path,
    /// The path does not take this method.
    Method,
    /// The path is there, but not with this query.
    Query,
    /// What proves who calls is missing or wrong.
    Credential,
    /// The body is of another media type.
    MediaType,
    /// The body is not JSON.
    Json,
    /// A parameter or the body does not meet its schema.
    Schema,
    /// The mock or a handler is at fault.
    Fault,
}

/// An answer that says no, printed as the API's error envelope unless it has a complete body.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The message for people.
    pub message: String,
    /// The code for machines.
    pub code: Option<String>,
    /// What is wrong with members of the request.
    pub details: Vec<(String, String)>,
    /// What stands in the place of details, where that is not one text for each member.
    pub data: Option<Box<Value>>,
    /// Headers of the answer.
    pub headers: Vec<(String, String)>,
    /// The complete body, in place of the envelope.
    pub body: Option<Box<Value>>,
    /// Why.
    pub reason: Reason,
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

    /// Puts this value in the place of details, such as an object that says why a password is weak.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.data = Some(Box::new(data));
        self
    }

    /// Adds a header, or replaces the one of this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Answers with this body as it is, in place of the API's envelope.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(Box::new(body));
        self
    }

    /// Says why, where it was not a handler.
    pub(crate) fn because(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self
    }
}
