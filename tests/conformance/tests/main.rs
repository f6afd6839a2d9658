//! What must hold whenever something lands; the whole table is printed by the command.

use std::time::Duration;

use billing_codegen::source::Input;
use conformance::corpus::{self, Case, Document};
use conformance::engine::Engine;
use conformance::typify::Program;
use conformance::{common, generate, random, report};

fn read(part: &str) -> Option<Vec<Case>> {
    let folder = corpus::folder()?;
    Some(corpus::read(&folder, part).unwrap())
}

/// Everything about documents holds; what is missing of the properties is a figure of the table.
fn holds(cases: &[Case]) {
    let row = report::row(&Engine::Ours, cases, false).unwrap();
    let faults: Vec<_> = row
        .faults
        .iter()
        .filter(|fault| !fault.starts_with("properties: "))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!((row.compiled, row.warnings), (row.cases, 0));
}

#[test]
fn every_schema_of_the_corpus_is_generated() {
    for part in corpus::PARTS {
        let Some(cases) = read(part) else { return };
        assert!(!cases.is_empty(), "{part}");
        for case in cases {
            if let Err(report) = generate::generate(&case) {
                panic!("{part}: {}\n{report}", case.name);
            }
        }
    }
}

#[test]
fn the_required_suite_is_kept_whole() {
    let Some(cases) = read("suite") else { return };
    holds(&cases);
}

/// Small modules only: the whole corpus takes minutes.
#[test]
fn a_sample_of_real_schemas_keeps_and_refuses_what_it_should() {
    let Some(cases) = read("schemastore") else {
        return;
    };
    let small = cases.into_iter().filter(|case| case.schema.len() < 12_000);
    let sample: Vec<Case> = small.step_by(3).collect();
    assert!(sample.len() > 10, "{}", sample.len());
    holds(&sample);
}

/// One schema with documents that it takes and others.
fn case(schema: &str, valid: &[&str], invalid: &[&str]) -> Case {
    let documents = |texts: &[&str], valid| {
        let document = |text: &&str| Document {
            name: (*text).to_owned(),
            text: (*text).to_owned(),
            valid,
        };
        texts.iter().map(document).collect::<Vec<_>>()
    };
    Case {
        name: schema.to_owned(),
        input: Input::Memory(vec![("schema.json".into(), schema.as_bytes().to_vec())]),
        schema: schema.to_owned(),
        formats: Vec::new(),
        maps: Vec::new(),
        documents: [documents(valid, true), documents(invalid, false)].concat(),
    }
}

/// Found with real schemas: an enum that also takes other texts was held to its list.
#[test]
fn a_text_or_one_of_a_list_takes_both() {
    let sizes =
        r#"{ "oneOf": [{ "type": "string", "pattern": "^[0-9x]+$" }, { "enum": ["any"] }] }"#;
    let open = r#"{ "anyOf": [{ "type": "string" }, { "enum": ["any"] }] }"#;
    holds(&[
        case(sizes, &[r#""64x64""#, r#""any""#], &[r#""other""#, "1"]),
        case(open, &[r#""64x64""#, r#""any""#], &["null"]),
        case(r#"{ "enum": ["a"] }"#, &[r#""a""#], &[r#""b""#, "1"]),
    ]);
}

/// Found with random schemas.
#[test]
fn what_random_schemas_found() {
    let open = r#"{ "anyOf": [{ "anyOf": [{}] }, { "type": "object", "required": ["a", "b"],
        "additionalProperties": { "type": "array" } }] }"#;
    let not_null = r#"{ "not": {}, "enum": [null, { "a": 1 }] }"#;
    let endless = r##"{ "properties": { "a": { "$ref": "#/definitions/endless" }, "b": { "type": "string" } },
        "type": "object", "definitions": { "endless": { "type": "object", "required": ["next"],
        "properties": { "next": { "$ref": "#/definitions/endless" } } } } }"##;
    let itself =
        r##"{ "type": "object", "required": ["a"], "properties": { "a": { "$ref": "#" } } }"##;
    holds(&[
        case(open, &[r#"{"a":1.5}"#, r#"{"a":[],"b":[]}"#, "1"], &[]),
        case(not_null, &[], &["null", r#"{"a":1}"#]),
        case(
            endless,
            &[r#"{"b":"x"}"#, "{}"],
            &[r#"{"a":{}}"#, r#"{"b":1}"#],
        ),
        case(itself, &[], &["{}", r#"{"a":{}}"#, "null"]),
    ]);
}

#[test]
fn random_schemas_have_the_verdicts_of_another_validator() {
    let outcome = random::batch(7, 20).unwrap();
    assert!(outcome.verdicts >= 1_000, "{}", outcome.verdicts);
    for case in &outcome.disagreements {
        eprintln!("{case}");
    }
    assert!(outcome.disagreements.is_empty());
}

fn typify() -> Engine {
    Engine::Typify(Program::new(env!("CARGO_BIN_EXE_conformance")))
}

#[test]
fn typify_is_measured_beside_this_project() {
    let plain = r#"{ "type": "object", "properties": { "a": { "type": "integer" } } }"#;
    let cases = [
        case(plain, &[r#"{"a":1}"#, r#"{"b":2}"#], &[r#"{"a":"x"}"#]),
        case(r#"{ "not": { "type": "object" } }"#, &["1"], &["{}"]),
    ];
    let ours = report::row(&Engine::Ours, &cases, false).unwrap();
    let theirs = report::row(&typify(), &cases, false).unwrap();
    assert_eq!((ours.compiled, theirs.generated), (2, 1));
    assert_eq!((theirs.valid, theirs.accepted, theirs.exact), (3, 2, 1));
    assert_eq!((theirs.invalid, theirs.rejected), (2, 1));
    assert_eq!((theirs.share.named, theirs.share.fields), (1, 1));
    let engines = [&Engine::Ours, &typify()];
    let common = common::measure(engines, [&ours.modules, &theirs.modules]).unwrap();
    assert_eq!(common.cases, 1);
    assert!(
        common.costs[0].lines > 5 && common.costs[1].lines > 5,
        "{common}"
    );
}

/// A schema of one definition that is itself has typify end the process, so each has one of its own.
#[test]
fn a_generator_that_ends_badly_or_never_is_no_end_of_the_report() {
    let itself = r##"{ "definitions": { "x": { "anyOf": [{ "type": "string" },
        { "allOf": [{ "$ref": "#/definitions/x" }, { "type": "object" }] }] } } }"##;
    let error = typify().generate(&case(itself, &[], &[])).unwrap_err();
    assert!(error.contains("overflowed its stack"), "{error}");
    let hasty = Program {
        patience: Duration::ZERO,
        ..Program::new(env!("CARGO_BIN_EXE_conformance"))
    };
    let error = Engine::Typify(hasty)
        .generate(&case("{}", &[], &[]))
        .unwrap_err();
    assert_eq!(error, "nothing after 0 s");
}
