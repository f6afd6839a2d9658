//! A random draft-4 schema: small, so that its keywords meet each other and the documents.

use serde_json::{Map, Value, json};

use super::document::{NAMES, any};
use super::prng::Prng;

const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];
const PATTERNS: [&str; 4] = ["^a", "b$", "[0-9]", "^x_"];
const FORMATS: [&str; 3] = ["date-time", "email", "nonsense"];

/// A schema with three definitions that may refer to each other.
pub(super) fn random(prng: &mut Prng) -> Value {
    let mut root = schema(prng, 3, false);
    let definitions = ["one", "two", "three"]
        .map(|name| (name.to_owned(), Value::Object(schema(prng, 2, false))));
    root.insert(
        "definitions".into(),
        Value::Object(definitions.into_iter().collect()),
    );
    Value::Object(root)
}

/// A schema below another; `refer` where a reference cannot lead back without a step into the document.
fn below(prng: &mut Prng, depth: usize, refer: bool) -> Value {
    if refer && prng.percent(20) {
        let name = *prng.pick(&[
            "#",
            "#/definitions/one",
            "#/definitions/two",
            "#/definitions/three",
        ]);
        return json!({ "$ref": name });
    }
    match depth.checked_sub(1) {
        Some(depth) => Value::Object(schema(prng, depth, refer)),
        None if prng.percent(30) => json!({}),
        None => json!({ "type": prng.pick(&TYPES) }),
    }
}

fn schema(prng: &mut Prng, depth: usize, refer: bool) -> Map<String, Value> {
    let mut schema = Map::new();
    if prng.percent(55) {
        let kind = *prng.pick(&["object", "object", "array", "integer", "number", "string"]);
        schema.insert("type".into(), kind.into());
        about(prng, kind, depth, &mut schema);
    } else if prng.percent(30) {
        let first = prng.below(TYPES.len());
        let second = (first + 1 + prng.below(TYPES.len() - 1)) % TYPES.len();
        schema.insert("type".into(), json!([TYPES[first], TYPES[second]]));
        about(prng, TYPES[first], depth, &mut schema);
    }
    // Keywords without their type are what generators forget.
    if prng.percent(20) {
        let kind = *prng.pick(&TYPES);
        about(prng, kind, depth, &mut schema);
    }
    if prng.percent(10) {
        let mut values: Vec<Value> = Vec::new();
        for _ in 0..=prng.below(3) {
            let value = any(prng, 1);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        schema.insert("enum".into(), values.into());
    }
    if depth > 0 && prng.percent(25) {
        let keyword = *prng.pick(&["allOf", "anyOf", "oneOf", "anyOf", "oneOf"]);
        let branches: Vec<Value> = (0..=prng.below(3))
            .map(|_| below(prng, depth - 1, refer))
            .collect();
        schema.insert(keyword.into(), branches.into());
    }
    if depth > 0 && prng.percent(8) {
        schema.insert("not".into(), below(prng, depth - 1, refer));
    }
    if prng.percent(4) {
        schema.insert("default".into(), any(prng, 1));
    }
    if prng.percent(8) {
        schema.insert(
            "title".into(),
            (*prng.pick(&["Some", "Vec", "thing", "Ü"])).into(),
        );
    }
    schema
}

fn about(prng: &mut Prng, kind: &str, depth: usize, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
    match kind {
        "object" => object(prng, depth, schema),
        "array" => {
            if prng.percent(70) {
                let one = below(prng, depth, true);
                let items = if prng.percent(40) {
                    json!([one, below(prng, depth, true)])
                } else {
                    one
                };
                set("items", items);
            }
            if prng.percent(25) {
                let more = if prng.percent(50) {
                    json!(prng.percent(50))
                } else {
                    below(prng, depth, true)
                };
                set("additionalItems", more);
            }
            for (name, least) in [("minItems", 0), ("maxItems", 1)] {
                if prng.percent(15) {
                    set(name, json!(least + prng.below(3)));
                }
            }
            if prng.percent(15) {
                set("uniqueItems", json!(prng.percent(80)));
            }
        }
        "integer" | "number" => {
            for (name, exclusive) in [
                ("minimum", "exclusiveMinimum"),
                ("maximum", "exclusiveMaximum"),
            ] {
                if prng.percent(25) {
                    set(name, json!(prng.below(8) as i64 - 3));
                    if prng.percent(30) {
                        set(exclusive, json!(prng.percent(70)));
                    }
                }
            }
            if prng.percent(15) {
                set(
                    "multipleOf",
                    prng.pick(&[json!(2), json!(3), json!(0.5), json!(1.5)])
                        .clone(),
                );
            }
        }
        "string" => {
            for (name, least) in [("minLength", 0), ("maxLength", 1)] {
                if prng.percent(20) {
                    set(name, json!(least + prng.below(3)));
                }
            }
            if prng.percent(15) {
                set("pattern", (*prng.pick(&PATTERNS)).into());
            }
            if prng.percent(10) {
                set("format", (*prng.pick(&FORMATS)).into());
            }
        }
        _ => {}
    }
}

fn object(prng: &mut Prng, depth: usize, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
    if prng.percent(80) {
        let names = 1 + prng.below(3);
        let properties =
            (0..names).map(|_| (prng.pick(&NAMES).to_string(), below(prng, depth, true)));
        set("properties", Value::Object(properties.collect()));
    }
    if prng.percent(35) {
        let mut names: Vec<&str> = (0..=prng.below(2)).map(|_| *prng.pick(&NAMES)).collect();
        names.sort_unstable();
        names.dedup();
        set("required", json!(names));
    }
    if prng.percent(20) {
        set(
            "patternProperties",
            json!({ *prng.pick(&PATTERNS): below(prng, depth, true) }),
        );
    }
    if prng.percent(40) {
        let rest = if prng.percent(60) {
            json!(prng.percent(30))
        } else {
            below(prng, depth, true)
        };
        set("additionalProperties", rest);
    }
    if prng.percent(12) {
        let on = if prng.percent(50) {
            json!([*prng.pick(&NAMES)])
        } else {
            below(prng, depth, false)
        };
        set("dependencies", json!({ *prng.pick(&NAMES): on }));
    }
    for (name, least) in [("minProperties", 0), ("maxProperties", 1)] {
        if prng.percent(10) {
            set(name, json!(least + prng.below(3)));
        }
    }
}
