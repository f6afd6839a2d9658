//! A call as a plain value, before anything is sent.

mod encoder;
mod fingerprint;
mod path;
pub(crate) mod percent;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::error::{AttemptHistory, Redactor};
use crate::operation::Operation;
use crate::{Endpoint, Result, Secret};

pub use encoder::Encoder;
pub use fingerprint::Fingerprint;
pub(crate) use fingerprint::hash;

/// A call that is ready to be sent: everything but server and credential.
#[derive(Clone)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// Texts in it that no error may repeat.
    pub(crate) hidden: Vec<Secret>,
    /// How long the call may take, where that is less than the client says.
    pub(crate) limit: Option<Duration>,
    /// What to do where it is refused, in place of what the credential says.
    pub(crate) advice: Option<&'static str>,
}

impl Request {
    /// Encodes a call and checks it against its rules, without sending anything.
    ///
    /// # Errors
    ///
    /// When a rule is broken, a path value is empty or a header value cannot stand in a header.
    pub fn of<E: Endpoint>(endpoint: &E) -> Result<Self> {
        Self::encoded(endpoint, true)
    }

    pub(crate) fn encoded<E: Endpoint>(endpoint: &E, validate: bool) -> Result<Self> {
        let mut encoder = Encoder::new(E::OPERATION, validate);
        endpoint.encode(&mut encoder);
        encoder.finish()
    }

    /// Returns what is known about the endpoint.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns path and query, percent-encoded, as they go behind the base URL.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns a short name for the request, which an error whose outcome is unknown shows too;
    /// `None` where the request holds a secret.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        Fingerprint::of(self)
    }

    /// What an error tells of the request.
    pub(crate) fn history(&self) -> AttemptHistory {
        let key = self.operation.idempotency;
        let key = key.and_then(|name| self.headers.get(name)?.to_str().ok());
        AttemptHistory {
            fingerprint: self.fingerprint(),
            key: key.map(str::to_owned),
            ..AttemptHistory::default()
        }
    }

    /// Returns the body.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

/// The body is not shown, and secrets in the target are taken out.
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
