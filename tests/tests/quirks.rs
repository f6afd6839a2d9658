//! What the service really sends, one test per quirk of the published list, named after it.
//!
//! Not here, since they are about neither decoding nor encoding:
//! - Q22 (a page may be shorter than asked for; only an empty one is the end): `paging`.
//! - Q23 (a search without `start_date` covers the current month only): a note in the generated documentation.
//! - Q27 (answers about recurring invoices): the service removed these operations, so the client has none.
//! - Q34 (an invoice made from a proforma is not linked to it): there is no member to read.

mod requests;
mod values;
mod wrapping;

use billing_runtime::testing::block_on;
use billing_runtime::{Record, Result};
use billing_tests::billingo::Billingo;
use billing_tests::billingo::clients::Client;
use billing_tests::billingo::invoices::Invoice;
use billing_tests::billingo::products::Product;

use crate::samples::response_survives;
use crate::support::client::scripted;

/// Makes a call that is given this answer.
fn answered<T>(body: &str, call: impl AsyncFnOnce(&Billingo) -> Result<T>) -> Result<T> {
    let (mock, api) = scripted();
    mock.respond(200, body.to_owned());
    block_on(call(&api))
}

/// An answer with one record.
fn one(kind: &str, attributes: &str) -> String {
    format!(r#"{{"success":true,"type":"{kind}","data":{{"id":1,"attributes":{attributes}}}}}"#)
}

/// Reads an invoice through the envelope, and sees that it prints the same again.
#[track_caller]
fn invoice(attributes: &str) -> Record<Invoice> {
    let body = one("invoices", attributes);
    response_survives(attributes, "invoices.get", &body);
    answered(&body, async |api| api.invoices().get(1).await).unwrap()
}

#[track_caller]
fn client(attributes: &str) -> Client {
    let body = one("clients", attributes);
    response_survives(attributes, "clients.get", &body);
    answered(&body, async |api| api.clients().get(1).await)
        .unwrap()
        .attributes
}

#[track_caller]
fn product(attributes: &str) -> Product {
    let body = one("products", attributes);
    response_survives(attributes, "products.get", &body);
    answered(&body, async |api| api.products().get(1).await)
        .unwrap()
        .attributes
}
