//! The body of a response, as it arrives.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::Failure;

/// The chunks of a body, polled like a `Stream`.
pub trait Chunks: Send {
    /// Returns the next chunk, or `None` at the end.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>>;
}

/// The body of a response: available bytes, or chunks that are still arriving.
pub struct Body(Inner);

enum Inner {
    Full(Bytes),
    Chunks(Box<dyn Chunks>),
}

impl Body {
    /// Returns a body that arrives in chunks.
    pub fn from_chunks(chunks: impl Chunks + 'static) -> Self {
        Self(Inner::Chunks(Box::new(chunks)))
    }

    /// Polls for the next chunk; `None` is the end.
    pub fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        match &mut self.0 {
            Inner::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Full(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Inner::Chunks(chunks) => chunks.poll_chunk(cx),
        }
    }

    /// Waits for the next chunk; `None` is the end.
    ///
    /// # Errors
    ///
    /// If the connection breaks or time runs out.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Full(bytes))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Full(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Chunks(_) => f.write_str("Body(streaming)"),
        }
    }
}
