//! Creates clients.

use billing_mock::{Refusal, Reply, Request, State};
use serde_json::{Value, json};

/// Creates a client. Returns an existing one with the same name, tax code and address unless `force` is set.
pub(crate) fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let body = request.body();
    if body["force"] != json!(true) {
        let known = state.records("clients").iter().find(|known| {
            same(known.get("name"), &body["name"])
                && same(known.get("taxcode"), &body["taxcode"])
                && same_address(known.get("billing_address"), &body["billing_address"])
        });
        if let Some(known) = known {
            return Ok(Reply::One(known.clone()));
        }
    }
    let mut record = state.create("clients", body);
    // The service returns a number although a string was sent.
    if let Some(kind) = record
        .get("type")
        .as_str()
        .and_then(|t| t.parse::<i64>().ok())
    {
        record.set("type", kind);
        let id = record.id.to_string();
        if let Some(stored) = state.get_mut("clients", &id) {
            stored.clone_from(&record);
        }
    }
    Ok(Reply::One(record))
}

fn same_address(known: &Value, sent: &Value) -> bool {
    let members = [
        "street_name",
        "street_type",
        "house_nr",
        "city",
        "postcode",
        "country",
    ];
    members
        .iter()
        .all(|member| same(&known[member], &sent[member]))
}

/// Compares two strings; a missing one equals an empty one.
fn same(known: &Value, sent: &Value) -> bool {
    known.as_str().unwrap_or("") == sent.as_str().unwrap_or("")
}
