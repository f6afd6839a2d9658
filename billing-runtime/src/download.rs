//! A document that is streamed, with a cap on its size.

mod file;

use std::path::Path;
use std::task::{Context as Task, Poll};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;

use crate::error::{Kind, NotRetried};
use crate::response::{Content, Context, Response};
use crate::{Error, Result};

use file::PartialFile;

/// A document that is streamed in chunks.
///
/// If the document ends too early, that is an error, never a shorter document.
#[derive(Debug)]
pub struct Download {
    response: Response,
    received: u64,
    ended: bool,
}

impl Download {
    pub(crate) fn new(response: Response) -> Self {
        Self {
            response,
            received: 0,
            ended: false,
        }
    }

    /// Sets the maximum size in bytes, which replaces the cap of the client.
    pub fn with_cap(mut self, bytes: u64) -> Self {
        self.response.cap = bytes;
        self
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the media type of the response.
    pub fn content_type(&self) -> Option<&str> {
        self.headers()
            .get(http::header::CONTENT_TYPE)?
            .to_str()
            .ok()
    }

    /// Returns the size of the document, if the server sent it.
    pub fn announced(&self) -> Option<u64> {
        self.response.context.announced_length()
    }

    /// Returns the next chunk; `None` is the end.
    ///
    /// # Errors
    ///
    /// If the connection breaks, or if the document ends too early or exceeds the cap.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx))
            .await
            .transpose()
    }

    /// Returns the whole document.
    ///
    /// # Errors
    ///
    /// The same as for [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// Writes the document to a file and returns its size in bytes.
    ///
    /// The file appears only when it is complete. Until then, the bytes are in a temporary file in the
    /// same folder, which is removed on failure. Writing to the disk blocks the thread.
    ///
    /// # Errors
    ///
    /// The same as for [`chunk`](Self::chunk), and if the file cannot be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64> {
        let mut target = PartialFile::create(path.as_ref()).map_err(|e| self.io(e))?;
        while let Some(chunk) = self.chunk().await? {
            target.write(&chunk).map_err(|e| self.io(e))?;
        }
        target.finish().map_err(|e| self.io(e))?;
        Ok(self.received)
    }

    /// Polls for the next chunk. Returns `None` after the end or an error.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Task<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let Content::Stream(body) = &mut self.response.content else {
            return Poll::Ready(None);
        };
        let outcome = match body.poll_chunk(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Ok(chunk))) => {
                self.received += chunk.len() as u64;
                if self.received <= self.response.cap {
                    return Poll::Ready(Some(Ok(chunk)));
                }
                Some(Err(self.error(Kind::TooLarge(self.response.cap))))
            }
            Poll::Ready(Some(Err(failure))) => Some(Err(self.stopped(Kind::Transport(failure)))),
            Poll::Ready(None) => self.check_length().map(Err),
        };
        self.ended = true;
        // Drops the connection; the rest of the body is not read.
        self.response.content = Content::Whole(Bytes::new());
        Poll::Ready(outcome)
    }

    /// Returns an error if the document is shorter or longer than the server announced.
    fn check_length(&self) -> Option<Error> {
        let expected = self
            .announced()
            .filter(|expected| *expected != self.received)?;
        Some(self.stopped(Kind::Incomplete {
            expected,
            received: self.received,
        }))
    }

    fn context(&self) -> &Context {
        &self.response.context
    }

    fn error(&self, kind: Kind) -> Error {
        self.context().error(kind, &Bytes::new())
    }

    /// Returns the error for a document that ended early, after the caller has received a part of it.
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
