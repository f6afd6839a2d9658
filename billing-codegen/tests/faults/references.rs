//! References that can be resolved, that cannot, and that lead in circles.

use super::*;

#[test]
fn e1_08_references_of_every_form() {
    let root = r##"{
        "id": "http://example.com/root.json",
        "type": "object",
        "properties": {
            "a": { "$ref": "#/properties/tilde~0slash~1percent%25" },
            "b": { "$ref": "#named" },
            "c": { "$ref": "other.json#/definitions/x" },
            "d": { "$ref": "http://example.com/nested/inner.json" },
            "e": { "$ref": "#/odd/place" },
            "tilde~slash/percent%": { "type": "integer" }
        },
        "odd": { "place": { "type": "boolean" } },
        "definitions": {
            "n": { "id": "#named", "type": "string" },
            "folder": { "id": "nested/", "not": { "id": "inner.json", "type": "number" } }
        },
        "required": ["a", "b", "c", "d", "e"]
    }"##;
    let other =
        r#"{ "definitions": { "x": { "type": "array", "items": { "type": "boolean" } } } }"#;
    let input = Input::Memory(vec![
        ("root.json".into(), root.into()),
        ("other.json".into(), other.into()),
    ]);
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let (text, _) = billing_codegen::types(&input, &options).unwrap();
    for field in [
        "pub a: Integer",
        "pub b: String",
        "pub c: Vec<bool>",
        "pub d: Decimal",
        "pub e: bool",
    ] {
        assert!(text.contains(field), "{field}: {text}");
    }
}

#[test]
fn e1_09_references_that_lead_nowhere_or_out() {
    let outside = Scratch::new("outside");
    outside.write("secret.json", "{ \"type\": ");
    outside.write("in/api.toml", API);
    outside.write(
        "in/client.json",
        r##"{ "properties": {
            "a": { "$ref": "../secret.json" },
            "b": { "$ref": "%2e%2e/secret.json" },
            "c": { "$ref": "x/../../secret.json" },
            "d": { "$ref": "#/definitions/none" },
            "e": { "$ref": "https://example.com/x.json" },
            "f": { "$ref": "http://json-schema.org/draft-04/schema#" }
        } }"##,
    );
    let report = Generator::new(outside.path().join("in"))
        .generate()
        .unwrap_err();
    let codes: Vec<&str> = report.codes().collect();
    // If the outside file were read, its invalid JSON would be reported.
    let expected = [
        "outside-root",
        "outside-root",
        "outside-root",
        "unresolved-ref",
        "remote-ref",
    ];
    assert_eq!(codes, expected, "{report}");
    // Each is reported at its own location.
    let said = report.to_string();
    for line in 2..=6 {
        assert!(
            said.contains(&format!("client.json:{line}:")),
            "{line}: {said}"
        );
    }
    assert!(
        !said.contains("client.json:7"),
        "the meta-schema is known: {said}"
    );
    // URLs with a mapped prefix are read from the mapped folder only.
    let mapped = Generator::new(outside.path().join("in"));
    let mapped = mapped.map("https://example.com/", outside.path().join("mapped"));
    outside.write("mapped/x.json", "{ \"type\": \"string\" }");
    let report = mapped.generate().unwrap_err();
    assert_eq!(
        report.codes().collect::<Vec<_>>(),
        expected[..4],
        "{report}"
    );
}

#[test]
fn e1_09_definitions_of_a_later_draft_are_named() {
    let schema = r##"{ "properties": { "a": { "$ref": "#/definitions/x" } }, "$defs": { "x": { "type": "string" } } }"##;
    let report = types(schema).unwrap_err().to_string();
    assert!(report.contains("did you mean `#/$defs/x`?"), "{report}");
    let text = types(&schema.replace("#/definitions", "#/$defs")).unwrap();
    assert!(text.contains("pub a: Option<String>"), "{text}");
}

#[test]
fn e1_10_loops_and_recursion() {
    for schema in [
        r##"{ "$ref": "#" }"##,
        r##"{ "properties": { "a": { "$ref": "#/properties/a" } } }"##,
        r##"{ "properties": { "a": { "$ref": "#/definitions/x" } }, "definitions": { "x": { "$ref": "#/definitions/y" }, "y": { "$ref": "#/definitions/x" } } }"##,
        r##"{ "anyOf": [ { "type": "string" }, { "allOf": [ { "$ref": "#" } ] } ] }"##,
    ] {
        let report = types(schema).unwrap_err();
        assert_eq!(report.codes().collect::<Vec<_>>(), ["ref-loop"], "{report}");
    }
    let text = types(r##"{ "type": "object", "properties": { "child": { "$ref": "#" }, "children": { "type": "array", "items": { "$ref": "#" } } } }"##).unwrap();
    assert!(text.contains("Option<Box<Root>>"), "{text}");
    assert!(text.contains("Option<Vec<Root>>"), "{text}");
}
