//! A call as a plain value, before anything is sent.

mod encoder;
mod path;
pub(crate) mod percent;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::error::Redactor;
use crate::operation::Operation;
use crate::secret::Secret;

pub use crate::fingerprint::Fingerprint;
pub use encoder::Encoder;

/// A call that is ready to be sent, without server and credential.
#[derive(Clone)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// Secrets in the request, which no error may repeat.
    pub(crate) hidden: Vec<Secret>,
    /// The time limit of the call, if it is shorter than the client's.
    pub(crate) limit: Option<Duration>,
    /// Advice for the case that the service refuses the caller; replaces the credential's advice.
    pub(crate) advice: Option<&'static str>,
}

impl Request {
    /// Returns the constant that describes the endpoint.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the percent-encoded path and query that follow the base URL.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns a short name of the request, which errors show when the outcome is unknown. Returns
    /// `None` if the request holds a secret, since the secret could be guessed from it.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        if self.operation.confidential || !self.hidden.is_empty() {
            return None;
        }
        Some(Fingerprint::of_parts(&[
            self.operation.method.as_str().as_bytes(),
            self.target.as_bytes(),
            self.body.as_deref().unwrap_or_default(),
        ]))
    }

    /// Returns the idempotency key among the headers.
    pub(crate) fn idempotency_key(&self) -> Option<&str> {
        let name = self.operation.idempotency?;
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

/// Shows the target without secrets, and the length of the body.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &format_args!("{}", self.operation))
            .field(
                "target",
                &Redactor::new(self.hidden.clone()).text(&self.target),
            )
            .field("body", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}
