//! Calls of each shape that succeed.

use billing_runtime::{Decimal, Id};

use super::api::*;

const INVOICE: &str =
    r#"{"id":7,"attributes":{"invoice_no":"2015-000008","total":"4445.000","uid":7}}"#;

fn wrapped(data: &str) -> String {
    format!(r#"{{"success":true,"type":"invoices","data":{data}}}"#)
}

#[test]
fn one_record() {
    let (client, script) = client();
    script.answer(200, wrapped(INVOICE));
    let invoice = send(&client, &GetInvoice { id: Id::from(7) }).unwrap();
    assert_eq!(invoice.id, Id::from(7));
    assert_eq!(invoice.attributes.total, Some(Decimal::from(4445)));
    let request = &script.requests()[0];
    assert_eq!(
        (request.method(), request.url()),
        ("GET", "https://www.billingo.example/api/invoices/7")
    );
    assert!(request.header("authorization").starts_with("Beamer "));
    assert_eq!(request.header("accept"), "application/json");
}

#[test]
fn a_created_record_and_its_body() {
    let (client, script) = client();
    script.answer(200, wrapped(INVOICE));
    let body = NewInvoice {
        comment: "hi".into(),
        client_uid: 3,
    };
    send(&client, &CreateInvoice { body }).unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.body(), r#"{"comment":"hi","client_uid":3}"#);
    assert_eq!(request.header("content-type"), "application/json");
}
