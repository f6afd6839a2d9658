//! Bad input and what becomes of it, numbered as in the project's list of faults.

use std::fs;

use billing_codegen::output::Change;
use billing_codegen::report::Report;
use billing_codegen::schema::Dialect;
use billing_codegen::source::Input;
use billing_codegen::{Generator, SourceTree, TypesOptions};

use crate::scratch::Scratch;

const API: &str = r#"[api]
name = "demo"
base_url = "https://api.example.com"

[endpoints.clients.list]
get = "/clients"
effect = "read"
returns = { list = "client.json" }
"#;

fn folder(schema: impl AsRef<[u8]>) -> Scratch {
    let folder = Scratch::new("input");
    folder.write("api.toml", API).write("client.json", schema);
    folder
}

fn generate(folder: &Scratch) -> Result<SourceTree, Report> {
    Generator::new(folder.path()).generate()
}

fn refused(schema: impl AsRef<[u8]>) -> String {
    generate(&folder(schema)).unwrap_err().to_string()
}

fn types(schema: &str) -> Result<String, Report> {
    let input = Input::Memory(vec![("root.json".into(), schema.into())]);
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    billing_codegen::types(&input, &options).map(|(text, _)| text)
}

#[test]
fn e1_01_truncated_json() {
    let whole = fs::read("../schemas/billingo/client.json").unwrap();
    let folder = folder(&whole[..whole.len() / 2]);
    let out = Scratch::new("out");
    let said = Generator::new(folder.path())
        .generate()
        .and_then(|tree| tree.write_to(out.path().join("demo")).map(drop))
        .unwrap_err()
        .to_string();
    assert!(said.contains("error[json-syntax]: the file ends"), "{said}");
    assert!(said.contains("client.json:"), "{said}");
    assert!(!out.path().join("demo").exists(), "nothing is written");
}

#[test]
fn e1_02_marks_line_ends_and_utf16() {
    let plain =
        "{\n  \"type\": \"object\",\n  \"properties\": { \"name\": { \"type\": \"string\" } }\n}\n";
    let expected = generate(&folder(plain)).unwrap();
    let marked = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let windows = folder(marked);
    windows.write("api.toml", format!("\u{feff}{}", API.replace('\n', "\r\n")));
    let found = generate(&windows).unwrap();
    let text = |tree: &SourceTree| -> Vec<String> {
        let files = tree.iter();
        // The first line names the folder, which is another one.
        files
            .map(|(_, text)| text.split_once('\n').unwrap().1.to_owned())
            .collect()
    };
    assert_eq!(text(&found), text(&expected));
    for utf16 in [
        plain
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        "\u{feff}{}"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect(),
    ] {
        let said = refused(utf16);
        assert!(
            said.contains("error[not-utf8]: the file is UTF-16"),
            "{said}"
        );
    }
    // A mistake behind a mark and CRLF is found at the right column.
    let said = refused("\u{feff}{\r\n  \"typ\u{e9}\": 1, \"type\": \"strin\"\r\n}");
    assert!(said.contains("client.json:2:22"), "{said}");
}

