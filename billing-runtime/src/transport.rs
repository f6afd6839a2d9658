//! Sends requests to servers. This is the only module that does I/O.

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

/// The future of the response to one request.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, Failure>> + Send + 'a>>;

/// Sends one request and returns the head of the response, with the body still streaming.
///
/// An implementation sends the request at most once, follows no redirect and adds no credential. It
/// reports errors as a [`Failure`], which says whether anything was sent. That decides whether a call
/// that creates something may be repeated. To end a request that takes too long, the client drops its
/// future.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` once.
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        (**self).send(request)
    }
}
