//! Initial records.

use billing_mock::{Mock, State};
use serde_json::{Value, json};

use crate::handlers::invoice::issue;

/// Adds this many initial clients.
pub fn clients(mock: Mock, count: usize) -> Mock {
    mock.given(|state| {
        for index in 1..=count {
            client(state, index);
        }
    })
}

/// Adds this many initial invoices, all of one client.
pub fn invoices(mock: Mock, count: usize) -> Mock {
    mock.given(|state| {
        let client = client(state, 1);
        for index in 1..=count {
            let date = state.today();
            let body = json!({
                "fulfillment_date": date, "due_date": date, "payment_method": 2, "comment": "",
                "currency": "HUF", "client_uid": client, "block_uid": 0, "electronic_invoice": 1,
                "template_lang_code": "hu", "type": 3,
                "items": [{
                    "description": format!("Item {index}"), "net_unit_price": 1000 * index,
                    "qty": 1, "unit": "db", "vat_id": 1,
                }],
            });
            // The body is complete, so it cannot be refused.
            let _ = issue(state, &body);
        }
    })
}

fn client(state: &mut State, index: usize) -> Value {
    let body = json!({
        "name": format!("Client {index}"), "email": format!("client{index}@example.com"),
        "billing_address": {
            "street_name": "Main", "street_type": "street", "house_nr": index.to_string(),
            "city": "Budapest", "postcode": "1011", "country": "Hungary",
        },
    });
    state.create("clients", &body).id
}
