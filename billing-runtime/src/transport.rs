//! How a request reaches the server: the one place that does I/O.

mod body;
mod failure;
mod net;

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

pub use body::{Body, Chunks};
pub use failure::Failure;
pub use net::{HttpTransport, Timeouts};

/// The future of one exchange.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, Failure>> + Send + 'a>>;

/// How long one exchange may take, in place of the transport's own total; a request carries it among
/// its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline(pub Duration);

/// Sends one request and returns the head of the answer, with the body still streaming.
///
/// An implementation sends the request at most once, follows no redirect and adds no
/// credential. What went wrong is told by [`Failure`]: whether anything was sent decides
/// whether a call that creates something may be repeated.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` once.
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        (**self).send(request)
    }
}