#[test]
fn e1_03_duplicate_key() {
    let said = refused("{\n \"type\": \"object\",\n \"type\": \"object\"\n}");
    assert!(
        said.contains("error[duplicate-key]: `type` is there twice"),
        "{said}"
    );
    assert!(said.contains("client.json:3:2"), "{said}");
    assert!(said.contains("client.json:2:2"), "{said}");
    assert!(said.contains("------ the first one"), "{said}");
}

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
    types(r#"{ "type": "integer", "minimum": 0, "exclusiveMinimum": true }"#).unwrap();
    let said = types(r#"{ "type": "integer", "exclusiveMinimum": true }"#).unwrap_err();
    assert_eq!(said.codes().collect::<Vec<_>>(), ["missing-companion"]);
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
    // Without, each is said: the numbers are errors, since draft 4 has another form there.
    let report = types(Dialect::Draft4).unwrap_err();
    assert_eq!((report.errors(), report.warnings()), (3, 3), "{report}");
    assert!(report.codes().all(|code| code == "draft-mix"), "{report}");
}

#[test]
fn e1_07_draft_3_required() {
    let schema =
        r#"{ "type": "object", "properties": { "a": { "type": "string", "required": true } } }"#;
    let input = Input::Memory(vec![("root.json".into(), schema.into())]);
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let (text, warnings) = billing_codegen::types(&input, &options).unwrap();
    assert_eq!(warnings.codes().collect::<Vec<_>>(), ["draft-mix"]);
    assert!(text.contains("pub a: String"), "{text}");
}

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
    // Had the file outside been read, its broken JSON would be reported.
    let expected = [
        "outside-root",
        "outside-root",
        "outside-root",
        "unresolved-ref",
        "remote-ref",
    ];
    assert_eq!(codes, expected, "{report}");
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

#[test]
fn e1_11_deep_and_large() {
    let started = std::time::Instant::now();
    for depth in [10_000, 1_000_000] {
        let said = refused("{\"not\":".repeat(depth));
        assert!(said.contains("error[too-deep]"), "{said}");
    }
    let said = refused(vec![b' '; 50 << 20]);
    assert!(said.contains("error[too-large]"), "{said}");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// The names of the fields of every struct of a module, with their wire names.
fn fields(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let structs = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item),
        _ => None,
    });
    let named = |field: &syn::Field| {
        let name = field.ident.as_ref()?.to_string();
        let mut wire = name.trim_start_matches("r#").to_owned();
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("wire")) {
            attribute
                .parse_nested_meta(|meta| {
                    if meta.path.is_ident("rename") {
                        wire = meta.value()?.parse::<syn::LitStr>()?.value();
                    } else {
                        let _: proc_macro2::TokenStream = meta.input.parse()?;
                    }
                    Ok(())
                })
                .unwrap();
        }
        Some((name, wire))
    };
    structs
        .map(|item| {
            let fields = item.fields.iter().filter_map(named).collect();
            (item.ident.to_string(), fields)
        })
        .collect()
}

#[test]
fn e1_14_odd_property_names() {
    let names = [
        "type", "self", "Self", "crate", "super", "", "123", "😀", "vat-id", "vat_id", "extra",
        "_", "a b", "\"", "async",
    ];
    let properties: Vec<String> = names
        .iter()
        .map(|name| format!("{name:?}: {{ \"type\": \"string\" }}"))
        .collect();
    let text = types(&format!(
        "{{ \"type\": \"object\", \"properties\": {{ {} }} }}",
        properties.join(", ")
    ))
    .unwrap();
    let structs = fields(&text);
    let (_, fields) = structs.iter().find(|(name, _)| name == "Root").unwrap();
    let mut identifiers: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    identifiers.sort();
    identifiers.dedup();
    assert_eq!(identifiers.len(), fields.len(), "{text}");
    for name in names {
        assert!(
            fields.iter().any(|(_, wire)| wire == name),
            "{name:?}: {text}"
        );
    }
    let again = types(&format!(
        "{{ \"type\": \"object\", \"properties\": {{ {} }} }}",
        properties.join(", ")
    ))
    .unwrap();
    assert_eq!(text, again);
}

#[test]
fn e1_15_types_of_one_name() {
    let text = types(
        r##"{ "type": "object", "properties": {
            "a": { "$ref": "#/definitions/vat-id" }, "b": { "$ref": "#/definitions/vat_id" },
            "c": { "$ref": "#/definitions/Option" }, "d": { "$ref": "#/definitions/Result" },
            "e": { "$ref": "#/definitions/String" }, "f": { "$ref": "#/definitions/Vec" },
            "g": { "title": "Box", "type": "object", "properties": { "x": { "$ref": "#/definitions/Vec" } } },
            "h": { "type": "string" }, "i": { "type": "array", "items": { "$ref": "#/definitions/String" } }
        }, "definitions": {
            "vat-id": { "type": "object", "properties": { "a": { "type": "string" } } },
            "vat_id": { "type": "object", "properties": { "b": { "type": "string" } } },
            "Option": { "type": "object", "properties": { "a": { "type": "string" } } },
            "Result": { "type": "object", "properties": { "a": { "type": "string" } } },
            "String": { "type": "object", "properties": { "a": { "type": "string" } } },
            "Vec": { "type": "object", "properties": { "a": { "type": "string" } } }
        } }"##,
    )
    .unwrap();
    let mut names: Vec<String> = fields(&text).into_iter().map(|(name, _)| name).collect();
    assert!(names.len() >= 8, "{names:?}");
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "{text}");
}

