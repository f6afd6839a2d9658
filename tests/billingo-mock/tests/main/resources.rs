//! Clients, products, accounts, lists and rates.

use serde_json::{Value, json};

use crate::http::{call, get, post};

fn client() -> Value {
    json!({
        "name": "Minta Kft.", "taxcode": "1", "type": "2",
        "billing_address": { "street_name": "Fő", "city": "Pécs", "postcode": "7621", "country": "HU" },
    })
}

#[test]
fn a_known_client_comes_back_unless_forced() {
    let mock = billingo_mock::start().unwrap();
    let first = post(&mock, "/clients", &client()).data();
    assert_eq!(first["attributes"]["type"], json!(2));
    let mut again = client();
    again["email"] = json!("new@example.com");
    let second = post(&mock, "/clients", &again).data();
    assert_eq!(second, first);
    again["force"] = json!(true);
    let third = post(&mock, "/clients", &again).data();
    assert_ne!(third["id"], first["id"]);
    assert_eq!(third["attributes"].get("force"), None);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn clients_are_changed_and_deleted() {
    let mock = billingo_mock::start().unwrap();
    let id = post(&mock, "/clients", &client()).data()["id"].clone();
    let target = format!("/clients/{id}");
    let mut body = client();
    body["name"] = json!("Minta Zrt.");
    let changed = call(&mock, "PUT", &target, Some(&body)).data();
    assert_eq!(changed["attributes"]["name"], "Minta Zrt.");
    assert_eq!(get(&mock, &target).data(), json!([changed]));
    let deleted = call(&mock, "DELETE", &target, None).json();
    assert_eq!(deleted, json!({ "success": true }));
    let gone = get(&mock, &target);
    assert_eq!(gone.status, 404);
    assert!(gone.error().contains("no"), "{}", gone.error());
}

#[test]
fn products_have_zero_dates_and_a_rate() {
    let mock = billingo_mock::start().unwrap();
    let body = json!({
        "name": "Mug", "price": 10.5, "unit": "db", "currency_code": "HUF", "vat_id": 1,
        "fokonyv_arbev": 911,
    });
    let product = post(&mock, "/products", &body).data()["attributes"].clone();
    assert_eq!(product["archived_at"], "0000-00-00 00:00:00");
    assert_eq!(product["deleted_at"], Value::Null);
    assert_eq!(product["fokonyv_arbev"], "");
    assert_eq!(product["vat"]["value"], json!(0.27));
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn lists_print_ids_as_text() {
    let mock = billingo_mock::start().unwrap();
    let methods = get(&mock, "/payment_methods/de").data();
    let second = &methods[1];
    assert_eq!(second["id"], "2");
    assert_eq!(second["attributes"]["lang_code"], "de");
    assert_eq!(second["attributes"]["advance_paid"], "0");
    assert_eq!(get(&mock, "/payment_methods/fr").status, 400);
    let rates = get(&mock, "/vat?v=0.27").data();
    assert_eq!(rates.as_array().unwrap().len(), 1);
    assert_eq!(rates[0]["attributes"]["value"], "0.27");
    assert_eq!(get(&mock, "/vat?d=AM").data()[0]["id"], "4");
    let categories = get(&mock, "/expenses/categories/hu").json();
    assert_eq!(categories["type"], "expense_categories");
    assert_eq!(categories["data"][0]["id"], "1");
}

#[test]
fn expenses_and_accounts() {
    let mock = billingo_mock::start().unwrap();
    let body = json!({ "categories_id": 6, "gross_price": 5000, "vat": 1, "name": "Power" });
    let made = post(&mock, "/expenses", &body).data();
    assert_eq!(made["attributes"]["gross_price"], json!(5000));
    let listed = get(&mock, "/expenses").data();
    assert_eq!(listed[0]["attributes"]["gross_price"], "5000.00");
    assert_eq!(listed[0]["attributes"]["categories_id"], "6");
    let account = post(&mock, "/bank_accounts", &json!({ "bank_name": "Bank" })).data();
    assert_eq!(account["attributes"]["uid"], account["id"]);
    assert_eq!(get(&mock, "/bank_accounts").data(), json!([account]));
}

#[test]
fn rates_of_countries_and_currencies() {
    let mock = billingo_mock::start().unwrap();
    let vat = get(&mock, "/vat/eu?country=DE&business_country=HU&ip=10.0.0.1").data();
    assert_eq!(vat["tax_rate"], json!(0.19));
    assert_eq!(vat["billingo_vat"]["value"], "0.19");
    assert_eq!(vat["country_match"], true);
    let exempt = "/vat/eu?country=DE&business_country=HU&vat_code=DE1";
    assert_eq!(get(&mock, exempt).data()["tax_rate"], 0);
    assert_eq!(
        get(&mock, "/vat/eu?country=XX&business_country=HU").status,
        500
    );
    let missing = get(&mock, "/vat/eu?country=DE");
    assert!(missing.json()["errors"]["business_country"].is_string());
    let euro = get(&mock, "/currency?from=EUR&to=HUF&value=2.5").data();
    assert_eq!(euro, json!({ "value": 1000 }));
    assert_eq!(
        get(&mock, "/currency?from=EUR&to=HUF&value=much").status,
        400
    );
    assert_eq!(
        get(&mock, "/user/tax-code").data()["tax_code"],
        "12345678-2-10"
    );
    assert_eq!(mock.faults(), [""; 0]);
}
