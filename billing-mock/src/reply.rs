//! The request that a handler receives, and the reply or refusal that it returns.

use std::time::Duration;

use serde_json::{Map, Value};

use super::misbehave::Seen;
use super::route::Parameters;

/// A request. For a handler it has passed every check; for other hooks it has no body yet.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) operation: String,
    pub(crate) parameters: Parameters,
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// Creates a request that has not been checked or matched to an operation.
    pub(crate) fn unchecked(operation: &str, parameters: Parameters, seen: &Seen) -> Self {
        Self {
            operation: operation.to_owned(),
            parameters,
            query: Map::new(),
            body: Value::Null,
            headers: seen.headers.clone(),
        }
    }

    /// Returns the operation's name, such as `invoices.pay`; empty if the request matches none.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns the value of a placeholder of the path; empty if the path has no placeholder with this name.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// Returns the value of a query parameter, with the type of its schema.
    pub fn query(&self, name: &str) -> Option<&Value> {
        self.query.get(name)
    }

    /// Returns the body; null if the request has none.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One stored record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id: a number or a string.
    pub id: Value,
    /// Its attributes.
    pub attributes: Map<String, Value>,
}

impl Record {
    /// Returns an attribute; null if the record has no attribute with this name.
    pub fn get(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.insert(name.to_owned(), value.into());
    }
}

/// A response before it is wrapped in the API's envelope.
///
/// The operation's `returns` determines the variant; any other variant is a fault of the handler.
#[derive(Clone, Debug)]
pub enum Reply {
    /// All records; the mock selects the requested page.
    List(Vec<Record>),
    /// One record.
    One(Record),
    /// Data without a record around it.
    Plain(Value),
    /// The member next to the data.
    Field(Value),
    /// Success without data.
    Nothing,
    /// Bytes of the media type that the operation returns.
    Bytes(Vec<u8>),
    /// A complete body, sent as JSON without checks.
    Raw(Vec<u8>),
    /// Another reply with a different status, headers or delivery.
    Sent(Box<Reply>, Sending),
}

impl Reply {
    /// Responds with this status instead of 200. A response with 204 has no body.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.sent(|sending| sending.status = Some(status))
    }

    /// Adds a header or replaces the one with this name.
    #[must_use]
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sent(|sending| sending.headers.push((name.into(), value.into())))
    }

    /// Delays the response. The changes of the handler stay, and the mock serves other requests meanwhile.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        self.sent(|sending| sending.delay = delay)
    }

    /// Closes the connection instead of responding. The changes of the handler stay.
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

/// How a response is sent. Methods of [`Reply`] create it.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    pub(crate) lost: bool,
}

/// The reason why a request was refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A handler refused it.
    #[default]
    Handler,
    /// No operation has this path.
    Path,
    /// The path does not allow this method.
    Method,
    /// The path exists, but not with this query.
    Query,
    /// The credential is missing or wrong.
    Credential,
    /// The body has the wrong media type.
    MediaType,
    /// The body is not JSON.
    Json,
    /// A parameter or the body does not match its schema.
    Schema,
    /// The mock or a handler has a fault.
    Fault,
}

/// An error response, printed as the API's error envelope unless it has a complete body.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The message for users.
    pub message: String,
    /// The machine-readable code.
    pub code: Option<String>,
    /// The errors of members of the request.
    pub details: Vec<(String, String)>,
    /// The details as one value, if they are not one string for each member.
    pub data: Option<Box<Value>>,
    /// The headers of the response.
    pub headers: Vec<(String, String)>,
    /// The complete body, instead of the envelope.
    pub body: Option<Box<Value>>,
    /// The reason.
    pub reason: Reason,
}

impl Refusal {
    /// Creates a refusal with an HTTP status and a message for people.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            ..Self::default()
        }
    }

    /// Adds a machine-readable code, which is sent if the envelope has a member for it.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds the error of one member of the request.
    #[must_use]
    pub fn detail(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.details.push((path.into(), message.into()));
        self
    }

    /// Replaces the details with this value, such as an object that explains why a password is weak.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.data = Some(Box::new(data));
        self
    }

    /// Adds a header or replaces the one with this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Responds with exactly this body instead of the API's envelope.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(Box::new(body));
        self
    }

    /// Sets a reason other than a handler.
    pub(crate) fn because(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self
    }
}
