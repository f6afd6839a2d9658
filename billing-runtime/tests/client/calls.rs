//! Calls of each shape that succeed, and calls that have nowhere to go.

use std::sync::{Arc, Mutex};

use billing_runtime::testing::{ManualClock, MockTransport};
use billing_runtime::{Client, Decimal, Id, Wire};

use super::api::*;

pub const INVOICE: &str =
    r#"{"id":7,"attributes":{"invoice_no":"2015-000008","total":"4445.000","uid":7}}"#;

pub fn wrapped(data: &str) -> String {
    format!(r#"{{"success":true,"type":"invoices","data":{data}}}"#)
}

#[test]
fn one_record() {
    let (client, mock) = client();
    mock.respond(200, wrapped(INVOICE));
    let invoice = send(&client, &GetInvoice { id: Id::from(7) }).unwrap();
    assert_eq!(invoice.id, Id::from(7));
    assert_eq!(invoice.attributes.total, Some(Decimal::from(4445)));
    let request = &mock.requests()[0];
    assert_eq!(
        (request.method(), request.url()),
        ("GET", "https://www.billingo.example/api/invoices/7")
    );
    assert!(request.header("authorization").starts_with("Beamer "));
    assert_eq!(request.header("accept"), "application/json");
    assert!(request.header("user-agent").starts_with("billing-runtime/"));
    assert_eq!(request.header("content-type"), "");
}

/// Q1: a list of one is one.
#[test]
fn quirk_1_one_record_in_a_list() {
    let (client, mock) = client();
    mock.respond(200, wrapped(&format!("[{INVOICE}]")));
    assert_eq!(
        send(&client, &GetInvoice { id: Id::from(7) }).unwrap().id,
        Id::from(7)
    );
}

#[test]
fn a_created_record_and_its_body() {
    let (client, mock) = client();
    mock.respond(200, wrapped(INVOICE));
    let body = NewInvoice {
        comment: "hi".into(),
        client_uid: 3,
    };
    send(&client, &CreateInvoice { body }).unwrap();
    let request = &mock.requests()[0];
    assert_eq!(request.body(), r#"{"comment":"hi","client_uid":3}"#);
    assert_eq!(request.header("content-type"), "application/json");
}

/// E3 36: `{success:true,id}`, `{success:true}` and an empty 204.
#[test]
fn e3_36_field_nothing_plain_and_no_content() {
    let (client, mock) = client();
    mock.respond(200, r#"{"success":true,"id":1444388311}"#);
    assert_eq!(
        send(&client, &GenerateInvoice { id: Id::from(1) }).unwrap(),
        1_444_388_311
    );
    mock.respond(200, r#"{"success":true}"#);
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    mock.respond(204, "");
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    mock.respond(200, r#"{"success":true,"data":{"code":"uiowerTI"}}"#);
    assert_eq!(
        send(&client, &GetCode { id: Id::from(1) }).unwrap().code,
        "uiowerTI"
    );
}

#[test]
fn another_server_without_envelope_and_credential() {
    let (client, mock) = client();
    mock.respond(200, r#"{"time":1}"#);
    assert_eq!(send(&client, &GetTime).unwrap().to_json(), r#"{"time":1}"#);
    let request = &mock.requests()[0];
    assert_eq!(request.url(), "https://www.billingo.example/time?type=json");
    assert_eq!(request.header("authorization"), "");
}

#[test]
fn the_builder_moves_servers() {
    let mock = MockTransport::new();
    let builder = Client::builder().transport(mock.clone()).credential(keys());
    let client = builder
        .base_url("http://127.0.0.1:1/x/")
        .server("site", "http://localhost:2")
        .build()
        .unwrap();
    let client = client.with_servers(SERVERS);
    mock.respond(200, r#"{"success":true}"#);
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    mock.respond(200, "{}");
    send(&client, &GetTime).unwrap();
    let urls: Vec<_> = mock.requests().iter().map(|r| r.url().to_owned()).collect();
    assert_eq!(
        urls,
        [
            "http://127.0.0.1:1/x/invoices/1/send",
            "http://localhost:2/time?type=json"
        ]
    );
}

#[test]
fn a_server_that_nobody_names_is_advice() {
    let mock = MockTransport::new();
    let client = Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .build()
        .unwrap();
    let error = send(&client, &GetTime).unwrap_err();
    assert!(error.is_config() && error.not_sent());
    assert!(
        error
            .to_string()
            .contains("`Client::builder().server(\"site\", ...)`"),
        "{error}"
    );
    let error = send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`Client::builder().base_url(...)`"),
        "{error}"
    );
    assert!(mock.requests().is_empty());
}

/// E2 31: what a base URL may not be is said when the client is built.
#[test]
fn e2_31_base_urls_are_checked_at_build() {
    for bad in [
        "http://api.example",
        "https://me:pw@api.example",
        "https://api.example?a",
        "nonsense",
    ] {
        let error = Client::builder().base_url(bad).build().unwrap_err();
        assert!(error.is_config() && error.not_sent(), "{bad}: {error}");
        assert!(!error.to_string().contains("pw@"), "{error}");
    }
    assert!(
        Client::builder()
            .base_url("http://api.example")
            .allow_http(true)
            .build()
            .is_ok()
    );
}

#[test]
fn an_observer_sees_each_attempt() {
    let (seen, mock) = (Arc::new(Mutex::new(Vec::new())), MockTransport::new());
    let sink = Arc::clone(&seen);
    let client = Client::builder()
        .transport(mock.clone())
        .clock(ManualClock::at(NOW))
        .credential(keys())
        .on_attempt(move |e| {
            let status = e.status.map(|s| s.as_u16());
            sink.lock()
                .unwrap()
                .push(format!("{} {} {status:?}", e.method, e.url));
        })
        .build()
        .unwrap()
        .with_servers(SERVERS);
    mock.respond(200, r#"{"success":true}"#);
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    send(
        &client,
        &GetCode {
            id: Id::from("canary-private-key"),
        },
    )
    .unwrap_err();
    let seen = seen.lock().unwrap();
    assert_eq!(
        *seen,
        [
            "GET https://www.billingo.example/api/invoices/1/send Some(200)",
            "GET https://www.billingo.example/api/invoices/***/code None"
        ]
    );
}

#[test]
fn futures_can_move_between_threads() {
    fn movable<T: Send>(_: &T) {}
    fn shared<T: Send + Sync + 'static>() {}
    shared::<billing_runtime::Error>();
    shared::<Client>();
    let (client, _) = client();
    movable(&client.send(&GetInvoice { id: Id::from(1) }));
    movable(&client.send(&DownloadInvoice { id: Id::from(1) }));
    let mut pages = client.pages(&ListInvoices::default());
    movable(&pages.try_next());
}
