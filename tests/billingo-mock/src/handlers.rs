//! What Billingo's operations do.

pub(crate) mod clients;
pub(crate) mod invoice;
pub(crate) mod items;
pub(crate) mod payment;
pub(crate) mod search;
pub(crate) mod service;

use billing_codegen::mock::{Record, Refusal, Request, State};
use serde_json::Value;

/// The record of an invoice that a path names.
fn named<'s>(state: &'s State, request: &Request) -> Result<&'s Record, Refusal> {
    state.find("invoices", request.parameter("id"))
}

/// An id inside a body, as it would stand in a path.
fn id(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
