//! A document that arrives in pieces, with a cap on its size.

mod file;

use std::path::Path;
use std::task::{Context as Task, Poll};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;

use crate::error::{Kind, NotRetried};
use crate::response::{Content, Context, Response};
use crate::{Error, Result};

use file::Target;

/// A document that arrives in pieces.
///
/// An end that comes too early is an error, never a shorter document.
#[derive(Debug)]
pub struct Download {
    answer: Response,
    received: u64,
    ended: bool,
}

impl Download {
    pub(crate) fn new(answer: Response) -> Self {
        Self {
            answer,
            received: 0,
            ended: false,
        }
    }

    /// Takes at most this many bytes, in place of the client's cap.
    pub fn with_cap(mut self, bytes: u64) -> Self {
        self.answer.cap = bytes;
        self
    }

    /// Returns the headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// Returns the media type of the answer.
    pub fn content_type(&self) -> Option<&str> {
        self.headers()
            .get(http::header::CONTENT_TYPE)?
            .to_str()
            .ok()
    }

    /// Returns the size that the server announces.
    pub fn announced(&self) -> Option<u64> {
        self.answer.context.announced_length()
    }

    /// Waits for the next piece; `None` is the end.
    ///
    /// # Errors
    ///
    /// When the connection breaks, the document is cut short or larger than the cap.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx))
            .await
            .transpose()
    }

    /// Waits for the whole document.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// Writes the document to a file and returns its size. The file appears when it is complete:
    /// until then the bytes are in a temporary file beside it, which goes away on failure.
    ///
    /// The writing itself blocks, as a disk does.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and when the file cannot be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64> {
        let mut target = Target::beside(path.as_ref()).map_err(|e| self.io(e))?;
        while let Some(chunk) = self.chunk().await? {
            target.write(&chunk).map_err(|e| self.io(e))?;
        }
        target.finish().map_err(|e| self.io(e))?;
        Ok(self.received)
    }

    /// Polls for the next piece; after the end or an error there is none.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Task<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let Content::Stream(body) = &mut self.answer.content else {
            return Poll::Ready(None);
        };
        let outcome = match body.poll_chunk(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Ok(chunk))) => {
                self.received += chunk.len() as u64;
                if self.received <= self.answer.cap {
                    return Poll::Ready(Some(Ok(chunk)));
                }
                Some(Err(self.error(Kind::TooLarge(self.answer.cap))))
            }
            Poll::Ready(Some(Err(failure))) => Some(Err(self.stopped(Kind::Transport(failure)))),
            Poll::Ready(None) => self.short().map(Err),
        };
        self.ended = true;
        // The connection is let go with the rest of the body unread.
        self.answer.content = Content::Whole(Bytes::new());
        Poll::Ready(outcome)
    }

    fn short(&self) -> Option<Error> {
        let expected = self
            .announced()
            .filter(|expected| *expected != self.received)?;
        Some(self.stopped(Kind::Incomplete {
            expected,
            received: self.received,
        }))
    }

    fn context(&self) -> &Context {
        &self.answer.context
    }

    fn error(&self, kind: Kind) -> Error {
        self.context().error(kind, &Bytes::new())
    }

    /// The error of a document that stops; the caller has its first part.
    fn stopped(&self, kind: Kind) -> Error {
        self.error(kind)
            .with_not_retried(NotRetried::PartlyDelivered)
    }

    fn io(&self, error: std::io::Error) -> Error {
        self.error(Kind::Io(error))
    }
}

#[cfg(feature = "stream")]
impl futures_core::Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut Task<'_>,
    ) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}
