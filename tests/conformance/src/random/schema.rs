//! Makes a random draft-4 schema, small enough that its keywords interact with each other and the documents.

use serde_json::{Map, Value, json};

use super::document::any;
use super::object::{self, object};
use super::prng::Prng;
use super::refer;

const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];
pub(super) const PATTERNS: [&str; 5] = ["^a", "b$", "[0-9]", "^x_", "^$|é"];
const FORMATS: [&str; 3] = ["date-time", "email", "nonsense"];
/// Names, some of which collide with each other, with the root, or with names that every module uses.
const TITLES: [&str; 9] = [
    "Some", "Vec", "thing", "Ü", "Root", "Extra", "A thing", "Self", "one",
];

/// Makes a schema with three definitions that may refer to each other.
pub(super) fn random(prng: &mut Prng) -> Value {
    let mut root = schema(prng, 3, false);
    let mut definitions = Map::new();
    for name in ["one", "two", "three"] {
        definitions.insert(name.into(), Value::Object(schema(prng, 2, false)));
    }
    definitions["three"]["id"] = "#third".into();
    root.insert("definitions".into(), Value::Object(definitions));
    if prng.percent(30) {
        root.insert("id".into(), refer::BASE.into());
    }
    refer::mend(Value::Object(root))
}

/// Makes a subschema; `refer` allows references, which must not lead back without a step into the document.
pub(super) fn below(prng: &mut Prng, depth: usize, refer: bool) -> Value {
    if refer && prng.percent(20) {
        return refer::random(prng);
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
        several(prng, depth, &mut schema);
    }
    // Generators often forget keywords without their type.
    if prng.percent(20) {
        let kind = *prng.pick(&TYPES);
        about(prng, kind, depth, &mut schema);
    }
    if prng.percent(10) {
        listed(prng, &mut schema);
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
    if prng.percent(12) {
        object::combined(prng, depth, refer, &mut schema);
    }
    if prng.percent(4) {
        schema.insert("default".into(), any(prng, 1));
    }
    if prng.percent(10) {
        schema.insert("title".into(), (*prng.pick(&TITLES)).into());
    }
    schema
}

/// Adds several types, and keywords for one or two of them.
fn several(prng: &mut Prng, depth: usize, schema: &mut Map<String, Value>) {
    let mut kinds: Vec<&str> = Vec::new();
    for _ in 0..2 + prng.below(2) {
        let kind = *prng.pick(&TYPES);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for kind in kinds.iter().take(2) {
        about(prng, kind, depth, schema);
    }
    schema.insert("type".into(), json!(kinds));
}

fn listed(prng: &mut Prng, schema: &mut Map<String, Value>) {
    let mut values: Vec<Value> = Vec::new();
    for _ in 0..=prng.below(3) {
        let value = any(prng, 2);
        // Values of `enum` should be unique, and 1 equals 1.0.
        let same = |known: &Value| match (known.as_f64(), value.as_f64()) {
            (Some(known), Some(value)) => known == value,
            _ => *known == value,
        };
        if !values.iter().any(same) {
            values.push(value);
        }
    }
    schema.insert("enum".into(), values.into());
}

fn about(prng: &mut Prng, kind: &str, depth: usize, schema: &mut Map<String, Value>) {
    match kind {
        "object" => object(prng, depth, schema),
        "array" => array(prng, depth, schema),
        "integer" | "number" => number(prng, schema),
        "string" => string(prng, schema),
        _ => {}
    }
}

fn array(prng: &mut Prng, depth: usize, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
    if prng.percent(70) {
        let items = if prng.percent(40) {
            (0..=prng.below(3))
                .map(|_| below(prng, depth, true))
                .collect()
        } else {
            below(prng, depth, true)
        };
        set("items", items);
    }
    if prng.percent(30) {
        let more = if prng.percent(50) {
            json!(prng.percent(50))
        } else {
            below(prng, depth, true)
        };
        set("additionalItems", more);
    }
    for (name, least) in [("minItems", 0), ("maxItems", 1)] {
        if prng.percent(20) {
            set(name, json!(least + prng.below(3)));
        }
    }
    if prng.percent(15) {
        set("uniqueItems", json!(prng.percent(80)));
    }
}

fn number(prng: &mut Prng, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
    for (name, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if prng.percent(25) {
            let limit = match prng.percent(25) {
                true => prng
                    .pick(&[
                        json!(0.1),
                        json!(2.0),
                        json!(-129),
                        json!(255),
                        json!(u64::MAX),
                        json!(i64::MIN),
                    ])
                    .clone(),
                false => json!(prng.below(8) as i64 - 3),
            };
            set(name, limit);
            if prng.percent(30) {
                set(exclusive, json!(prng.percent(70)));
            }
        }
    }
    if prng.percent(15) {
        let steps = [
            json!(2),
            json!(3),
            json!(0.5),
            json!(1.5),
            json!(0.1),
            json!(0.01),
            json!(2.0),
        ];
        set("multipleOf", prng.pick(&steps).clone());
    }
}

fn string(prng: &mut Prng, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
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
