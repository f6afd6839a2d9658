//! The life of an invoice.

use billing_mock::Running;
use serde_json::{Value, json};

use crate::http::{call, get, post};

fn start() -> (Running, Value) {
    let mock = billingo_mock::start().unwrap();
    let client = json!({
        "name": "Minta Kft.", "email": "a@b.hu",
        "billing_address": { "street_name": "Fő", "city": "Pécs", "postcode": "7621", "country": "HU" },
    });
    let client = post(&mock, "/clients", &client).data()["id"].clone();
    let body = json!({
        "fulfillment_date": "2024-03-31", "due_date": "2024-04-08", "payment_method": 2,
        "comment": "", "template_lang_code": "hu", "electronic_invoice": 1, "currency": "HUF",
        "client_uid": client, "block_uid": 0, "type": 3,
        "items": [{
            "description": "Work", "net_unit_price": 3500, "qty": 1, "unit": "h", "vat_id": 1,
        }],
    });
    (mock, body)
}

fn id(mock: &Running, body: &Value) -> String {
    post(mock, "/invoices", body).data()["id"].to_string()
}

#[test]
fn created_with_numbers_and_listed_with_text() {
    let (mock, mut body) = start();
    let product = json!({ "name": "Mug", "price": 100, "unit": "db", "vat_id": 2 });
    let product = post(&mock, "/products", &product).data()["id"].clone();
    let items = body["items"].as_array_mut().unwrap();
    items.push(json!({ "product_uid": product, "qty": 2 }));
    let made = post(&mock, "/invoices", &body).data();
    assert_eq!(made["attributes"]["total"], json!(4655));
    let listed = get(&mock, "/invoices").data()[0]["attributes"].clone();
    assert_eq!(listed["total"], "4655.000");
    assert_eq!(listed["items"][1]["description"], "Mug");
    assert_eq!(listed["items"][1]["vat_id"], "2");
    assert_eq!(listed["payment_method"]["name"], "Átutalás");
    assert_eq!(listed["client"]["name"], "Minta Kft.");
    assert_eq!(listed.get("body"), None);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn what_does_not_exist_is_refused_by_member() {
    let (mock, body) = start();
    for (member, value) in [("client_uid", 1), ("payment_method", 3), ("block_uid", 9)] {
        let mut body = body.clone();
        body[member] = json!(value);
        let answer = post(&mock, "/invoices", &body);
        assert_eq!(answer.status, 400);
        assert!(answer.json()["errors"][member].is_string(), "{member}");
        assert_eq!(answer.json().get("error"), None);
    }
}

#[test]
fn a_wrong_item_is_told_by_both_branches() {
    let (mock, mut body) = start();
    body["items"][0]["net_unit_price"] = json!("3500");
    let errors = post(&mock, "/invoices", &body).json()["errors"].clone();
    assert_eq!(
        errors["items[0].net_unit_price"],
        "String value found, but a number is required"
    );
    assert!(errors["items[0].product_uid"].is_string());
}

#[test]
fn paid_in_two_parts_and_taken_back() {
    let (mock, body) = start();
    let target = format!("/invoices/{}/pay", id(&mock, &body));
    let pay = |amount: Value| {
        let body = json!({ "date": "2024-04-01", "amount": amount, "payment_method": 2 });
        post(&mock, &target, &body)
    };
    let half = pay(json!(2222.5)).json();
    assert_eq!(
        half["data"],
        json!({ "fully_paid": false, "outstanding": 2222.5 })
    );
    assert_eq!(half.get("type"), None);
    assert_eq!(pay(json!(3000)).status, 400);
    assert_eq!(
        pay(json!(2222.5)).data(),
        json!({ "fully_paid": true, "outstanding": 0 })
    );
    let back = call(&mock, "DELETE", &target, None).data();
    assert_eq!(back, json!({ "fully_paid": false, "outstanding": 4445 }));
    assert_eq!(call(&mock, "DELETE", &target, None).status, 400);
}

#[test]
fn cancelled_once_by_another_invoice() {
    let (mock, body) = start();
    let made = post(&mock, "/invoices", &body).data();
    let target = format!("/invoices/{}/cancel", made["id"]);
    let cancelling = get(&mock, &target).data();
    assert_ne!(cancelling["id"], made["id"]);
    assert_eq!(cancelling["attributes"]["total"], json!(-4445));
    assert_eq!(cancelling["attributes"]["is_cancel_invoice"], 1);
    let number = &made["attributes"]["invoice_no"];
    assert_eq!(cancelling["attributes"]["connected_invoice_no"], *number);
    assert_eq!(get(&mock, &target).status, 400);
    let first = get(&mock, &format!("/invoices/{}", made["id"])).data();
    assert_eq!(first[0]["attributes"]["status"], 4);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn generated_from_a_proforma_only() {
    let (mock, mut body) = start();
    let normal = id(&mock, &body);
    let answer = get(&mock, &format!("/invoices/{normal}/generate"));
    assert_eq!((answer.status, answer.error().as_str()), (500, ""));
    body["type"] = json!(1);
    let proforma = id(&mock, &body);
    let answer = get(&mock, &format!("/invoices/{proforma}/generate")).json();
    assert!(answer["id"].is_i64() && answer.get("data").is_none());
    let first = get(&mock, &format!("/invoices/{proforma}")).data();
    assert!(
        first[0]["attributes"]["comment"]
            .as_str()
            .unwrap()
            .contains('-')
    );
}

#[test]
fn handed_out() {
    let (mock, mut body) = start();
    let invoice = id(&mock, &body);
    let code = get(&mock, &format!("/invoices/{invoice}/code")).data();
    assert_eq!(code["code"].as_str().unwrap().len(), 8);
    let sent = get(&mock, &format!("/invoices/{invoice}/send")).json();
    assert_eq!(sent, json!({ "success": true }));
    let mails = mock.state(|state| state.notes()["mails"].clone());
    assert_eq!(mails[0]["to"], "a@b.hu");
    let pdf = get(&mock, &format!("/invoices/{invoice}/download"));
    assert!(pdf.head.contains("application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF-1.4") && pdf.body.ends_with(b"%%EOF\n"));
    body["type"] = json!(0);
    let draft = id(&mock, &body);
    let answer = get(&mock, &format!("/invoices/{draft}/download"));
    assert_eq!(answer.error(), "Document not ready.");
    assert!(answer.head.contains("application/json"));
}

#[test]
fn pages_of_45() {
    let mock = billingo_mock::invoices(billingo_mock::open().unwrap(), 45);
    let mock = mock.start().unwrap();
    let count = |target: &str| get(&mock, target).data().as_array().unwrap().len();
    assert_eq!(count("/invoices"), 20);
    assert_eq!(count("/invoices?page=3&max_per_page=20"), 5);
    assert_eq!(count("/invoices?page=4"), 0);
    assert_eq!(count("/invoices?max_per_page=50"), 45);
    let much = get(&mock, "/invoices?max_per_page=51");
    assert_eq!(much.status, 400);
    assert!(much.json()["errors"]["max_per_page"].is_string());
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn searched() {
    let mock = billingo_mock::invoices(billingo_mock::open().unwrap(), 12);
    let mock = mock.start().unwrap();
    let count = |query: &str| {
        let answer = get(&mock, &format!("/invoices/query?{query}"));
        answer.data().as_array().unwrap().len()
    };
    let year = &mock.state(|state| state.today())[..4];
    assert_eq!(count(""), 12);
    assert_eq!(count("end_date=2000-01-01&start_date=1999-01-01"), 0);
    assert_eq!(count(&format!("num_start=11&year_start={year}")), 2);
    assert_eq!(
        count(&format!("num_end=3&year_end={year}&payment_method=2")),
        3
    );
    assert_eq!(count("payment_method=1"), 0);
    let alone = get(&mock, "/invoices/query?num_start=1").json();
    assert!(alone["errors"]["year_start"].is_string());
    assert_eq!(get(&mock, "/invoices/query?start_date=soon").status, 400);
    let blocks = get(&mock, "/invoices/blocks").json();
    assert_eq!(blocks["type"], "invoice_blocks");
}
