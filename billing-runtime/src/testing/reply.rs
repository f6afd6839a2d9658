//! The responses of a mock transport.

use std::collections::VecDeque;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::transport::{Body, Chunks, Failure};

/// The outcome of one request: a response, or a failure of the transport.
#[derive(Debug)]
pub struct Reply(pub(super) Result<http::Response<Body>, Failure>);

impl Reply {
    /// Makes a response with a JSON body.
    ///
    /// # Panics
    ///
    /// If the status is not a valid HTTP status.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::with(status, Body::from(body.into())).header("content-type", "application/json")
    }

    /// Makes a response with a body of another media type.
    ///
    /// # Panics
    ///
    /// As [`json`](Self::json).
    pub fn media(status: u16, media: &str, body: impl Into<Bytes>) -> Self {
        Self::with(status, Body::from(body.into())).header(CONTENT_TYPE.as_str(), media)
    }

    /// Makes a response whose body arrives in chunks and may fail after them.
    ///
    /// # Panics
    ///
    /// As [`json`](Self::json).
    pub fn chunks(
        status: u16,
        media: &str,
        chunks: impl IntoIterator<Item = Result<Bytes, Failure>>,
    ) -> Self {
        let body = Body::from_chunks(ChunkQueue(chunks.into_iter().collect()));
        Self::with(status, body).header(CONTENT_TYPE.as_str(), media)
    }

    /// Makes a failure of the transport, without a response.
    pub fn failure(failure: Failure) -> Self {
        Self(Err(failure))
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If the name or the value is not allowed in a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Ok(response) = &mut self.0 {
            let name = HeaderName::try_from(name).expect("a header name");
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
            response.headers_mut().append(name, value);
        }
        self
    }

    fn with(status: u16, body: Body) -> Self {
        let mut response = http::Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).expect("an HTTP status");
        Self(Ok(response))
    }
}

struct ChunkQueue(VecDeque<Result<Bytes, Failure>>);

impl Chunks for ChunkQueue {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        Poll::Ready(self.0.pop_front())
    }
}
