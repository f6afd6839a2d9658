//! Values of schemas that contradict themselves or are more exact than a type.

use super::*;

#[test]
fn e1_12_parts_that_contradict_each_other() {
    let schema = r##"{ "type": "object", "properties": {
  "a": { "$ref": "#/definitions/never" },
  "b": { "type": "string" }
}, "definitions": { "never": { "allOf": [ { "type": "string" }, { "type": "integer" } ] } } }"##;
    let (text, warnings) = typed(schema, false).unwrap();
    assert_eq!(warnings.codes().collect::<Vec<_>>(), ["contradiction"]);
    let said = warnings.to_string();
    for place in ["root.json:4:53", "root.json:4:75", "contradicts this"] {
        assert!(said.contains(place), "{place}: {said}");
    }
    has_lines(&text, &["pub a: Option<Never>,", "pub b: Option<String>,"]);
}

#[test]
fn e1_13_choices_that_nothing_tells_apart() {
    let schema = r#"{ "oneOf": [
  { "type": "object", "properties": { "a": { "type": "string" } } },
  { "type": "object", "properties": { "a": { "type": "string" } }, "description": "again" }
] }"#;
    for strict in [false, true] {
        let (text, warnings) = typed(schema, strict).unwrap();
        assert_eq!(warnings.codes().collect::<Vec<_>>(), ["same-choice"]);
        let said = warnings.to_string();
        assert!(
            said.contains("root.json:3:3") && said.contains("root.json:2:3"),
            "{said}"
        );
        // One type, and the exact count as its check.
        assert!(text.contains("pub enum Root {"), "{text}");
        assert!(text.contains("\"oneOf\":["), "{text}");
        assert_eq!(text.contains("strict"), strict, "{text}");
    }
    // Alternatives that differ, even only in a constant, are not reported.
    let tagged = r#"{ "oneOf": [ { "required": ["k"], "properties": { "k": { "enum": ["a"] } } },
        { "required": ["k"], "properties": { "k": { "enum": ["b"] } } } ] }"#;
    assert_eq!(typed(tagged, true).unwrap().1.warnings(), 0);
}

#[test]
fn e1_16_enums_of_anything() {
    let text = types(
        r#"{ "enum": ["", null, "a", "A", "á", 1, 1.5, true, [1], { "a": null }, "Other", "1"] }"#,
    )
    .unwrap();
    let file = syn::parse_file(&text).unwrap();
    let variants = file.items.iter().find_map(|item| match item {
        syn::Item::Enum(item) => Some(&item.variants),
        _ => None,
    });
    let mut names: Vec<String> = variants
        .unwrap()
        .iter()
        .map(|v| v.ident.to_string())
        .collect();
    // One variant for each value except `null`, and one for values that are not listed.
    assert_eq!(names.len(), 12, "{text}");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 12, "{text}");
    for attribute in [
        "rename = \"\"",
        "rename = \"a\"",
        "rename = \"A\"",
        "value = 1",
        "json = \"1.5\"",
        "rename = \"1\"",
    ] {
        assert!(
            text.contains(&format!("#[wire({attribute})]")),
            "{attribute}: {text}"
        );
    }
    let (_, warnings) = typed("{ \"enum\": [\"a\",\n  1,\n  1.0] }", false).unwrap();
    assert_eq!(warnings.codes().collect::<Vec<_>>(), ["duplicate-item"]);
    let said = warnings.to_string();
    assert!(
        said.contains("root.json:3:3") && said.contains("root.json:2:3"),
        "{said}"
    );
}

/// `billing-pattern` and the runtime test that matching hostile strings terminates.
#[test]
fn e1_17_patterns_of_every_kind() {
    let schema = r#"{ "properties": {
  "ahead": { "type": "string", "pattern": "^(?!x)\\p{L}+$" },
  "broken": { "type": "string", "pattern": "([" },
  "evil": { "type": "string", "pattern": "^(a+)+$" }
}, "patternProperties": { "^(": {} } }"#;
    let (text, warnings) = typed(schema, true).unwrap();
    assert_eq!(
        warnings.codes().collect::<Vec<_>>(),
        ["bad-pattern", "bad-pattern"]
    );
    let said = warnings.to_string();
    assert!(
        said.contains("root.json:3:44") && said.contains("root.json:5:27"),
        "{said}"
    );
    for pattern in [
        r#"pattern = r"^(?!x)\p{L}+$""#,
        r#"pattern = "([""#,
        r#"pattern = "^(a+)+$""#,
    ] {
        assert!(text.contains(pattern), "{pattern}: {text}");
    }
}

#[test]
fn e1_18_numbers_are_exact() {
    let text = types(
        r#"{ "type": "object", "properties": {
            "a": { "type": "integer", "maximum": 99999999999999999999, "minimum": 0 },
            "b": { "type": "number", "multipleOf": 0.01 },
            "c": { "type": "integer", "minimum": -0, "maximum": 255 },
            "d": { "type": "number", "minimum": 1.50e3, "maximum": 12345678901234567890.123456789 },
            "e": { "type": "integer", "minimum": 1e2, "maximum": 1.0E3 },
            "f": { "type": "integer", "minimum": -1.5, "maximum": 127.5 },
            "g": { "type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807 },
            "h": { "type": "number", "minimum": 1e-400 }
        }, "required": ["a", "b", "c", "d", "e", "f", "g", "h"] }"#,
    )
    .unwrap();
    has_lines(
        &text,
        &[
            "#[wire(minimum = 0, maximum = \"99999999999999999999\")]",
            "pub a: Integer,",
            "#[wire(multiple_of = \"0.01\")]",
            "pub b: Decimal,",
            "pub c: u8,",
            "#[wire(minimum = \"1.50e3\", maximum = \"12345678901234567890.123456789\")]",
            "pub d: Decimal,",
            "pub e: u16,",
            "pub f: i8,",
            "pub g: i64,",
            "pub h: Decimal,",
        ],
    );
}
