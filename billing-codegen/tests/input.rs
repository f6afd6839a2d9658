//! The folders of this repository are read without a complaint.

use std::path::PathBuf;

use billing_codegen::report::Reporter;
use billing_codegen::source::{self, Input};
use billing_codegen::{endpoint, schema};

#[test]
fn billingo_is_read_without_a_complaint() {
    let folder = PathBuf::from("../schemas/billingo");
    let mut reporter = Reporter::default();
    let sources = source::load(&Input::Folder(folder), &mut reporter);
    let mut schemas = schema::parse(&sources, &mut reporter);
    let definition = endpoint::parse(&sources, &mut schemas, &mut reporter);
    let report = reporter.report(&sources);
    assert_eq!(report.errors() + report.warnings(), 0, "{report}");
    let definition = definition.expect("there was no complaint");
    assert_eq!(definition.name.value, "billingo");
    assert!(definition.endpoints.len() > 30);
}
