//! What a client shows of its calls: hooks, counts, and answers as they came.

use std::sync::{Arc, Mutex};

use billing_runtime::client::RawResponse;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Endpoint, Id, Result};

use super::api::*;
use super::calls::{INVOICE, wrapped};

fn get() -> GetInvoice {
    GetInvoice { id: Id::from(7) }
}

fn client(mock: &MockTransport) -> Client {
    let builder = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .credential(keys());
    builder.build().unwrap().with_servers(SERVERS)
}

fn raw<E: Endpoint>(client: &Client, endpoint: &E) -> Result<RawResponse> {
    block_on(client.call(endpoint).send_raw())
}

#[test]
fn a_hook_sees_each_attempt() {
    let (mock, seen) = (MockTransport::new(), Arc::new(Mutex::new(Vec::new())));
    let sink = Arc::clone(&seen);
    let client = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .credential(keys())
        .on_attempt(move |attempt| {
            let failure = attempt.failure.map(ToString::to_string);
            let status = attempt.status.map(|s| s.as_u16());
            sink.lock().unwrap().push((attempt.number, status, failure));
        })
        .build()
        .unwrap()
        .with_servers(SERVERS);
    mock.reply(Reply::failure(Failure::not_sent("refused")));
    mock.respond(503, "");
    mock.respond(200, wrapped(INVOICE));
    send(&client, &get()).unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (1, None, Some("could not connect: refused".to_owned())),
            (2, Some(503), None),
            (3, Some(200), None)
        ]
    );
    let counts = client.clone().counts();
    assert_eq!(
        (counts.attempts, counts.retries, counts.refreshes),
        (3, 2, 0)
    );
}

#[test]
fn an_answer_as_it_came() {
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.reply(Reply::json(200, wrapped(INVOICE)).header("x-request-id", "r1"));
    let answer = raw(&client, &get()).unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-request-id"], "r1");
    assert_eq!(answer.body(), &wrapped(INVOICE));
    let json = answer.json().unwrap();
    assert_eq!(json.get("type").unwrap().as_str(), Some("invoices"));
    assert!(!format!("{answer:?}").contains("invoices"));

    // Whatever the status and the envelope say, and however the body is made.
    mock.respond(200, r#"{"success":false,"error":"no"}"#);
    assert!(send(&client, &get()).is_err());
    for (status, body) in [
        (200, r#"{"success":false,"error":"no"}"#),
        (400, r#"{"success":false}"#),
        (404, "<html>"),
        (307, ""),
    ] {
        mock.reply(Reply::media(status, "text/html", body).header("location", "/x"));
        let answer = raw(&client, &get()).unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.body()[..]),
            (status, body.as_bytes())
        );
    }
    mock.reply(Reply::media(200, "application/pdf", "%PDF"));
    let document = raw(&client, &DownloadInvoice { id: Id::from(7) }).unwrap();
    assert_eq!(document.body(), "%PDF");
}

/// It is sent as often as it would be otherwise; what stands at the end is what came last.
#[test]
fn a_raw_call_is_repeated_too() {
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.respond(503, "one");
    mock.respond(200, "two");
    assert_eq!(raw(&client, &get()).unwrap().body(), "two");
    for body in ["one", "two", "three"] {
        mock.respond(503, body);
    }
    let answer = raw(&client, &get()).unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.body()[..]),
        (503, &b"three"[..])
    );
    assert_eq!(mock.requests().len(), 5);

    mock.respond(503, "one");
    mock.reply(Reply::failure(Failure::lost("reset").permanent()));
    let error = raw(&client, &get()).unwrap_err();
    assert_eq!(error.attempts().len(), 2);
}