#[test]
fn e1_20_mistakes_of_endpoints_come_out_together() {
    let input = Scratch::new("input");
    input.write("client.json", "{}").write(
        "api.toml",
        format!(
            "{API}
[endpoints.clients.get]
get = \"/clients/{{id}}\"
effect = \"read\"
returns = {{ one = \"client.json\" }}

[endpoints.clients.other]
get = \"/clients/other\"
effect = \"read\"
path = {{ id = {{ id = \"clients\" }} }}
returns = {{ one = \"client.json\" }}

[endpoints.clients.search]
get = \"/clients/search\"
effect = \"read\"
body = \"client.json\"
returns = {{ list = \"client.json\" }}

[endpoints.clients.list]
get = \"/clients/all\"
effect = \"read\"
returns = {{ list = \"client.json\" }}
"
        ),
    );
    let report = generate(&input).unwrap_err();
    let codes: Vec<&str> = report.codes().collect();
    for code in [
        "missing-parameter",
        "unknown-placeholder",
        "body-on-get",
        "duplicate-operation",
    ] {
        assert!(codes.contains(&code), "{code}: {report}");
    }
    assert_eq!(codes.len(), 4, "{report}");
}

#[test]
fn e1_21_every_method_needs_an_effect() {
    for method in ["get", "post", "put", "patch", "delete"] {
        let input = Scratch::new("input");
        input.write("client.json", "{}").write(
            "api.toml",
            API.replace("get =", &format!("{method} ="))
                .replace("effect = \"read\"\n", ""),
        );
        let report = generate(&input).unwrap_err();
        assert_eq!(
            report.codes().collect::<Vec<_>>(),
            ["missing-effect"],
            "{report}"
        );
    }
}

#[test]
fn e1_23_output_is_a_function_of_the_input() {
    let first = Generator::new("../schemas/billingo").generate().unwrap();
    let out = Scratch::new("out");
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let out = out.path().to_owned();
            std::thread::spawn(move || {
                let tree = Generator::new("../schemas/billingo").generate().unwrap();
                tree.write_to(out).unwrap();
                tree
            })
        })
        .collect();
    for run in runs {
        assert_eq!(run.join().unwrap(), first);
    }
    assert_eq!(first.compare(out.path()).unwrap(), []);
    let again = first.write_to(out.path()).unwrap();
    assert!(
        again.written.is_empty() && again.deleted.is_empty(),
        "{again:?}"
    );
    let litter = fs::read_dir(out.path()).unwrap().count();
    assert_eq!(litter, first.iter().count(), "no half-written file is left");
}

#[test]
fn e1_24_stale_edited_and_extra_files() {
    let input = folder(r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#);
    let tree = generate(&input).unwrap();
    let out = Scratch::new("out");
    tree.write_to(out.path()).unwrap();
    let edited = tree
        .get("clients.rs")
        .unwrap()
        .replace("pub name", "pub nom");
    out.write("clients.rs", &edited)
        .write("extra.rs", "fn main() {}\n");
    fs::remove_file(out.path().join("mod.rs")).unwrap();
    let found = tree.compare(out.path()).unwrap();
    let paths: Vec<&str> = found
        .iter()
        .map(|difference| difference.path.as_str())
        .collect();
    assert_eq!(paths, ["clients.rs", "extra.rs", "mod.rs"]);
    let Change::Differs(diff) = &found[0].change else {
        panic!("{found:?}");
    };
    assert!(
        diff.contains("-    pub nom: ") && diff.contains("+    pub name: "),
        "{diff}"
    );
    assert_eq!(found[1].change, Change::Extra);
    assert_eq!(found[2].change, Change::Missing);
    // What was ours and is no longer generated goes away; what is somebody else's stays.
    out.write("old.rs", tree.get("clients.rs").unwrap());
    let done = tree.write_to(out.path()).unwrap();
    assert_eq!(done.written, ["clients.rs", "mod.rs"]);
    assert_eq!(done.deleted, ["old.rs"]);
    assert!(out.path().join("extra.rs").exists());
}
