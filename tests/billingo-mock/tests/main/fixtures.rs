//! The fixtures match the schemas, and the mock accepts and refuses them accordingly.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::http::{call, post};

fn fixtures() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/billingo");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let body = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            (name, body)
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

#[test]
fn responses_meet_their_schemas() {
    let mock = billingo_mock::open().unwrap();
    let mut checked = 0;
    for (name, body) in fixtures() {
        let Some((operation, variant)) = name.split_once(".response") else {
            continue;
        };
        if variant != ".not-ready" {
            mock.check_answer(operation, &body)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn requests_are_taken_or_refused() {
    let mock = billingo_mock::start().unwrap();
    let fixtures = fixtures();
    let body = |name: &str| fixtures.iter().find(|(n, _)| n == name).unwrap().1.clone();
    let client = post(&mock, "/clients", &body("clients.create.request")).data()["id"].clone();
    let product = post(&mock, "/products", &body("products.create.request")).data()["id"].clone();
    let account = post(
        &mock,
        "/bank_accounts",
        &body("bank_accounts.create.request"),
    );
    let account = account.data()["id"].clone();
    let expense = post(&mock, "/expenses", &body("expenses.create.request")).data()["id"].clone();
    let mut invoice = body("invoices.create.request");
    invoice["client_uid"] = client.clone();
    let invoice = post(&mock, "/invoices", &invoice).data()["id"].clone();
    for (name, mut body) in fixtures.iter().cloned() {
        let Some((operation, variant)) = name.split_once(".request") else {
            continue;
        };
        if body.get("client_uid").is_some() {
            body["client_uid"] = client.clone();
        }
        let (method, target) = match operation {
            "clients.update" => ("PUT", format!("/clients/{client}")),
            "products.update" => ("PUT", format!("/products/{product}")),
            "bank_accounts.update" => ("PUT", format!("/bank_accounts/{account}")),
            "expenses.update" => ("PUT", format!("/expenses/{expense}")),
            "invoices.pay" => ("POST", format!("/invoices/{invoice}/pay")),
            _ => ("POST", format!("/{}", operation.split('.').next().unwrap())),
        };
        let answer = call(&mock, method, &target, Some(&body));
        if variant.contains("INVALID") {
            assert_eq!(answer.status, 400, "{name}");
            let errors = answer.json()["errors"].clone();
            assert!(
                errors.as_object().is_some_and(|e| !e.is_empty()),
                "{name}: {errors}"
            );
        } else {
            answer.data();
        }
    }
    assert_eq!(mock.faults(), [""; 0]);
}
