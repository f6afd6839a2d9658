//! A call as a plain value, before anything is sent.

mod encoder;
mod path;
pub(crate) mod percent;

use bytes::Bytes;
use http::HeaderMap;

use crate::operation::Operation;
use crate::{Endpoint, Result};

pub use encoder::Encoder;

/// A call that is ready to be sent: everything but server and credential.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
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

    /// Returns the body.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}
