//! How a request reaches the server: the one place that does I/O.

mod advice;
mod body;
mod environment;
mod failure;
#[cfg(feature = "tower")]
mod layered;
mod net;
mod pools;
mod reuse;
mod timeouts;

use std::pin::Pin;

use bytes::Bytes;

pub use body::{Body, Chunks};
pub use failure::{Failure, Timeout};
#[cfg(feature = "tower")]
pub(crate) use layered::layered;
#[cfg(feature = "tower")]
pub use layered::{ServiceTransport, TransportService};
pub use net::HttpTransport;
pub use timeouts::Timeouts;

/// The future of one exchange.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, Failure>> + Send + 'a>>;

/// Sends one request and returns the head of the answer, with the body still streaming.
///
/// An implementation sends the request at most once, follows no redirect and adds no
/// credential. What went wrong is told by [`Failure`]: whether anything was sent decides
/// whether a call that creates something may be repeated. The client ends an exchange that takes
/// too long by dropping its future.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` once.
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        (**self).send(request)
    }
}
