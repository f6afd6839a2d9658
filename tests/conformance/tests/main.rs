//! Tests of the conformance of generated code; the command prints the whole table.

mod hidden;

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

/// All verdicts on documents are right; the table shows how many properties are missing.
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

/// Makes one schema with valid and invalid documents.
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

/// Found with real schemas: an enum that also accepts other strings was limited to its list.
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

/// Found with random schemas, and with documents that were changed at random.
#[test]
fn null_comes_through_choices_of_one_and_tags_tell_objects_alone() {
    let nested = r#"{ "type": ["number", "null", "boolean"],
        "oneOf": [{ "oneOf": [{ "type": "integer" }, { "type": "null" }] }] }"#;
    let without = r#"{ "oneOf": [{ "type": ["string", "null"], "minLength": 1 }],
        "type": ["string", "null"], "not": { "enum": [null] } }"#;
    let tagged = r#"{ "oneOf": [
        { "required": ["k"], "properties": { "k": { "enum": ["a"] } } },
        { "required": ["k"], "properties": { "k": { "enum": ["b"] }, "n": { "type": "integer" } } }] }"#;
    holds(&[
        case(nested, &["null", "1"], &["true", "1.5", r#""x""#]),
        case(without, &[r#""x""#], &["null", r#""""#, "1"]),
        // A value that is not an object matches both branches.
        case(
            tagged,
            &[r#"{"k":"a","n":"x"}"#, r#"{"k":"b","n":1}"#],
            &[r#""always""#, "1", r#"{"k":"c"}"#, r#"{"k":"b","n":"x"}"#],
        ),
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

/// Found with random schemas: `null` next to branches, recursion that only a check detects, limits of the
/// wrong end, integers written as 1.0, patterns that two parts describe, tuples with more limits.
#[test]
fn what_more_random_schemas_found() {
    let null = r#"{ "anyOf": [{}], "type": ["null", "boolean"] }"#;
    let no_null =
        r#"{ "properties": { "a": { "anyOf": [{ "type": "string" }], "enum": [null] } } }"#;
    let inside = r##"{ "items": [{ "type": "number" }, { "items": [{}, { "$ref": "#/definitions/one" }] }],
        "type": "array", "definitions": { "one": { "properties": { "b": { "type": "object",
        "properties": { "a": { "$ref": "#/definitions/one" } } } }, "type": "object", "required": ["b"] } } }"##;
    let empty = r#"{ "type": "integer", "minimum": 255, "maximum": 1, "exclusiveMaximum": true }"#;
    let patterns = r#"{ "properties": { "a": { "allOf": [
        { "patternProperties": { "^x": { "type": "number" } }, "properties": { "b": {} } },
        { "patternProperties": { "^x": { "type": "integer" } }, "dependencies": { "c": ["b"] } }],
        "dependencies": { "c": { "required": ["d"] } } } } }"#;
    let tuple = r#"{ "type": "array", "items": [{ "type": "object" }], "minItems": 2, "maxItems": 3,
        "uniqueItems": true }"#;
    let exact =
        r#"{ "type": "array", "items": [{}, { "type": "null" }], "minItems": 2, "maxItems": 2 }"#;
    holds(&[
        case(null, &["null", "true"], &["1"]),
        case(no_null, &["{}", "1"], &[r#"{"a":null}"#]),
        case(
            inside,
            &[r#"[1,[2,{"b":{"a":{"b":{}}}}]]"#, "[]"],
            &[r#"[1,[2,{"b":{"a":null}}]]"#, r#"[1,[2,{"b":{"a":{}}}]]"#],
        ),
        case(empty, &[], &["0", "1", "255"]),
        case(
            r#"{ "enum": [0.0], "type": "integer" }"#,
            &["0"],
            &["0.0", "1"],
        ),
        case(
            patterns,
            &[
                r#"{"a":{"x":1}}"#,
                r#"{"a":{"b":1,"c":1,"d":1}}"#,
                r#"{"a":1}"#,
            ],
            &[
                r#"{"a":{"x":1.5}}"#,
                r#"{"a":{"x":"1"}}"#,
                r#"{"a":{"c":1,"d":1}}"#,
                r#"{"a":{"b":1,"c":1}}"#,
            ],
        ),
        case(
            tuple,
            &["[{},1]", "[{},1,2]"],
            &["[{}]", "[{},1,2,3]", "[{},1,1]"],
        ),
        case(
            r#"{ "items": [{}, { "type": ["null", "number"] }], "minItems": 2, "type": "array" }"#,
            &["[0,null]", "[0,1,2]"],
            &["[0]", "[]"],
        ),
        case(exact, &["[1,null]"], &["[1]", "[1,null,2]"]),
    ]);
}

/// Without `type`, the layer around a struct or a list has no separate type, and its checks apply where it is used.
#[test]
fn what_has_no_type_is_described_and_everything_else_kept() {
    let filter = r##"{ "type": "object", "required": ["filter"], "additionalProperties": false, "properties": {
        "filter": { "$ref": "#/definitions/Filter" },
        "all": { "type": "array", "items": { "$ref": "#/definitions/Filter" }, "minItems": 1 },
        "by": { "type": "object", "additionalProperties": { "$ref": "#/definitions/Filter" } },
        "nullable": { "anyOf": [{ "$ref": "#/definitions/Filter" }, { "type": "null" }] },
        "not": { "not": { "$ref": "#/definitions/Filter" } },
        "rows": { "items": { "items": { "$ref": "#/definitions/Filter" }, "maxItems": 2 } } },
        "definitions": { "Filter": { "required": ["path"], "properties": {
        "path": { "type": "string" }, "next": { "$ref": "#/definitions/Filter" } } } } }"##;
    let limited = r#"{ "type": "object", "properties": { "a": { "properties": { "b": { "type": "integer" } },
        "minLength": 2, "maxItems": 1, "not": { "enum": [true] } } } }"#;
    let both = r#"{ "properties": { "a": { "type": "string" } }, "items": { "type": "integer" } }"#;
    let never = r#"{ "type": "object", "properties": { "a": { "required": ["b"], "additionalProperties": false } } }"#;
    let endless = r##"{ "required": ["next"], "properties": { "next": { "type": "object", "required": ["again"],
        "properties": { "again": { "$ref": "#/properties/next" } } } } }"##;
    let choice = r#"{ "type": "object", "required": ["of"], "properties": { "of": { "oneOf": [
        { "properties": { "k": { "type": "string" } }, "required": ["k"] }, { "type": "integer" }] } } }"#;
    holds(&[
        case(
            filter,
            &[
                r#"{"filter":1}"#,
                r#"{"filter":{"path":"a","next":{"path":"b","next":[]}}}"#,
                r#"{"filter":null,"all":[null,{"path":""},1.0],"by":{"a":1,"b":{"path":"x"}}}"#,
                r#"{"filter":null,"nullable":{"path":"x"},"not":{"path":1}}"#,
                r#"{"filter":null,"nullable":null,"not":{}}"#,
                r#"{"filter":null,"rows":[[{"path":"x"},1],{},2]}"#,
            ],
            &[
                "{}",
                r#"{"filter":{}}"#,
                r#"{"filter":{"path":"a","next":{"path":1}}}"#,
                r#"{"filter":1,"all":[{}]}"#,
                r#"{"filter":1,"all":[]}"#,
                r#"{"filter":1,"by":{"a":{"path":1}}}"#,
                r#"{"filter":1,"nullable":{}}"#,
                r#"{"filter":1,"not":{"path":"x"}}"#,
                r#"{"filter":1,"not":1}"#,
                r#"{"filter":1,"rows":[[{}]]}"#,
                r#"{"filter":1,"rows":[[1,2,3]]}"#,
            ],
        ),
        case(
            limited,
            &[
                r#"{"a":{"b":1}}"#,
                r#"{"a":"xy"}"#,
                r#"{"a":[1]}"#,
                r#"{"a":false}"#,
            ],
            &[
                r#"{"a":{"b":"1"}}"#,
                r#"{"a":"x"}"#,
                r#"{"a":[1,2]}"#,
                r#"{"a":true}"#,
            ],
        ),
        case(
            both,
            &[r#"{"a":"x"}"#, "[1]", "true"],
            &[r#"{"a":1}"#, r#"["x"]"#],
        ),
        case(
            never,
            &["{}", r#"{"a":1}"#],
            &[r#"{"a":{}}"#, r#"{"a":{"b":1}}"#],
        ),
        case(endless, &["1", "null"], &["{}", r#"{"next":{}}"#]),
        case(
            choice,
            &[r#"{"of":{"k":"x"}}"#, r#"{"of":true}"#],
            &[r#"{"of":1}"#, r#"{"of":{"k":1}}"#, r#"{"of":{}}"#],
        ),
    ]);
}

/// Found with random schemas: a schema that contains itself and is described twice was merged infinitely.
#[test]
fn what_contains_itself_is_joined_once() {
    let parts = r##"{ "properties": { "a": { "$ref": "#" } },
        "allOf": [{ "properties": { "a": { "properties": { "b": { "type": "string" } } } } }] }"##;
    let choices = r##"{ "type": "object", "properties": { "a": { "$ref": "#" } }, "anyOf": [
        { "properties": { "a": { "properties": { "a": { "type": "object" } } } }, "additionalProperties": false },
        { "properties": { "c": {} }, "additionalProperties": false }] }"##;
    holds(&[
        case(
            parts,
            &[r#"{"a":{"b":"x","a":{"a":{"b":"y"}}}}"#, "1"],
            &[r#"{"a":{"a":{"b":1}}}"#],
        ),
        case(
            choices,
            &[r#"{"a":{"a":{}}}"#, r#"{"c":1}"#],
            &[r#"{"a":{"a":1}}"#, r#"{"a":{"c":1},"c":1}"#],
        ),
    ]);
}

/// Found with random schemas: a list of itself with a check did not terminate, members that only one
/// branch describes were checked whichever branch a document matches, and types had names that the
/// derives recognize by their spelling.
#[test]
fn what_the_widened_random_schemas_found() {
    let lists = r##"{ "type": "object", "properties": {
        "b": { "items": { "$ref": "#/properties/b" }, "not": { "minItems": 2 }, "type": "array" },
        "c": { "items": { "anyOf": [{ "$ref": "#/properties/c" }, { "type": "null" }] }, "type": "array" } } }"##;
    let patterned = r#"{ "type": "object", "properties": { "b": {} }, "patternProperties": { "^a": {} },
        "additionalProperties": false, "anyOf": [{ "not": { "required": ["b"] } },
        { "properties": { "a": { "type": "integer" } }, "required": ["b"] }] }"#;
    let merged = r##"{ "type": ["string", "object"], "patternProperties": { "^a": { "$ref": "#/definitions/one" } },
        "definitions": { "one": { "type": "array", "items": { "allOf": [
        { "maxItems": 1 }, { "$ref": "#/definitions/one" }] } } } }"##;
    let choices = r#"{ "type": "object", "properties": { "d": { "type": "string" } }, "anyOf": [
        { "properties": { "a": { "enum": [1.5, true] } }, "required": ["b"] }, { "required": ["c"] },
        { "not": { "required": ["a"] }, "properties": { "e": { "type": "null" } }, "required": ["e"] }] }"#;
    let names = r##"{ "type": "object", "required": ["a", "b", "c"], "properties": {
        "a": { "title": "Extra", "properties": { "x": {} } },
        "b": { "title": "String", "enum": ["x", "y"] },
        "c": { "$ref": "#/definitions/Value" } }, "definitions": { "Value": {
        "anyOf": [{ "title": "Map", "type": "object", "properties": { "of": { "$ref": "#/definitions/Value" } },
        "required": ["of"] }, { "type": "integer" }] } } }"##;
    let first = r##"{ "anyOf": [{ "items": [{ "$ref": "#" }], "minItems": 1, "type": "array" },
        { "type": ["object", "boolean"] }] }"##;
    let mixed = r#"{ "enum": [false, 0.0, "a"], "type": ["boolean", "integer", "string"] }"#;
    let events = r#"{ "oneOf": [
        { "type": "object", "properties": { "type": { "enum": ["a"] } }, "required": ["type"] },
        { "type": "object", "properties": { "type": { "enum": ["b", "c"] }, "n": { "type": "number" } }, "required": ["type"] },
        { "type": "string" }] }"#;
    let both = r##"{ "anyOf": [{ "properties": { "id": { "$ref": "#" } }, "required": ["a"] }, { "required": ["b"] }],
        "oneOf": [{ "required": ["id"] }], "type": "object" }"##;
    holds(&[
        case(
            both,
            &[r#"{"a":1,"id":{"b":1,"id":1}}"#],
            &[
                r#"{"a":1,"id":"x"}"#,
                r#"{"a":1,"id":{"b":1}}"#,
                r#"{"a":1}"#,
            ],
        ),
        case(
            events,
            &[
                r#"{"type":"a","n":"x"}"#,
                r#"{"n":1,"type":"b"}"#,
                r#"{"type":"c"}"#,
                r#""x""#,
            ],
            &[r#"{"type":"c","n":"x"}"#, r#"{"type":"d"}"#, "{}"],
        ),
        case(first, &["{}", "[true]", "[[[{}],1]]"], &["1", "[]", "[1]"]),
        case(mixed, &["false", "0", r#""a""#], &["0.0", "true", "1"]),
        case(
            lists,
            &[r#"{"b":[[[]]],"c":[null,[null]]}"#],
            &[r#"{"b":[[],[]]}"#, r#"{"c":[1]}"#],
        ),
        case(
            merged,
            &[r#"{"a":[[[]],[]],"b":1}"#, r#""x""#],
            &[r#"{"a":[[[],[]]]}"#, r#"{"a":1}"#],
        ),
        case(
            patterned,
            &[r#"{"a":"x"}"#, r#"{"a":1,"b":1}"#, "{}"],
            &[r#"{"a":"x","b":1}"#, r#"{"c":1}"#],
        ),
        case(
            choices,
            &[
                r#"{"a":null,"c":1}"#,
                r#"{"a":true,"b":1}"#,
                r#"{"e":null}"#,
                r#"{"e":1,"c":1}"#,
            ],
            &[
                r#"{"a":1,"b":1}"#,
                r#"{"a":1.5,"e":null}"#,
                r#"{"e":1}"#,
                r#"{"c":1,"d":1}"#,
            ],
        ),
        case(
            names,
            &[r#"{"a":1,"b":"x","c":{"of":{"of":1}}}"#],
            &[
                r#"{"a":1,"b":"z","c":1}"#,
                r#"{"a":1,"b":"x","c":{"of":{"of":"1"}}}"#,
            ],
        ),
    ]);
}

/// Documents on which the other validator, which computes with doubles, disagrees with
/// draft 4: an integer has no exponent, and multiples are checked exactly.
#[test]
fn what_doubles_decide_differently() {
    let integer = r#"{ "type": "integer" }"#;
    let multiple = r#"{ "type": "number", "multipleOf": 1.5 }"#;
    let documents = [
        (integer, "1e300", false),
        (multiple, "9007199254740993", true),
        (multiple, "1e300", false),
    ];
    for (schema, document, valid) in documents {
        let value = serde_json::from_str(document).unwrap();
        let other = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .build(&serde_json::from_str(schema).unwrap())
            .unwrap();
        assert_ne!(other.is_valid(&value), valid, "{schema}: {document}");
    }
    holds(&[
        case(integer, &[], &["1e300"]),
        case(multiple, &["9007199254740993"], &["1e300"]),
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

/// A schema whose only definition refers to itself makes typify end its process, so each schema has a separate one.
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
    assert_eq!(error, "no result after 0 s");
}
