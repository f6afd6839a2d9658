//! What `tracing` is told of each attempt, with the names of OpenTelemetry and without a secret.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use billing_runtime::testing::{ManualClock, MockTransport, Reply};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Id};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id as SpanId, Record};
use tracing::{Event, Metadata, Subscriber};

use super::api::*;
use super::calls::{INVOICE, wrapped};

/// Writes every span and event down, as `name field=value …`.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push_str(&format!(" {}={value}", field.name()));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> SpanId {
        let mut notes = self.0.lock().unwrap();
        let mut text = span.metadata().name().to_owned();
        span.record(&mut Fields(&mut text));
        notes.push(text);
        SpanId::from_u64(notes.len() as u64)
    }

    fn record(&self, span: &SpanId, values: &Record<'_>) {
        let at = span.into_u64() as usize - 1;
        values.record(&mut Fields(&mut self.0.lock().unwrap()[at]));
    }

    fn record_follows_from(&self, _: &SpanId, _: &SpanId) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = "event".to_owned();
        event.record(&mut Fields(&mut text));
        self.0.lock().unwrap().push(text);
    }

    fn enter(&self, _: &SpanId) {}

    fn exit(&self, _: &SpanId) {}
}

#[test]
fn spans_have_the_names_of_opentelemetry() {
    let (mock, notes) = (MockTransport::new(), Notes::default());
    let client = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .random(|| u64::MAX)
        .credential(keys())
        .build()
        .unwrap()
        .with_servers(SERVERS);
    mock.respond(503, "");
    mock.reply(Reply::failure(Failure::lost("canary-private-key")));
    mock.respond(200, wrapped(INVOICE));
    // With a single subscriber, what a thread without one meets first counts as unheard by all.
    let _second = tracing::Dispatch::new(Notes::default());
    tracing::subscriber::with_default(notes.clone(), || {
        let call = GetInvoice {
            id: Id::from("canary-private-key"),
        };
        send(&client, &call).unwrap();
    });
    let start = "http.client otel.kind=client http.request.method=GET url.template=/invoices/{id} \
                 otel.name=GET /invoices/{id} server.address=www.billingo.example server.port=443";
    let again = "event message=the call is sent again http.request.method=GET \
                 url.template=/invoices/{id}";
    assert_eq!(
        *notes.0.lock().unwrap(),
        [
            format!("{start} http.response.status_code=503 error.type=503 otel.status_code=ERROR"),
            format!("{again} error.type=503 wait=0.25"),
            format!("{start} http.request.resend_count=1 error.type=lost otel.status_code=ERROR"),
            format!("{again} error.type=lost wait=0.5"),
            format!("{start} http.request.resend_count=2 http.response.status_code=200"),
        ]
    );
}
