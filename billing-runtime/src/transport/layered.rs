//! Turns transports into services of `tower`, and services into transports.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use super::{Body, Failure, ResponseFuture, Transport};

/// A transport as a service, which layers wrap.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

impl Service<http::Request<Bytes>> for TransportService {
    type Response = http::Response<Body>;
    type Error = Failure;
    type Future = ResponseFuture<'static>;

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

/// A service as a transport; each request goes to a clone of the service.
///
/// If the service returns a [`Failure`], the transport returns the same. Any other error does not tell
/// what the server saw, so it counts as [`lost`](Failure::lost). An error before the service was ready
/// counts as [`not_sent`](Failure::not_sent).
///
/// ```
/// # use billing_runtime::Client;
/// # use billing_runtime::transport::{Body, Failure, ServiceTransport, Transport};
/// # use std::task::{Context, Poll};
/// #[derive(Clone)]
/// struct Offline;
///
/// impl tower_service::Service<http::Request<bytes::Bytes>> for Offline {
///     type Response = http::Response<Body>;
///     type Error = Failure;
///     type Future = std::future::Ready<Result<Self::Response, Failure>>;
///
///     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
///         Poll::Ready(Ok(()))
///     }
///     fn call(&mut self, _: http::Request<bytes::Bytes>) -> Self::Future {
///         std::future::ready(Err(Failure::not_sent("the network is down")))
///     }
/// }
///
/// let client = Client::builder().transport(ServiceTransport::new(Offline)).build();
/// # client.unwrap();
/// ```
pub struct ServiceTransport<S>(Mutex<S>);

impl<S> ServiceTransport<S> {
    /// Returns a transport that sends through a service.
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
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        let service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = service.clone();
        Box::pin(async move {
            let ready = poll_fn(|cx| service.poll_ready(cx)).await;
            ready.map_err(|error| failure(error, Failure::not_sent))?;
            let response = service.call(request).await;
            response.map_err(|error| failure(error, Failure::lost))
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

/// Wraps a transport in a layer.
pub(crate) fn layered<L>(layer: &L, inner: Arc<dyn Transport>) -> Arc<dyn Transport>
where
    L: Layer<TransportService>,
    ServiceTransport<L::Service>: Transport,
{
    Arc::new(ServiceTransport::new(layer.layer(TransportService(inner))))
}
