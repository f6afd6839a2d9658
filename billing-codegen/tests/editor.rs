//! The schema of `api.toml` for editors agrees with the reader, as far as a schema can.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use billing_codegen::report::Reporter;
use billing_codegen::schema::FORMATS;
use billing_codegen::source::{self, Input, Json, Node};
use jsonschema::Validator;
use serde_json::Value;

/// Folders that the reader rejects for a reason that a schema cannot express, and the reason.
const NO_SHAPE: [(&str, &str); 3] = [
    (
        "bad-rename",
        "places and names are held against the schemas",
    ),
    (
        "bad-reconcile",
        "what finds out about a call is looked up among the operations",
    ),
    (
        "bad-session-step",
        "what steps send and take is held against the schemas of their endpoints",
    ),
];

fn schema() -> Value {
    let text = fs::read_to_string("src/cli/api.schema.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

fn value(node: &Node) -> Value {
    match &node.value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(literal) => serde_json::from_str(literal).unwrap(),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => items.iter().map(value).collect(),
        Json::Object(members) => members
            .iter()
            .map(|member| (member.name.clone(), value(&member.node)))
            .collect(),
    }
}

/// Returns the `api.toml` of a folder as a value, and the codes of its errors.
fn read(folder: &Path) -> Option<(Value, Vec<&'static str>)> {
    let input = Input::Folder(folder.to_owned());
    let sources = source::load(&input, &[], &mut Reporter::default());
    let main = sources.main()?;
    let name = &sources.file(main.file).name;
    let report = match billing_codegen::resolve(&input, &[]) {
        Ok(read) => read.warnings,
        Err(report) => report,
    };
    let about = report.codes().zip(report.lines());
    let codes = about.filter(|(_, line)| line.contains(&format!("{name}:")));
    Some((value(main.node), codes.map(|(code, _)| code).collect()))
}

fn folders(of: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

#[test]
fn what_is_accepted_fits_the_schema() {
    let validator = validator();
    let mut accepted = 0;
    let golden = folders("tests/golden")
        .into_iter()
        .map(|case| case.join("input"));
    let others = [
        "../schemas/billingo",
        "../schemas/billbora",
        "../billing-mock/tests/shop",
    ]
    .map(PathBuf::from);
    let cases = folders("tests/diagnostics");
    for folder in golden.chain(others).chain(cases) {
        let Some((api, codes)) = read(&folder).filter(|_| folder.join("api.toml").exists()) else {
            continue;
        };
        if codes.is_empty() {
            let errors: Vec<String> = validator
                .iter_errors(&api)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", folder.display());
            accepted += 1;
        }
    }
    assert!(accepted > 20, "{accepted}");
}

#[test]
fn what_is_refused_for_its_shape_does_not() {
    let shape = BTreeSet::from([
        "bad-name",
        "bad-path",
        "bad-value",
        "body-on-get",
        "endpoint-method",
        "missing-effect",
        "missing-key",
        "unknown-key",
    ]);
    let validator = validator();
    let (mut refused, mut wrong) = (0, Vec::new());
    for folder in folders("tests/diagnostics") {
        let Some((api, codes)) = read(&folder) else {
            continue;
        };
        let name = folder.file_name().unwrap().to_str().unwrap();
        let listed = NO_SHAPE.iter().any(|(known, _)| *known == name);
        if codes.iter().any(|code| shape.contains(code)) {
            refused += 1;
            if validator.is_valid(&api) != listed {
                wrong.push(format!("{name}: {codes:?}"));
            }
        } else {
            assert!(!listed, "{name} is listed for nothing");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused > 15, "{refused}");
}

#[test]
fn one_mistake_is_enough() {
    let (api, codes) = read(Path::new("../schemas/billingo")).unwrap();
    assert!(codes.is_empty());
    let validator = validator();
    assert!(validator.is_valid(&api));
    for (pointer, wrong) in [
        ("/api/name", r#""no name""#),
        ("/api/auth", "[]"),
        ("/auth/keys/kind", r#""jws""#),
        ("/auth/keys/key", r#""secret""#),
        ("/auth/keys/algorithm", r#""RS256""#),
        ("/envelope/success/is", "[]"),
        ("/envelope/errors/0/message", r#""a..b""#),
        ("/paging/size/max", "0"),
        ("/endpoints/invoices/create/effect", r#""write""#),
        ("/endpoints/invoices/create/returns", r#""bytes""#),
        ("/endpoints/invoices/create/post", r#""invoices""#),
        ("/endpoints/invoices/create/body", "3"),
    ] {
        let mut api = api.clone();
        let place = api.pointer_mut(pointer).expect(pointer);
        *place = serde_json::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&api), "{pointer}");
    }
    for pointer in ["/endpoints/invoices/create", "/auth/keys", "/envelope", ""] {
        let mut api = api.clone();
        let table = api.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        table.insert("unknown".to_owned(), Value::from("key"));
        assert!(!validator.is_valid(&api), "{pointer}");
    }
}

#[test]
fn words_are_those_of_the_reader() {
    let schema = schema();
    let formats = &schema["properties"]["types"]["properties"]["formats"]["items"]["enum"];
    assert_eq!(*formats, Value::from(FORMATS.to_vec()));
}
