//! A response as it arrived.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::response::Response;
use crate::{Result, Value, Wire as _};

/// A response as it arrived: status, headers and the whole body, whatever they say. It still contains
/// secrets that the service sends, so its `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    pub(super) fn new(response: Response) -> Self {
        Self {
            status: response.context.status,
            body: response.body(),
            headers: response.context.headers,
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

    /// Reads the body as JSON, envelope included.
    ///
    /// # Errors
    ///
    /// If the body is not valid JSON.
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
