//! Counts how many of the properties in a schema are fields of the generated structs.
//!
//! It reads the schema as plain JSON and the module as plain Rust, independently of the generator.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

/// The properties that a schema names, and those of them that are fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The properties in reachable schemas that are not under `not`, counted once for each place.
    pub named: usize,
    /// The properties that are fields of the struct with most of the names of that place.
    pub fields: usize,
    /// The properties that are not fields.
    pub missing: Vec<String>,
}

/// Keywords with one schema, with a list of schemas, and with a map of schemas.
const ONE: [&str; 3] = ["additionalProperties", "additionalItems", "items"];
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "items"];
const TABLES: [&str; 3] = ["properties", "patternProperties", "dependencies"];

/// Counts one schema against its module.
///
/// # Errors
///
/// A module that is not Rust.
pub fn share(schema: &Value, module: &str) -> Result<Share, String> {
    let structs = structs(module)?;
    let mut share = Share::default();
    for names in places(schema) {
        let shared = |fields: &&BTreeSet<String>| names.intersection(fields).count();
        let none = BTreeSet::new();
        let best = structs.iter().max_by_key(shared).unwrap_or(&none);
        share.named += names.len();
        share.fields += shared(&best);
        share.missing.extend(names.difference(best).cloned());
    }
    Ok(share)
}

/// Returns the names in each `properties` that is reachable from the root.
fn places(root: &Value) -> Vec<BTreeSet<String>> {
    let mut places = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        let Some(members) = schema.as_object() else {
            continue;
        };
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            open.extend(find(root, reference));
            continue;
        }
        if let Some(properties) = members.get("properties").and_then(Value::as_object) {
            // A property that accepts no value does not count.
            let named = properties.iter().filter(|(_, schema)| !forbidden(schema));
            places.push(named.map(|(name, _)| name.clone()).collect());
        }
        open.extend(ONE.iter().filter_map(|name| members.get(*name)));
        let lists = LISTS
            .iter()
            .filter_map(|name| members.get(*name)?.as_array());
        open.extend(lists.flatten());
        let tables = TABLES
            .iter()
            .filter_map(|name| members.get(*name)?.as_object());
        open.extend(tables.flat_map(|table| table.values()));
    }
    places
}

fn forbidden(schema: &Value) -> bool {
    schema
        .get("not")
        .is_some_and(|not| not.as_object().is_some_and(serde_json::Map::is_empty))
}

/// Resolves a reference inside the document: a JSON pointer or an `id`.
fn find<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let own = root.get("id").and_then(Value::as_str).unwrap_or_default();
    let own = own.trim_end_matches('#');
    let fragment = match reference.strip_prefix(own).filter(|_| !own.is_empty()) {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('#'),
        None => reference.strip_prefix('#'),
    };
    match fragment {
        Some("") => Some(root),
        Some(pointer) if pointer.starts_with('/') => {
            let plain = pointer
                .replace("%25", "%")
                .replace("%22", "\"")
                .replace("%20", " ");
            root.pointer(pointer).or_else(|| root.pointer(&plain))
        }
        _ => identified(root, reference),
    }
}

fn identified<'s>(root: &'s Value, id: &str) -> Option<&'s Value> {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        if value.get("id").and_then(Value::as_str) == Some(id) {
            return Some(value);
        }
        open.extend(
            value
                .as_object()
                .into_iter()
                .flat_map(|members| members.values()),
        );
        open.extend(value.as_array().into_iter().flatten());
    }
    None
}

/// Returns the wire names of the fields of each struct.
fn structs(module: &str) -> Result<Vec<BTreeSet<String>>, String> {
    let file = syn::parse_file(module).map_err(|error| error.to_string())?;
    let mut structs = Vec::new();
    let mut open: Vec<&syn::Item> = file.items.iter().collect();
    while let Some(item) = open.pop() {
        match item {
            syn::Item::Struct(item) => {
                structs.push(item.fields.iter().filter_map(wire_name).collect())
            }
            syn::Item::Mod(item) => open.extend(item.content.iter().flat_map(|(_, items)| items)),
            syn::Item::Enum(item) => {
                let variants = item.variants.iter();
                structs.extend(variants.map(|v| v.fields.iter().filter_map(wire_name).collect()));
            }
            _ => {}
        }
    }
    Ok(structs)
}

fn wire_name(field: &syn::Field) -> Option<String> {
    let ident = field.ident.as_ref()?.to_string();
    let mut name = ident.strip_prefix("r#").unwrap_or(&ident).to_owned();
    let renames = |a: &&syn::Attribute| a.path().is_ident("wire") || a.path().is_ident("serde");
    for attribute in field.attrs.iter().filter(renames) {
        // Skips everything except `rename`.
        let _ = attribute.parse_nested_meta(|meta| {
            let rename = meta.path.is_ident("rename");
            if meta.input.peek(syn::Token![=]) {
                let value: syn::Expr = meta.value()?.parse()?;
                if let syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) = value
                    && rename
                {
                    name = text.value();
                }
            } else if meta.input.peek(syn::token::Paren) {
                let content;
                syn::parenthesized!(content in meta.input);
                let _: proc_macro2::TokenStream = content.parse()?;
            }
            Ok(())
        });
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::{Share, share};

    #[test]
    fn counts_what_is_reached_and_not_under_not() {
        let schema = serde_json::json!({
            "properties": { "a": { "$ref": "#/definitions/x" }, "type": {} },
            "not": { "properties": { "n": {} } },
            "definitions": {
                "x": { "allOf": [{ "properties": { "b": {} } }] },
                "unused": { "properties": { "u": {} } },
            },
        });
        let module = r#"
            pub struct Root { pub a: X, #[wire(rename = "type", default = f(1))] pub kind: Value }
            pub struct X { pub other: i64 }
        "#;
        assert_eq!(
            share(&schema, module),
            Ok(Share {
                named: 3,
                fields: 2,
                missing: vec!["b".into()],
            })
        );
    }
}
