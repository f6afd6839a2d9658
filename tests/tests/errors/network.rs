//! Failures of real connections, and what is known after them.

use std::time::Duration;

use billing_mock::Misbehave;
use billing_runtime::{Client, Error};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::invoices::QueryInvoices;

use crate::support::bodies::{new_client, new_invoice};
use crate::support::client::{keys, seen, start, wait};

fn open() -> (billing_mock::Running, Billingo) {
    start(billingo_mock::clients(billingo_mock::open().unwrap(), 1))
}

#[test]
fn nobody_listens() {
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::builder()
        .base_url(format!("http://{address}/api"))
        .credential(keys());
    let api = Billingo::new(client.build().unwrap());
    let error = wait(api.invoices().create(&new_invoice())).unwrap_err();
    assert!(
        error.is_connect() && error.not_sent() && !error.outcome_unknown(),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .starts_with("CreateInvoice (POST /invoices): could not connect: "),
        "{error}"
    );
}

/// The server did what was asked and closed the connection without a word.
#[test]
fn e4_50_a_lost_answer_is_an_unknown_outcome_and_one_request() {
    let (mock, api) = open();
    mock.next(Misbehave::new().drop_connection());
    let error = wait(api.clients().create(&new_client())).unwrap_err();
    assert!(
        error.outcome_unknown() && !error.not_sent() && !error.is_timeout(),
        "{error:?}"
    );
    assert_eq!(seen(&mock, "clients.create").len(), 1);
    // A read may simply be asked again.
    mock.next(Misbehave::new().drop_connection());
    let error = wait(api.user().tax_code()).unwrap_err();
    assert!(!error.outcome_unknown() && !error.not_sent(), "{error:?}");
    assert_eq!(seen(&mock, "user.tax_code").len(), 1);
}

/// If the outcome of a call is unknown, the caller looks for the invoice.
#[test]
fn a_lost_invoice_is_found_again() {
    let (mock, api) = open();
    mock.next(Misbehave::new().drop_connection());
    let error = wait(api.invoices().create(&new_invoice())).unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    assert!(
        error.to_string().contains("check with `reconcile_create`"),
        "{error}"
    );
    let day = QueryInvoices {
        start_date: Some(new_invoice().due_date),
        ..QueryInvoices::default()
    };
    let mut found = api.invoices().reconcile_create(&error, &day).unwrap();
    let found = wait(found.collect_all(1_000)).unwrap();
    let of_client = found
        .iter()
        .filter(|invoice| invoice.attributes.client_uid == Some(new_invoice().client_uid));
    assert_eq!(of_client.count(), 1, "{found:?}");
    assert_eq!(seen(&mock, "invoices.create").len(), 1);
    // A page, and the empty one behind it.
    assert_eq!(seen(&mock, "invoices.query").len(), 2);
}

#[test]
fn an_answer_that_comes_too_late() {
    let (mock, _) = open();
    let client = Client::builder().base_url(mock.url()).credential(keys());
    let api = Billingo::new(client.timeout(Duration::from_secs(2)).build().unwrap());
    let late = || mock.next(Misbehave::new().delay(Duration::from_secs(60)));
    let times_out = |error: Error| {
        assert!(error.is_timeout() && !error.not_sent(), "{error:?}");
        assert!(
            error.to_string().contains("no response arrived in time"),
            "{error}"
        );
        error
    };
    late();
    assert!(times_out(wait(api.clients().create(&new_client())).unwrap_err()).outcome_unknown());
    late();
    assert!(!times_out(wait(api.user().tax_code()).unwrap_err()).outcome_unknown());
}

#[test]
fn an_answer_that_stops_in_the_middle() {
    let (mock, api) = open();
    mock.next(Misbehave::new().cut_after(20));
    let error = wait(api.clients().create(&new_client())).unwrap_err();
    assert!(
        error.is_incomplete() && error.outcome_unknown(),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap().as_u16(), 200);
}

#[test]
fn e3_46_an_answer_beyond_the_cap() {
    let (mock, _) = open();
    let client = Client::builder()
        .base_url(mock.url())
        .credential(keys())
        .body_cap(1000);
    let api = Billingo::new(client.build().unwrap());
    assert!(wait(api.user().tax_code()).is_ok());
    let large = format!(
        r#"{{"success":true,"type":"user","data":{{"a":"{}"}}}}"#,
        "x".repeat(2000)
    );
    mock.next(Misbehave::new().body(large));
    let error = wait(api.user().tax_code()).unwrap_err();
    assert!(error.is_too_large() && !error.is_decode(), "{error:?}");
    assert!(error.to_string().contains("1000 bytes"), "{error}");
    assert!(error.body().len() <= 1000);
}

/// E3 37 and 40: a body never makes an error status a success, and never hides it.
#[test]
fn e3_37_status_wins() {
    let (mock, api) = open();
    // A 401 within the second of the signature would be signed once more.
    mock.set_clock_ahead(2);
    let ask = |misbehave: Misbehave| {
        mock.next(misbehave);
        wait(api.clients().delete(1_963_092_040)).unwrap_err()
    };
    for status in [400, 401, 404, 500, 503] {
        let error = ask(Misbehave::new().status(status).body(r#"{"success":true}"#));
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(!error.is_decode() && !error.is_envelope(), "{error:?}");
    }
    let html = Misbehave::new()
        .status(502)
        .header("content-type", "text/html");
    let error = ask(html
        .body("<html>502 Bad Gateway</html>")
        .header("x-request-id", "r-1"));
    assert_eq!(error.body(), b"<html>502 Bad Gateway</html>");
    assert_eq!(error.request_id(), Some("r-1"));
    let error = ask(Misbehave::new().status(500).body(""));
    assert!(error.body().is_empty() && !error.is_decode(), "{error:?}");
    let busy = Misbehave::new()
        .status(429)
        .header("content-type", "text/plain")
        .header("retry-after", "2");
    let error = ask(busy.body("Slower, please"));
    assert!(error.is_rate_limited() && !error.is_api(), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
}
