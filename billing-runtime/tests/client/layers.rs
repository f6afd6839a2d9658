//! Layers of `tower` around the transport, and a service in place of one.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use billing_runtime::testing::{ManualClock, MockTransport, Reply};
use billing_runtime::transport::{Body, Failure, ServiceTransport, TransportService};
use billing_runtime::{Client, Id};
use bytes::Bytes;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::{Layer, Service};

use super::api::*;
use super::calls::{INVOICE, wrapped};

/// Adds a header, and notes what passes.
#[derive(Clone)]
struct Note(&'static str, Arc<Mutex<Vec<&'static str>>>);

#[derive(Clone)]
struct Noting<S>(S, Note);

impl<S> Layer<S> for Note {
    type Service = Noting<S>;

    fn layer(&self, inner: S) -> Noting<S> {
        Noting(inner, self.clone())
    }
}

impl<S: Service<http::Request<Bytes>>> Service<http::Request<Bytes>> for Noting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Bytes>) -> S::Future {
        let Note(name, seen) = &self.1;
        seen.lock().unwrap().push(name);
        request
            .headers_mut()
            .append("x-note", name.parse().unwrap());
        self.0.call(request)
    }
}

fn get() -> GetInvoice {
    GetInvoice { id: Id::from(7) }
}

#[test]
fn layers_see_each_attempt_the_last_one_first() {
    let (mock, seen) = (MockTransport::new(), Arc::new(Mutex::new(Vec::new())));
    let client = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .credential(keys())
        .layer(Note("inner", Arc::clone(&seen)))
        .layer(ConcurrencyLimitLayer::new(4))
        .layer(Note("outer", Arc::clone(&seen)))
        .build()
        .unwrap()
        .with_servers(SERVERS);
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    assert_eq!(*seen.lock().unwrap(), ["outer", "inner", "outer", "inner"]);
    let notes: Vec<_> = mock.requests()[0]
        .headers()
        .get_all("x-note")
        .iter()
        .cloned()
        .collect();
    assert_eq!(notes, ["outer", "inner"]);

    // What the transport says about a failure comes through the layers.
    mock.reply(Reply::failure(Failure::not_sent("no").permanent()));
    assert!(send(&client, &get()).unwrap_err().not_sent());
    mock.reply(Reply::failure(Failure::lost("reset").permanent()));
    assert!(!send(&client, &get()).unwrap_err().not_sent());
}

/// A layer with errors of its own: nobody knows what the server saw.
#[test]
fn the_error_of_a_layer_is_an_unknown_outcome() {
    #[derive(Clone)]
    struct Never;
    impl Service<http::Request<Bytes>> for Never {
        type Response = http::Response<Body>;
        type Error = Failure;
        type Future = std::future::Pending<Result<Self::Response, Failure>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
            Poll::Ready(Ok(()))
        }
        fn call(&mut self, _: http::Request<Bytes>) -> Self::Future {
            std::future::pending()
        }
    }
    let client = Client::builder()
        .transport(ServiceTransport::new(Never))
        .credential(keys())
        .layer(TimeoutLayer::new(Duration::from_millis(20)))
        .build()
        .unwrap()
        .with_servers(SERVERS);
    let create = CreateInvoice {
        body: NewInvoice {
            comment: "x".into(),
            client_uid: 1,
        },
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let error = runtime.block_on(client.send(&create)).unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
    assert!(error.to_string().contains("request timed out"), "{error}");
}

#[test]
fn a_transport_as_a_service_can_be_printed() {
    fn service<S: Service<http::Request<Bytes>> + std::fmt::Debug>() {}
    service::<TransportService>();
}
