//! Idempotency keys, and finding out about calls whose outcome is unknown.

use std::sync::atomic::{AtomicU64, Ordering};

use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{ManualClock, MockTransport, Reply, block_on};
use billing_runtime::transport::Failure;
use billing_runtime::{Client, Endpoint, Id};

use super::api::*;
use super::calls::{INVOICE, wrapped};

/// `POST /orders`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/orders", effect = create, idempotency = "Idempotency-Key", returns = Nothing)]
struct CreateOrder;

/// `POST /orders/{id}/mail`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/orders/{id}/mail", effect = side_effect, idempotency = "X-Key", returns = Nothing)]
struct MailOrder {
    id: i64,
    #[endpoint(header = "X-Key")]
    key: Option<String>,
}

/// `POST /invoices`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/invoices", effect = create, reconcile = "reconcile_create", returns = Nothing)]
struct Issue;

fn client() -> (Client, MockTransport) {
    let (mock, drawn) = (MockTransport::new(), AtomicU64::new(1));
    let client = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .random(move || drawn.fetch_add(1, Ordering::Relaxed))
        .credential(keys())
        .build()
        .unwrap();
    (client.with_servers(SERVERS), mock)
}

fn lost() -> Reply {
    Reply::failure(Failure::lost("reset"))
}

fn sent(mock: &MockTransport, header: &str) -> Vec<String> {
    let requests = mock.requests();
    requests
        .iter()
        .map(|r| r.header(header).to_owned())
        .collect()
}

#[test]
fn each_attempt_carries_the_same_key_and_each_call_its_own() {
    let (client, mock) = client();
    mock.reply(lost());
    mock.respond(503, "");
    mock.respond(204, "");
    send(&client, &CreateOrder).unwrap();
    mock.respond(204, "");
    send(&client, &CreateOrder).unwrap();
    let keys = sent(&mock, "idempotency-key");
    // Drawn before the first attempt, and not by the waits between them.
    assert_eq!(keys[0], "00000000-0000-4001-8000-000000000002");
    assert_eq!(keys[..3], [&keys[0], &keys[0], &keys[0]].map(String::clone));
    assert_ne!(keys[0], keys[3]);
}

#[test]
fn the_key_is_in_the_error_and_can_be_sent_again() {
    let (client, mock) = client();
    for _ in 0..3 {
        mock.reply(lost());
    }
    let error = send(&client, &CreateOrder).unwrap_err();
    assert!(
        error.outcome_unknown() && error.attempts().len() == 3,
        "{error}"
    );
    let key = error.idempotency_key().unwrap().to_owned();
    mock.respond(204, "");
    block_on(client.call(&CreateOrder).idempotency_key(&key).send()).unwrap();
    assert_eq!(sent(&mock, "idempotency-key"), [&key[..]; 4]);
}

#[test]
fn a_key_of_the_callers_is_never_replaced() {
    let (client, mock) = client();
    let mail = MailOrder {
        id: 1,
        key: Some("mine".into()),
    };
    mock.reply(lost());
    mock.respond(204, "");
    send(&client, &mail).unwrap();
    mock.respond(204, "");
    block_on(client.call(&mail).idempotency_key("other").send()).unwrap();
    assert_eq!(sent(&mock, "x-key"), ["mine"; 3]);
}

#[test]
fn a_key_that_cannot_go_along_is_advice() {
    let (client, mock) = client();
    for bad in ["", "a b", "a\nb", "kulcs-\u{151}"] {
        let error = block_on(client.call(&CreateOrder).idempotency_key(bad).send()).unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error}");
    }
    let get = GetInvoice { id: Id::from(7) };
    let error = block_on(client.call(&get).idempotency_key("k").send()).unwrap_err();
    assert!(
        error.to_string().contains("takes no idempotency key"),
        "{error}"
    );
    assert!(mock.requests().is_empty());
}

#[test]
fn finding_out_is_for_errors_that_leave_something_open() {
    let (client, mock) = client();
    mock.reply(lost());
    let error = send(&client, &Issue).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("check with `reconcile_create` before calling again"),
        "{error}"
    );
    let list = ListInvoices::default();
    let mut found = client.reconcile_pages::<Issue, _>(&error, &list).unwrap();
    mock.respond(200, wrapped(&format!("[{INVOICE}]")));
    assert_eq!(block_on(found.try_next()).unwrap().unwrap().id, Id::from(7));
    let get = GetInvoice { id: Id::from(7) };
    mock.respond(200, wrapped(INVOICE));
    block_on(client.reconcile::<Issue, _>(&error, &get)).unwrap();

    let other = client
        .reconcile_pages::<CreateOrder, _>(&error, &list)
        .unwrap_err();
    assert!(other.to_string().contains("another call"), "{other}");
    mock.respond(400, "");
    let known = send(&client, &Issue).unwrap_err();
    let nothing = client
        .reconcile_pages::<Issue, _>(&known, &list)
        .unwrap_err();
    assert!(
        nothing.to_string().contains("nothing to reconcile"),
        "{nothing}"
    );
    assert_eq!(mock.requests().len(), 4);
}
