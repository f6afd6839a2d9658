//! The repository's fixtures.

use super::{request_survives, response_survives};
use crate::support::folder::fixtures;
use crate::support::schemas::Schemas;

#[test]
fn responses_come_out_as_they_went_in() {
    let mut operations = std::collections::BTreeSet::new();
    for (name, text) in fixtures() {
        let Some((operation, variant)) = name.split_once(".response") else {
            continue;
        };
        if variant != ".not-ready" {
            response_survives(&name, operation, &text);
            operations.insert(operation.to_owned());
        }
    }
    // Every operation that answers JSON has a fixture.
    let mut known = Schemas::get().operations();
    known.retain(|operation| operation != "invoices.download");
    known.sort();
    assert_eq!(operations.into_iter().collect::<Vec<_>>(), known);
}

#[test]
fn requests_come_out_as_they_went_in() {
    let mut operations = std::collections::BTreeSet::new();
    for (name, text) in fixtures() {
        let Some((operation, variant)) = name.split_once(".request") else {
            continue;
        };
        if !variant.contains("INVALID") {
            request_survives(&name, operation, &text);
            operations.insert(operation.to_owned());
        }
    }
    let mut known = Schemas::get().operations();
    known.retain(|operation| Schemas::get().operation(operation).contains_key("body"));
    known.sort();
    assert_eq!(operations.into_iter().collect::<Vec<_>>(), known);
}
