//! Names and descriptions that are not valid Rust.

use super::*;

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

/// The table in the README.
#[test]
fn e1_14_odd_names_are_spelled_as_documented() {
    let readme = fs::read_to_string("../README.md").unwrap();
    let table = readme
        .split("| wire name | field | because |\n")
        .nth(1)
        .unwrap();
    let rows: Vec<&str> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() >= 8, "{rows:?}");
    for row in rows {
        let words: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let beside = row.contains(" beside ").then(|| words[1]);
        let (wire, field) = (
            words[0].trim_matches('"'),
            words[1 + usize::from(beside.is_some())],
        );
        let properties: Vec<String> = [Some(wire), beside]
            .into_iter()
            .flatten()
            .map(|name| format!("{name:?}: {{ \"type\": \"string\" }}"))
            .collect();
        let schema = format!(
            "{{ \"type\": \"object\", \"properties\": {{ {} }} }}",
            properties.join(", ")
        );
        let text = types(&schema).unwrap();
        let found = &fields(&text)[0].1;
        let expected = (field.to_owned(), wire.to_owned());
        assert!(found.contains(&expected), "{row}: {found:?}");
    }
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
fn e1_19_descriptions_that_want_out() {
    let text = types(
        "{ \"type\": \"object\", \"description\": \"a */ b \\\" # \\\"# c\\n}\\npub fn evil() {}\\n```\\nfn run() {}\\n```\\n\\u202e<script>[x](y)\", \"title\": \"t \\u2066 */\",
           \"properties\": { \"p\": { \"type\": \"string\", \"description\": \"///\\r\\n#![deny(x)]\\u0000\\u2028end\" } } }",
    )
    .unwrap();
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let functions = file
        .items
        .iter()
        .filter(|item| matches!(item, syn::Item::Fn(_)));
    assert_eq!(functions.count(), 0, "{text}");
    let hidden = |c: char| matches!(c, '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(hidden), "{text:?}");
    for shown in [
        "/// pub fn evil() {}",
        "/// \\`\\`\\`",
        "\\u{202e}\\<script\\>\\[x\\](y)",
        "/// #!\\[deny(x)\\]\\u{0}\\u{2028}end",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    // Every line of a description is a comment.
    for line in text
        .lines()
        .filter(|line| line.contains("evil") || line.contains("run()"))
    {
        assert!(line.trim_start().starts_with("///"), "{line}");
    }
}

/// Returns the field names of every struct of a module, with their wire names.
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

fn api(resources: &[&str]) -> std::collections::BTreeMap<String, String> {
    let schema = r#"{ "type": "object", "properties": { "place": { "type": "object", "properties": { "x": {} } } },
        "definitions": { "create": { "type": "object", "properties": { "a": { "type": "string" } } } } }"#;
    let mut toml =
        "[api]\nname = \"shop\"\nbase_url = \"https://shop.example\"\nauth = \"none\"\n".to_owned();
    let mut files = Vec::new();
    for name in resources {
        toml += &format!(
            "[endpoints.{name}.create]\npost = \"/{name}\"\neffect = \"create\"\nbody = \"{name}.json#/definitions/create\"\n\
             returns = {{ one = \"{name}.json\" }}\n\
             [endpoints.{name}.update]\nput = \"/{name}\"\neffect = \"replace\"\n\
             body = {{ type = \"object\", properties = {{ a = {{ type = \"string\" }} }} }}\n\
             returns = {{ one = \"{name}.json#/properties/place\" }}\n"
        );
        files.push((format!("{name}.json"), schema.as_bytes().to_vec()));
    }
    files.push(("api.toml".to_owned(), toml.into_bytes()));
    let tree = billing_codegen::Generator::from(billing_codegen::source::Input::Memory(files));
    let tree = tree.generate().unwrap();
    let files = tree.iter();
    files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn a_name_is_unique_within_its_module_and_comes_from_what_is_near() {
    let two = api(&["customers", "wallets"]);
    for (file, one) in [("customers.rs", "Customer"), ("wallets.rs", "Wallet")] {
        let words = ["Create", one, &format!("Update{one}Body"), "Place"];
        for name in words {
            assert!(
                two[file].contains(&format!("pub struct {name} {{")),
                "{name}: {}",
                two[file]
            );
        }
        assert!(!two[file].contains("Type"), "{}", two[file]);
    }
    // Another file does not change the others.
    let three = api(&["customers", "wallets", "orders"]);
    for file in ["customers.rs", "wallets.rs"] {
        assert_eq!(three[file], two[file]);
    }
}

#[test]
fn layers_of_one_schema_have_one_name() {
    let text = types(
        r##"{ "type": "object", "properties": {
            "filter": { "$ref": "#/definitions/DataFilter" },
            "limits": { "type": "object", "patternProperties": { "^[a-z]+$": { "oneOf": [
                { "type": "integer" },
                { "type": "object", "properties": { "soft": { "type": "integer" } }, "required": ["soft"] } ] } } } },
            "definitions": { "DataFilter": { "properties": { "path": { "type": "string" } } } } }"##,
    )
    .unwrap();
    for shown in [
        "pub struct DataFilter {",
        "pub filter: Option<OrOther<DataFilter>>,",
        "    Integer(Integer),",
        "    Object(RootLimitObject),",
        "pub struct RootLimitObject {",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    for doubled in [
        "DataFilterDataFilter",
        "DataFilterOrOther",
        "Variant1",
        "2 {",
    ] {
        assert!(!text.contains(doubled), "{doubled}: {text}");
    }
}

#[test]
fn keywords_and_hidden_traits() {
    let text = types(
        r##"{ "type": "object", "required": ["amount"], "properties": { "gen": {}, "amount": { "type": "number" },
            "wire": { "$ref": "#/definitions/wire" } },
            "definitions": { "wire": { "type": "object", "required": ["iban"], "properties": { "iban": { "type": "string" } } } } }"##,
    )
    .unwrap();
    assert!(text.contains("pub r#gen: Option<Value>"), "{text}");
    assert!(
        text.contains("..billing_runtime::Wire::blank()") && !text.contains("Self::blank"),
        "{text}"
    );
}
