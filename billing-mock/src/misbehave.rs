//! Switches that make the server misbehave, and the record of what it was asked.

use std::time::Duration;

/// What goes wrong with one answer.
///
/// With a status or a body of its own the request is not handled at all. Otherwise it is handled as
/// usual, and only the answer is late, gets more headers, is cut off or never comes.
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
    /// Behaves, until told otherwise.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for a request of this operation; without it the next request is taken, whatever it asks.
    #[must_use]
    pub fn of(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Answers with this status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a header, or replaces the one of this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Answers with this body, as `application/json` unless a header says otherwise.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Answers late.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Does what was asked, then closes the connection without an answer.
    #[must_use]
    pub fn drop_connection(mut self) -> Self {
        self.dropped = true;
        self
    }

    /// Announces the whole body, sends this many bytes of it and closes the connection.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub(crate) fn replaces_the_answer(&self) -> bool {
        self.status.is_some() || self.body.is_some()
    }
}

/// One request that the server saw.
#[derive(Clone, Debug)]
pub struct Seen {
    /// As `GET`.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query as sent, without `?`.
    pub query: String,
    /// Names in lower case and values, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
    /// The operation that it asked for, if there is one.
    pub operation: Option<String>,
    /// The status of the answer; 0 where the connection was closed instead.
    pub status: u16,
}

impl Seen {
    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Hides what proves who calls; the scheme word stays.
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
