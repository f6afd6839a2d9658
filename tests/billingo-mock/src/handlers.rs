//! The behavior of Billingo's operations.

pub(crate) mod clients;
pub(crate) mod invoice;
pub(crate) mod items;
pub(crate) mod payment;
pub(crate) mod search;
pub(crate) mod service;

use billing_mock::{Record, Refusal, Request, State};
use serde_json::Value;

/// Returns the invoice that the path names.
fn invoice_of<'s>(state: &'s State, request: &Request) -> Result<&'s Record, Refusal> {
    state.find("invoices", request.parameter("id"))
}

/// Returns an id from a body as it is spelled in a path.
fn id(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
