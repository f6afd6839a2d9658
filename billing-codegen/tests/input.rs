//! The folders of this repository are read without a complaint.

use std::path::PathBuf;

use billing_codegen::report::Reporter;
use billing_codegen::source::{self, Input};
use billing_codegen::{Generator, SourceTree, TypesOptions, endpoint, schema};

use crate::scratch::Scratch;

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

#[test]
fn what_is_not_there_is_said_in_words() {
    let said = Generator::new("no/such/folder")
        .generate()
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("error[missing-input]: there is no folder `no/such/folder`"),
        "{said}"
    );
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let types = |path: &str| {
        billing_codegen::types(&Input::Schema(path.into()), &options)
            .unwrap_err()
            .to_string()
    };
    assert!(types("no-such.json").contains("error[missing-input]"));
    let folder = types("../schemas/billingo");
    assert!(
        folder.contains("error[unreadable-file]: the file cannot be read: it is no file"),
        "{folder}"
    );
}

#[test]
fn what_cannot_be_written_is_said_in_words() {
    let out = Scratch::new("out");
    out.write("taken", "a file where a folder should be");
    let tree: SourceTree = [("mod.rs", "// nothing\n")].into_iter().collect();
    let said = tree
        .write_to(out.path().join("taken"))
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("error[output]: cannot create the folder"),
        "{said}"
    );
    assert!(!said.contains(env!("CARGO_MANIFEST_DIR")), "{said}");
    let outside = Generator::new("../schemas/billingo")
        .write_to_out_dir()
        .unwrap_err();
    assert!(
        outside.to_string().contains("`OUT_DIR` is not set"),
        "{outside}"
    );
}

#[test]
fn one_schema_reads_what_it_refers_to_and_nothing_else() {
    let folder = Scratch::new("schema");
    folder
        .write(
            "root.json",
            r#"{ "properties": { "a": { "$ref": "parts/a.json#/definitions/x" } } }"#,
        )
        .write(
            "parts/a.json",
            r#"{ "definitions": { "x": { "$ref": "../b.txt" } } }"#,
        )
        .write("b.txt", r#"{ "type": "string" }"#)
        .write("broken.json", "{");
    let mut reporter = Reporter::default();
    let input = Input::Schema(folder.path().join("root.json"));
    let sources = source::load(&input, &mut reporter);
    let schemas = schema::parse(&sources, &mut reporter);
    let report = reporter.report(&sources);
    assert_eq!(report.errors(), 0, "{report}");
    assert!(schemas.root().is_some());
    let read: Vec<_> = sources
        .read()
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap())
        .collect();
    let expected = ["root.json", "parts/a.json", "b.txt"].map(std::path::Path::new);
    assert_eq!(read, expected);
}
