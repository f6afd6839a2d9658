//! Rewrites keywords of draft 6 to draft 4, for a validator of draft 4.

use serde_json::{Map, Value, json};

/// Rewrites a schema and the schemas in it: `true` and `false`, `const`, `$id`, and numbers in `exclusiveMinimum` and
/// `exclusiveMaximum`.
pub(super) fn rewrite(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        _ => {}
    }
    let Value::Object(members) = schema else {
        return;
    };
    // `$ref` overrides its sibling keywords, but other references may point into the definitions there.
    if let Some(Value::String(reference)) = members.get_mut("$ref") {
        escape(reference);
        if let Some(Value::Object(schemas)) = members.get_mut("definitions") {
            schemas.values_mut().for_each(rewrite);
        }
        return;
    }
    words(members);
    for (name, value) in members {
        match name.as_str() {
            "properties" | "patternProperties" | "definitions" | "dependencies" => {
                if let Value::Object(schemas) = value {
                    schemas.values_mut().for_each(rewrite);
                }
            }
            "items" | "allOf" | "anyOf" | "oneOf" => match value {
                Value::Array(schemas) => schemas.iter_mut().for_each(rewrite),
                one => rewrite(one),
            },
            // Draft 4 allows a boolean here.
            "additionalItems" | "additionalProperties" if value.is_boolean() => {}
            "additionalItems" | "additionalProperties" | "not" => rewrite(value),
            _ => {}
        }
    }
}

/// Rewrites the schemas in `api.toml`.
pub(super) fn rewrite_api(api: &mut Value) {
    let Some(Value::Object(resources)) = api.get_mut("endpoints") else {
        return;
    };
    let operations = resources.values_mut().filter_map(Value::as_object_mut);
    for operation in operations.flat_map(Map::values_mut) {
        for pointer in ["/query", "/body"].into_iter().chain([
            "/returns/list",
            "/returns/one",
            "/returns/plain",
            "/returns/schema",
        ]) {
            if let Some(schema) = operation.pointer_mut(pointer) {
                rewrite(schema);
            }
        }
        if let Some(Value::Object(parameters)) = operation.get_mut("path") {
            parameters.values_mut().for_each(rewrite);
        }
    }
}

/// Percent-encodes the characters that a URI does not allow, as in `#/definitions/List<Item>`.
fn escape(reference: &mut String) {
    let fits = |byte: u8| byte.is_ascii_graphic() && !br#"<>"{}|\^`"#.contains(&byte);
    if reference.bytes().all(fits) {
        return;
    }
    let escaped = reference.bytes().map(|byte| match fits(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    *reference = escaped.collect();
}

fn words(members: &mut Map<String, Value>) {
    if let Some(id) = members.remove("$id")
        && !members.contains_key("id")
    {
        members.insert("id".to_owned(), id);
    }
    if let Some(value) = members.remove("const")
        && !members.contains_key("enum")
    {
        members.insert("enum".to_owned(), json!([value]));
    }
    for (keyword, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if members.get(exclusive).is_some_and(Value::is_number) {
            let limit = members.remove(exclusive);
            let bound = json!({ keyword: limit, exclusive: true });
            let all = members.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(all) = all {
                all.push(bound);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_schemas_are_rewritten() {
        let mut schema = json!({
            "$id": "http://a.example/x.json",
            "minimum": 1,
            "exclusiveMinimum": 1,
            "enum": [{ "const": 1 }],
            "properties": {
                "const": { "const": null },
                "$id": { "type": "integer", "exclusiveMaximum": true, "maximum": 3 },
                "ref": { "$ref": "#", "const": 1 },
                "any": true,
                "none": false
            },
            "not": { "$ref": "#/definitions/List<Ár>" },
            "additionalProperties": false,
            "items": [true, { "uniqueItems": true, "default": true }]
        });
        rewrite(&mut schema);
        let expected = json!({
            "id": "http://a.example/x.json",
            "minimum": 1,
            "allOf": [{ "minimum": 1, "exclusiveMinimum": true }],
            "enum": [{ "const": 1 }],
            "properties": {
                "const": { "enum": [null] },
                "$id": { "type": "integer", "exclusiveMaximum": true, "maximum": 3 },
                "ref": { "$ref": "#", "const": 1 },
                "any": {},
                "none": { "not": {} }
            },
            "not": { "$ref": "#/definitions/List%3C%C3%81r%3E" },
            "additionalProperties": false,
            "items": [{}, { "uniqueItems": true, "default": true }]
        });
        assert_eq!(schema, expected);
    }

    #[test]
    fn schemas_in_the_api_are_rewritten() {
        let mut api = json!({ "endpoints": { "a": { "b": {
            "path": { "id": { "const": 1 } },
            "body": { "exclusiveMinimum": 0.5 },
            "returns": { "plain": { "const": 2 }, "kind": "x" }
        } } } });
        rewrite_api(&mut api);
        let expected = json!({ "endpoints": { "a": { "b": {
            "path": { "id": { "enum": [1] } },
            "body": { "allOf": [{ "minimum": 0.5, "exclusiveMinimum": true }] },
            "returns": { "plain": { "enum": [2] }, "kind": "x" }
        } } } });
        assert_eq!(api, expected);
    }
}
