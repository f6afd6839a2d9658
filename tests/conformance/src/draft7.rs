//! Converts a draft-4 schema to draft 7, for generators that support only draft 7.

use serde_json::{Map, Value};

/// Keywords with one schema, with a list of schemas, and with a map of schemas.
const ONE: [&str; 4] = ["additionalProperties", "additionalItems", "items", "not"];
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "items"];
const TABLES: [&str; 4] = [
    "properties",
    "patternProperties",
    "dependencies",
    "definitions",
];

/// Rewrites the keywords that differ in draft 7, in every schema of the document.
pub fn respell(root: &mut Value) {
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        let Some(members) = schema.as_object_mut() else {
            continue;
        };
        limit(members, "exclusiveMinimum", "minimum");
        limit(members, "exclusiveMaximum", "maximum");
        if members.get("id").is_some_and(Value::is_string)
            && let Some(id) = members.remove("id")
        {
            members.insert("$id".into(), id);
        }
        if members.contains_key("$schema") {
            let draft7 = "http://json-schema.org/draft-07/schema#";
            members.insert("$schema".into(), draft7.into());
        }
        for (name, value) in members {
            let name = name.as_str();
            if TABLES.contains(&name) {
                open.extend(value.as_object_mut().into_iter().flat_map(Map::values_mut));
            } else if LISTS.contains(&name) && value.is_array() {
                open.extend(value.as_array_mut().into_iter().flatten());
            } else if ONE.contains(&name) {
                open.push(value);
            }
        }
    }
}

/// Converts a limit with `true` for its exclusive keyword to an exclusive limit.
fn limit(members: &mut Map<String, Value>, exclusive: &str, inclusive: &str) {
    let Some(Value::Bool(on)) = members.get(exclusive) else {
        return;
    };
    if !*on {
        members.remove(exclusive);
        return;
    }
    match members.remove(inclusive) {
        Some(limit) => members.insert(exclusive.into(), limit),
        None => members.remove(exclusive),
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::respell;

    #[test]
    fn schemas_are_respelt_and_values_are_not() {
        let mut schema = json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "id": "http://x/",
            "properties": {
                "id": { "minimum": 1, "exclusiveMinimum": true },
                "b": { "maximum": 2.5, "exclusiveMaximum": false, "enum": [{ "id": "kept" }] },
            },
            "not": { "items": [{ "exclusiveMaximum": true }] },
        });
        respell(&mut schema);
        let expected = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": "http://x/",
            "properties": {
                "id": { "exclusiveMinimum": 1 },
                "b": { "maximum": 2.5, "enum": [{ "id": "kept" }] },
            },
            "not": { "items": [{}] },
        });
        assert_eq!(schema, expected);
    }
}
