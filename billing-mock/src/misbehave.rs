//! Switches that make the server misbehave, and the requests that it recorded.

use std::time::Duration;

/// Misbehavior for one response.
///
/// If a status or a body is set, the request is not handled at all. Otherwise it is handled as usual,
/// and only the response is late, has more headers, is cut off or is never sent.
#[derive(Clone, Debug, Default)]
pub struct Misbehave {
    pub(crate) operation: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) delay: Duration,
    pub(crate) dropped: bool,
    pub(crate) cut: Option<usize>,
}

impl Misbehave {
    /// Creates a value without any misbehavior.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies to the next request of this operation instead of the next request of any operation.
    #[must_use]
    pub fn of(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Responds with this status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a header or replaces the one with this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Responds with this body, as `application/json` unless a header says otherwise.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Delays the response.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Handles the request, then closes the connection without a response.
    #[must_use]
    pub fn drop_connection(mut self) -> Self {
        self.dropped = true;
        self
    }

    /// Declares the full content length, sends this many bytes of the body and closes the connection.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub(crate) fn replaces_the_answer(&self) -> bool {
        self.status.is_some() || self.body.is_some()
    }
}

/// One request that the server received.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method, such as `GET`.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query as sent, without `?`.
    pub query: String,
    /// The names in lower case and the values, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
    /// The operation that the request matches, if any.
    pub operation: Option<String>,
    /// The status of the response; 0 if the connection was closed instead.
    pub status: u16,
}

impl Seen {
    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Masks the credentials; the authorization scheme stays visible.
    pub(crate) fn masked(mut self, secret: &[String]) -> Self {
        for (name, value) in &mut self.headers {
            if secret.contains(name) {
                let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
                *value = format!("{scheme} ***").trim_start().to_owned();
            }
        }
        self
    }
}
