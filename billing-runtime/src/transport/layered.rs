//! Transports as services of `tower`, and services as transports.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use super::{Body, Failure, Sending, Transport};

/// A transport as a service: what a layer goes around.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

impl Service<http::Request<Bytes>> for TransportService {
    type Response = http::Response<Body>;
    type Error = Failure;
    type Future = Sending<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Bytes>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.send(request).await })
    }
}

impl fmt::Debug for TransportService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportService")
    }
}

/// A service as a transport; each request goes to a clone of it.
///
/// What the service fails with is kept if it is a [`Failure`]. Of any other error nobody knows what the
/// server saw, so it counts as [`lost`](Failure::lost); one before the service was ready as
/// [`not_sent`](Failure::not_sent).
///
/// ```
/// # use billing_runtime::Client;
/// # use billing_runtime::transport::{Body, Failure, ServiceTransport, Transport};
/// # use std::task::{Context, Poll};
/// #[derive(Clone)]
/// struct Nobody;
///
/// impl tower_service::Service<http::Request<bytes::Bytes>> for Nobody {
///     type Response = http::Response<Body>;
///     type Error = Failure;
///     type Future = std::future::Ready<Result<Self::Response, Failure>>;
///
///     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
///         Poll::Ready(Ok(()))
///     }
///     fn call(&mut self, _: http::Request<bytes::Bytes>) -> Self::Future {
///         std::future::ready(Err(Failure::not_sent("nobody is there")))
///     }
/// }
///
/// let client = Client::builder().transport(ServiceTransport::new(Nobody)).build();
/// # client.unwrap();
/// ```
pub struct ServiceTransport<S>(Mutex<S>);

impl<S> ServiceTransport<S> {
    /// Makes a transport of a service.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S> Transport for ServiceTransport<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Body>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    S::Future: Send,
{
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        let service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = service.clone();
        Box::pin(async move {
            let ready = poll_fn(|cx| service.poll_ready(cx)).await;
            ready.map_err(|error| failure(error, Failure::not_sent))?;
            let answer = service.call(request).await;
            answer.map_err(|error| failure(error, Failure::lost))
        })
    }
}

impl<S> fmt::Debug for ServiceTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceTransport")
    }
}

fn failure(
    error: impl Into<Box<dyn StdError + Send + Sync>>,
    otherwise: fn(Box<dyn StdError + Send + Sync>) -> Failure,
) -> Failure {
    match error.into().downcast::<Failure>() {
        Ok(failure) => *failure,
        Err(other) => otherwise(other),
    }
}

/// Puts a layer around a transport.
pub(crate) fn layered<L>(layer: &L, inner: Arc<dyn Transport>) -> Arc<dyn Transport>
where
    L: Layer<TransportService>,
    ServiceTransport<L::Service>: Transport,
{
    Arc::new(ServiceTransport::new(layer.layer(TransportService(inner))))
}
