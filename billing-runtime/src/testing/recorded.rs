//! A recorded request, readable and with secrets masked.

mod mask;
mod pretty;

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use crate::{Value, Wire as _};
use mask::Mask;

/// Headers that tell a test nothing about the call.
const OMITTED_HEADERS: [&str; 5] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "user-agent",
];

/// A request that a [`MockTransport`](super::MockTransport) or a `FaultServer` received.
///
/// `to_string` returns a snapshot: method and path, the relevant headers sorted by name, and the body with
/// one member per line. There and in `Debug`, tokens, keys and passwords are `***`; the methods return
/// everything as it was sent.
///
/// A `FaultServer` receives requests over a socket, where nothing marks what is secret. It therefore
/// also masks the values of headers that it does not know, and its `Debug` masks the path and the
/// values of the query, and gives only the size of the body.
///
/// ```
/// use billing_runtime::testing::{MockTransport, block_on};
/// use billing_runtime::{Client, Endpoint, Wire};
/// use billing_runtime::endpoint::Nothing;
///
/// /// `POST /sign-in`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(post = "/sign-in", effect = create, returns = Nothing)]
/// pub struct SignIn {
///     #[endpoint(body)]
///     pub body: Person,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Wire)]
/// pub struct Person {
///     pub email: String,
///     pub password: String,
/// }
///
/// # fn main() -> billing_runtime::Result<()> {
/// let mock = MockTransport::new();
/// mock.respond(200, "{}");
/// let client = Client::builder().base_url("https://api.example/v1").transport(mock.clone()).build()?;
/// let body = Person { email: "user@example.com".into(), password: "hunter2!".into() };
/// block_on(client.send(&SignIn { body }))?;
/// assert_eq!(
///     mock.requests()[0].to_string(),
///     r#"POST /v1/sign-in
/// accept: application/json
/// content-type: application/json
///
/// {
///   "email": "user@example.com",
///   "password": "***"
/// }
/// "#
/// );
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RecordedRequest {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether the request arrived over a socket, where nothing marks what is secret.
    pub(super) unmarked: bool,
}

impl RecordedRequest {
    /// Returns the method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the whole URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns path and query.
    pub fn target(&self) -> &str {
        let host = self.url.find("://").map_or(0, |at| at + 3);
        let path = self.url[host..].find(['/', '?']).map(|at| host + at);
        path.map_or("/", |at| &self.url[at..])
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header; empty if it is missing or not visible ASCII.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns the body; empty if it is not UTF-8.
    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// Returns method and target with secrets masked.
    pub(super) fn line(&self) -> String {
        let mask = Mask::of(self);
        format!("{} {}", self.method, mask.target(self.target()))
    }

    fn shown_body(&self, mask: &Mask) -> String {
        let Ok(text) = std::str::from_utf8(&self.body) else {
            return format!("({} bytes)", self.body.len());
        };
        if self
            .header("content-type")
            .starts_with("application/x-www-form-urlencoded")
        {
            return mask.pairs(text);
        }
        match Value::from_json(text) {
            Ok(value) => pretty::print(&mask.value(value)),
            Err(_) => mask.text(text),
        }
    }
}

impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mask = Mask::of(self);
        writeln!(f, "{} {}", self.method, mask.target(self.target()))?;
        let mut headers: Vec<_> = self.headers.iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in headers {
            if !OMITTED_HEADERS.contains(&name.as_str()) {
                writeln!(f, "{name}: {}", mask.header(name.as_str(), value))?;
            }
        }
        if !self.body.is_empty() {
            write!(f, "\n{}\n", self.shown_body(&mask))?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.unmarked {
            return write!(f, "RecordedRequest({:?})", self.to_string());
        }
        let mask = Mask::of(self);
        let headers = self.headers.iter().map(|(name, value)| {
            let value = mask.header(name.as_str(), value);
            format!("{name}: {value}")
        });
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("target", &mask::outline(self.target()))
            .field("headers", &headers.collect::<Vec<_>>())
            .field("body", &format_args!("({} bytes)", self.body.len()))
            .finish()
    }
}
