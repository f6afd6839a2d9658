//! Makes references in random schemas: to definitions, to other places, by `id`.

use serde_json::{Map, Value, json};

use super::document::NAMES;
use super::prng::Prng;

/// The possible `id`s of the root.
pub(super) const BASE: &str = "http://schemas.example/root.json";

const DEFINITIONS: [&str; 3] = ["one", "two", "three"];

/// Makes a reference that may be dangling or cyclic until [`mend`] repairs it.
pub(super) fn random(prng: &mut Prng) -> Value {
    let definition = *prng.pick(&DEFINITIONS);
    let pointer = match prng.below(10) {
        0 => "#".to_owned(),
        1 => format!("#/definitions/{definition}/properties/{}", name(prng)),
        2 => format!("#/properties/{}", name(prng)),
        3 => format!("#/definitions/{definition}/items"),
        4 => "#third".to_owned(),
        5 => format!("{BASE}#/definitions/{definition}"),
        _ => format!("#/definitions/{definition}"),
    };
    json!({ "$ref": pointer })
}

fn name(prng: &mut Prng) -> String {
    let name = *prng.pick(&NAMES);
    // A JSON pointer as a URL fragment.
    name.replace('~', "~0")
        .replace('/', "~1")
        .replace('%', "%25")
        .replace('"', "%22")
}

/// Finds the target of a reference in such a schema.
pub(super) fn target<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let (base, fragment) = reference.split_once('#')?;
    if !base.is_empty() && root.get("id").and_then(Value::as_str) != Some(base) {
        return None;
    }
    match fragment {
        "third" => root.pointer("/definitions/three"),
        pointer => root.pointer(&pointer.replace("%22", "\"").replace("%25", "%")),
    }
}

/// Replaces every reference that is dangling, or that may lead back to itself through another one, with one
/// to a definition.
pub(super) fn mend(root: Value) -> Value {
    let mut mended = root.clone();
    each(&mut mended, &mut |schema| {
        let Some(Value::String(reference)) = schema.get("$ref") else {
            return;
        };
        let whole = ["#", "#third"].contains(&reference.as_str())
            || DEFINITIONS
                .iter()
                .any(|name| reference.ends_with(&format!("/definitions/{name}")));
        let found = target(&root, reference);
        if !found.is_some_and(|found| whole || !refers(found)) {
            schema.insert("$ref".into(), "#/definitions/one".into());
        }
    });
    mended
}

/// Returns whether a value that is checked against a schema is also checked against a reference.
fn refers(schema: &Value) -> bool {
    let Value::Object(schema) = schema else {
        return true;
    };
    schema.contains_key("$ref")
        || ["allOf", "anyOf", "oneOf", "not", "dependencies"]
            .iter()
            .filter_map(|keyword| schema.get(*keyword))
            .any(|part| part.to_string().contains("\"$ref\""))
}

/// Visits every schema; names and listed values are not schemas.
fn each(schema: &mut Value, act: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(|part| each(part, act)),
        Value::Object(members) => {
            act(members);
            for (keyword, value) in members.iter_mut() {
                match (keyword.as_str(), value) {
                    ("enum" | "default" | "required", _) => {}
                    (
                        "properties" | "patternProperties" | "definitions" | "dependencies",
                        Value::Object(named),
                    ) => named.values_mut().for_each(|part| each(part, act)),
                    (_, value) => each(value, act),
                }
            }
        }
        _ => {}
    }
}
