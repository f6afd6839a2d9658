//! The samples of the published documents, where they lie beside the repository.

use billing_runtime::Error;

use super::refused::{Stage, refused_at};
use super::{request_survives, response_survives};
use crate::support::answers;
use crate::support::client::fields;
use crate::support::folder::samples;
use crate::support::schemas::Schemas;

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// `billingo__get_clients-id__response.variant`: the operation, and what stands behind its name.
fn named(name: &str) -> Option<(String, &str)> {
    let (called, rest) = name.strip_prefix("billingo__")?.split_once("__")?;
    let operation = Schemas::get().operations().into_iter().find(|operation| {
        let known = Schemas::get().operation(operation);
        let method = METHODS
            .into_iter()
            .find(|method| known.contains_key(*method))
            .unwrap();
        let path = known[method].as_str().unwrap().trim_start_matches('/');
        called
            == format!(
                "{method}_{}",
                path.replace('/', "-").replace(['{', '}'], "")
            )
    });
    Some((operation.unwrap_or_else(|| called.to_owned()), rest))
}

#[test]
fn documented_bodies_come_out_as_they_went_in() {
    let Some(samples) = samples("") else { return };
    let mut done = (0, 0);
    for (name, text) in &samples {
        match named(name) {
            Some((operation, "response")) => {
                response_survives(name, &operation, text);
                done.0 += 1;
            }
            Some((operation, "request")) => {
                request_survives(name, &operation, text);
                done.1 += 1;
            }
            Some((_, other)) => panic!("{name}: what is {other}?"),
            // Another service's.
            None => {}
        }
    }
    assert_eq!(done, (13, 4));
}

/// What the operation's caller is told.
fn told(samples: &[(String, String)], name: &str, status: u16) -> Error {
    let text = &samples
        .iter()
        .find(|(n, _)| n == name)
        .unwrap_or_else(|| panic!("{name}"))
        .1;
    let operation = match named(name).unwrap().0 {
        any if any == "any" => "clients.create".to_owned(),
        operation => operation,
    };
    let error = answers::decode(&operation, status, text).unwrap_err();
    assert!(error.is_api(), "{name}: {error:?}");
    assert_eq!(error.status().unwrap().as_u16(), status);
    error
}

#[test]
fn observed_errors_are_typed() {
    let Some(samples) = samples("observed") else {
        return;
    };
    let told = |name: &str, status| told(&samples, &format!("billingo__{name}"), status);
    let wrong_key = told("get_clients__response.error-500-user-not-found", 500);
    assert_eq!(wrong_key.message(), Some("User not found!"));
    let schema = told("post_invoices__response.error-400-schema", 400);
    assert_eq!(schema.message(), None);
    assert_eq!(
        fields(&schema),
        [(
            "items[0].net_unit_price",
            "String value found, but a number is required"
        )]
    );
    let leak = told("post_invoices__response.error-500-uncaught", 500);
    assert!(
        leak.message()
            .unwrap()
            .starts_with("Uncaught ErrorException")
    );
    for name in ["get_invoices-id-code", "get_invoices-id-generate"] {
        let empty = told(&format!("{name}__response.error-500-empty"), 500);
        assert_eq!(empty.message(), Some(""));
        assert_eq!(fields(&empty), []);
    }
    assert_eq!(samples.len(), 5);
}

#[test]
fn constructed_bodies_are_told_apart() {
    let Some(samples) = samples("constructed") else {
        return;
    };
    let text = |name: &str| &samples.iter().find(|(n, _)| n == name).unwrap().1;
    for status in [200, 400] {
        let told = |name: &str| told(&samples, &format!("billingo__{name}"), status);
        let listed = told("any__response.error-errors-array");
        assert_eq!(listed.message(), Some("Validation failed"));
        assert_eq!(fields(&listed), [("", "name is too long")]);
        let as_text = told("any__response.error-success-as-string");
        assert_eq!(as_text.message(), Some("Something failed"));
        let not_ready = told("get_invoices-id-download__response.error-not-ready");
        assert_eq!(not_ready.message(), Some("Document not ready."));
    }
    for variant in ["data-empty", "data-missing", "data-null"] {
        let name = format!("billingo__get_clients__response.{variant}");
        response_survives(&name, "clients.list", text(&name));
    }
    let defaults = "billingo__get_clients-id__response.defaults-empty-array";
    response_survives(defaults, "clients.get", text(defaults));
    let refused = |name: &str, operation: &str, pointer: &str| {
        refused_at(
            operation,
            text(&format!("billingo__{name}")),
            &Stage::Decode,
            pointer,
        );
    };
    refused(
        "post_clients__request.INVALID-no-city",
        "clients.create",
        "/billing_address",
    );
    refused(
        "post_invoices__request.INVALID-string-electronic-invoice",
        "invoices.create",
        "/electronic_invoice",
    );
    refused(
        "post_invoices__request.INVALID-string-price",
        "invoices.create",
        "/items/0/net_unit_price",
    );
}
