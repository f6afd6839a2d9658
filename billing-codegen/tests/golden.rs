//! Compares generated files byte for byte; `BLESS=1` rewrites the expected files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use billing_codegen::source::Input;
use billing_codegen::{Generator, TypesOptions};

fn compare(case: &str, files: &BTreeMap<String, String>) {
    let folder = Path::new("tests/golden").join(case).join("expected");
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let mut expected = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("the case has a folder `expected`") {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        expected.insert(
            name,
            fs::read_to_string(&path).unwrap().replace("\r\n", "\n"),
        );
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(files), names(&expected), "{case}: BLESS=1 rewrites");
    for (name, text) in files {
        let differs = text
            .lines()
            .zip(expected[name].lines())
            .find(|(ours, theirs)| ours != theirs);
        assert!(
            *text == expected[name],
            "{case}/{name}: BLESS=1 rewrites; first difference: {differs:?}"
        );
    }
}

fn types(case: &str, strict: bool) {
    let options = TypesOptions {
        root: "Root".to_owned(),
        strict,
        formats: vec!["date".to_owned(), "int64".to_owned()],
        ..TypesOptions::default()
    };
    let schema = Input::Schema(
        Path::new("tests/golden")
            .join(case)
            .join("input/schema.json"),
    );
    let (text, _) = billing_codegen::types(&schema, &options).unwrap();
    compare(case, &BTreeMap::from([("types.rs".to_owned(), text)]));
}

#[test]
fn every_shape_of_a_type() {
    for case in [
        "scalars",
        "collections",
        "enums",
        "unions",
        "tagged_unions",
        "objects",
    ] {
        types(case, false);
    }
}

#[test]
fn strict_types() {
    types("strict", true);
}

#[test]
fn names_that_are_no_names() {
    types("names", false);
}

#[test]
fn an_api_without_an_envelope() {
    tree("ledger");
}

#[test]
fn keys_sessions_and_addresses_that_only_the_caller_knows() {
    tree("shop");
}

#[test]
fn api_keys_and_sessions_without_sign_in() {
    tree("keys");
}

#[test]
fn methods_that_find_out_whether_a_call_was_done() {
    tree("reconcile");
}

#[test]
fn names_that_the_caller_asks_for() {
    tree("renamed");
}

fn tree(case: &str) {
    let input = Path::new("tests/golden").join(case).join("input");
    let tree = Generator::new(input).generate().unwrap();
    compare(
        case,
        &tree
            .iter()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect(),
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let tree = || {
        let tree = Generator::new("tests/golden/ledger/input")
            .generate()
            .unwrap();
        tree.iter()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect::<Vec<_>>()
    };
    let first = tree();
    let others: Vec<_> = (0..4).map(|_| std::thread::spawn(tree)).collect();
    for other in others {
        assert_eq!(other.join().unwrap(), first);
    }
}
