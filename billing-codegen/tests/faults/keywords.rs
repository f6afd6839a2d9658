//! Keywords of `type`, limits and other drafts.

use billing_codegen::report::Reporter;
use billing_codegen::schema::Schemas;
use billing_codegen::source;

use super::*;

#[test]
fn e1_04_misspelt_type() {
    let said = refused("{\n  \"type\": \"interger\"\n}");
    assert!(
        said.contains("error[unknown-type]: `interger` is not a type"),
        "{said}"
    );
    assert!(said.contains("client.json:2:11"), "{said}");
    assert!(said.contains("= help: did you mean `integer`?"), "{said}");
}

#[test]
fn e1_05_exclusive_minimum() {
    let text = types(
        r#"{ "type": "object", "required": ["a", "b"], "properties": {
        "a": { "type": "number", "minimum": 0, "exclusiveMinimum": true },
        "b": { "type": "number", "maximum": 7, "exclusiveMaximum": false } } }"#,
    )
    .unwrap();
    has_lines(
        &text,
        &[
            "#[wire(exclusive_minimum = 0)]",
            "pub a: Decimal,",
            "#[wire(maximum = 7)]",
            "pub b: Decimal,",
        ],
    );
    for (keyword, companion) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        let schema = format!("{{ \"type\": \"integer\",\n  \"{keyword}\": true }}");
        let said = types(&schema).unwrap_err();
        assert_eq!(said.codes().collect::<Vec<_>>(), ["missing-companion"]);
        let said = said.to_string();
        assert!(said.contains("root.json:2:23"), "{said}");
        assert!(
            said.contains(&format!("`{keyword}` without `{companion}`")),
            "{said}"
        );
    }
}

#[test]
fn e1_06_draft_6_exclusive_minimum() {
    let said = types(r#"{ "type": "integer", "exclusiveMinimum": 0 }"#).unwrap_err();
    assert!(
        said.to_string()
            .contains("is draft 6, and the schema is read as draft 4"),
        "{said}"
    );
}

#[test]
fn e1_06_numbers_constants_and_names_of_draft_6_are_accepted_on_request() {
    let schema = r##"{
        "$schema": "http://json-schema.org/draft-06/schema#",
        "$id": "http://example.com/root.json",
        "type": "object",
        "properties": {
            "a": { "type": "number", "minimum": 1, "exclusiveMinimum": 0.5 },
            "b": { "type": "number", "exclusiveMinimum": 1, "minimum": 1 },
            "c": { "type": "number", "maximum": 2e1, "exclusiveMaximum": 7 },
            "d": { "const": "only" },
            "e": { "$ref": "http://example.com/root.json#/properties/d" },
            "f": { "type": "number", "maximum": 9, "exclusiveMaximum": true }
        },
        "required": ["a", "b", "c", "f"]
    }"##;
    let types = |dialect| {
        let input = Input::Memory(vec![("root.json".into(), schema.into())]);
        let options = TypesOptions {
            root: "Root".into(),
            dialect,
            ..TypesOptions::default()
        };
        billing_codegen::types(&input, &options)
    };
    let (text, warnings) = types(Dialect::Draft6).unwrap();
    assert_eq!(warnings.to_string(), "");
    let fields: Vec<&str> = text.lines().map(str::trim).collect();
    for [limit, field] in [
        ["#[wire(minimum = 1)]", "pub a: Decimal,"],
        ["#[wire(exclusive_minimum = 1)]", "pub b: Decimal,"],
        ["#[wire(exclusive_maximum = 7)]", "pub c: Decimal,"],
        ["#[wire(exclusive_maximum = 9)]", "pub f: Decimal,"],
    ] {
        let at = fields.iter().position(|line| *line == field).expect(field);
        assert_eq!(fields[at - 1], limit, "{text}");
    }
    assert!(text.contains("Only,"), "{text}");
    // Without the option, each is reported: numbers are errors, since draft 4 has booleans there.
    let report = types(Dialect::Draft4).unwrap_err();
    assert_eq!((report.errors(), report.warnings()), (3, 3), "{report}");
    assert!(report.codes().all(|code| code == "draft-mix"), "{report}");
}

#[test]
fn e1_06_each_document_has_a_dialect_of_its_own() {
    let schema = br#"{ "const": 1 }"#;
    let files = ["old.json", "new.json"].map(|name| (name.to_owned(), schema.to_vec()));
    let mut reporter = Reporter::default();
    let sources = source::load(&Input::Memory(files.to_vec()), &[], &mut reporter);
    let [old, new] = ["old.json", "new.json"].map(|name| sources.find(name).unwrap());
    let mut schemas = Schemas::new(&sources);
    schemas.set_dialect(new, Dialect::Draft6);
    let places = [old, new].map(|file| sources.root(file).unwrap());
    schemas.read(&sources, &places, &mut reporter);
    let lines: Vec<String> = reporter.report(&sources).lines().collect();
    assert!(
        matches!(&lines[..], [one] if one.starts_with("old.json:1:")),
        "{lines:?}"
    );
}

#[test]
fn e1_07_draft_3_required() {
    let schema =
        r#"{ "type": "object", "properties": { "a": { "type": "string", "required": true } } }"#;
    // It is a warning in strict types too: the meaning is clear, and documents are checked against it.
    for strict in [false, true] {
        let (text, warnings) = typed(schema, strict).unwrap();
        assert_eq!(warnings.codes().collect::<Vec<_>>(), ["draft-mix"]);
        assert!(
            warnings.to_string().contains("root.json:1:74"),
            "{warnings}"
        );
        has_lines(&text, &["pub a: String,"]);
    }
}
