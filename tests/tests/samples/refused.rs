//! Bodies that must not get through: broken requests, and answers that say no.

use billing_runtime::Error;

use crate::support::answers;
use crate::support::bodies;
use crate::support::client::fields;
use crate::support::folder::{fixture, fixtures};

/// How a broken request is refused.
pub enum Stage {
    /// It is no value of the type.
    Decode,
    /// It is one, and breaks a rule.
    Rule(&'static str),
}

/// The request is refused at this place.
#[track_caller]
pub fn refused_at(operation: &str, text: &str, stage: &Stage, pointer: &str) {
    match (bodies::decode(operation, text), stage) {
        (Err(error), Stage::Decode) => assert_eq!(error.pointer(), pointer, "{error}"),
        (Ok(decoded), Stage::Rule(rule)) => {
            let invalid = decoded.checked.unwrap_err();
            let found: Vec<_> = invalid
                .violations()
                .iter()
                .map(|v| (v.pointer(), v.rule()))
                .collect();
            assert_eq!(found, [(pointer, *rule)], "{invalid}");
        }
        (Err(error), Stage::Rule(rule)) => panic!("no value at all, not {rule}: {error}"),
        (Ok(_), Stage::Decode) => panic!("it was read"),
    }
}

#[test]
fn broken_requests_are_refused_where_they_are_broken() {
    use Stage::{Decode, Rule};
    let cases = [
        ("clients.create.request.INVALID-bank", Decode, "/bank"),
        (
            "clients.create.request.INVALID-postcode",
            Decode,
            "/billing_address/postcode",
        ),
        (
            "expenses.create.request.INVALID-category",
            Decode,
            "/categories_id",
        ),
        ("invoices.create.request.INVALID-date", Decode, "/due_date"),
        (
            "invoices.create.request.INVALID-entitlement",
            Rule("enum"),
            "/items/0/entitlement",
        ),
        (
            "invoices.create.request.INVALID-flag",
            Decode,
            "/electronic_invoice",
        ),
        ("invoices.create.request.INVALID-item", Decode, "/items/0"),
        ("invoices.create.request.INVALID-no-block", Decode, ""),
        (
            "invoices.create.request.INVALID-round-to",
            Rule("enum"),
            "/round_to",
        ),
        ("invoices.pay.request.INVALID-amount", Decode, "/amount"),
        ("products.create.request.INVALID-price", Decode, "/price"),
    ];
    for (name, stage, pointer) in &cases {
        let operation = name.split_once(".request").unwrap().0;
        refused_at(operation, &fixture(name), stage, pointer);
    }
    let mut invalid: Vec<_> = fixtures().into_iter().map(|(name, _)| name).collect();
    invalid.retain(|name| name.contains("INVALID"));
    assert_eq!(invalid, cases.map(|(name, ..)| name));
}

/// What the service says is wrong, whatever form it chose.
fn said(text: &str, status: u16) -> Error {
    let error = answers::decode("clients.get", status, text).unwrap_err();
    assert!(error.is_api(), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), status);
    error
}

#[test]
fn errors_are_typed_whatever_their_form() {
    // The service was seen to say no with 400, with 500, and with 200.
    for status in [200, 400, 500] {
        let said = |name: &str| said(&fixture(name), status);
        assert_eq!(
            said("any.error.message").message(),
            Some("The client is not known.")
        );
        assert_eq!(
            said("any.error.success-as-text").message(),
            Some("Something failed")
        );
        assert_eq!(
            said("any.error.success-as-number").message(),
            Some("Something failed")
        );
        assert_eq!(said("any.error.empty").message(), Some(""));
        let by_path = said("any.error.fields");
        assert_eq!(by_path.message(), None);
        assert_eq!(
            fields(&by_path),
            [
                (
                    "items[0].net_unit_price",
                    "String value found, but a number is required"
                ),
                ("due_date", "is missing, but it is required"),
            ]
        );
        let listed = said("any.error.list");
        assert_eq!(listed.message(), Some("Not accepted"));
        assert_eq!(
            fields(&listed),
            [("", "name is too long"), ("", "unit is too long")]
        );
    }
}
