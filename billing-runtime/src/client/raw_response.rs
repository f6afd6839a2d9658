//! An answer as it came.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::response::Response;
use crate::{Result, Value, Wire as _};

/// An answer as it came: status, headers and the whole body, whatever they say. Secrets that the
/// service sends are still in it, so its `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    pub(super) fn new(answer: Response) -> Self {
        Self {
            status: answer.context.status,
            body: answer.text(),
            headers: answer.context.headers,
        }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body as JSON, with what the API wraps its answers in.
    ///
    /// # Errors
    ///
    /// When the body is no JSON.
    pub fn json(&self) -> Result<Value, crate::wire::Error> {
        Value::from_json(&self.body[..])
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
