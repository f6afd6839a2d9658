//! Makes the object keywords of a random schema.

use serde_json::{Map, Value, json};

use super::document::NAMES;
use super::prng::Prng;
use super::schema::{PATTERNS, below};

pub(super) fn object(prng: &mut Prng, depth: usize, schema: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| schema.insert(name.into(), value);
    if prng.percent(80) {
        let names = 1 + prng.below(3);
        let properties =
            (0..names).map(|_| (prng.pick(&NAMES).to_string(), below(prng, depth, true)));
        set("properties", Value::Object(properties.collect()));
    }
    if prng.percent(35) {
        set("required", names(prng, 2));
    }
    if prng.percent(20) {
        let patterns = (0..=prng.below(2))
            .map(|_| (prng.pick(&PATTERNS).to_string(), below(prng, depth, true)));
        set("patternProperties", Value::Object(patterns.collect()));
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
        let mut dependencies = Map::new();
        for _ in 0..=prng.below(2) {
            let on = if prng.percent(50) {
                names(prng, 2)
            } else {
                below(prng, depth, false)
            };
            dependencies.insert(prng.pick(&NAMES).to_string(), on);
        }
        set("dependencies", Value::Object(dependencies));
    }
    for (name, least) in [("minProperties", 0), ("maxProperties", 1)] {
        if prng.percent(10) {
            set(name, json!(least + prng.below(3)));
        }
    }
}

/// Returns some distinct names.
fn names(prng: &mut Prng, most: usize) -> Value {
    let mut names: Vec<&str> = (0..=prng.below(most)).map(|_| *prng.pick(&NAMES)).collect();
    names.sort_unstable();
    names.dedup();
    json!(names)
}

/// Adds common constraints of objects: one of these keys, never both of these, the members of two.
pub(super) fn combined(
    prng: &mut Prng,
    depth: usize,
    refer: bool,
    schema: &mut Map<String, Value>,
) {
    let keyword = *prng.pick(&["oneOf", "anyOf", "oneOf", "allOf", "not"]);
    let branch = |prng: &mut Prng| {
        let mut branch = Map::new();
        if keyword == "allOf" || prng.percent(15) {
            object(prng, depth.saturating_sub(1), &mut branch);
        } else {
            branch.insert("required".into(), names(prng, 2));
            if prng.percent(20) {
                let not = json!({ "required": names(prng, 1) });
                branch.insert("not".into(), not);
            }
            if prng.percent(20) {
                let name = *prng.pick(&NAMES);
                branch.insert("properties".into(), json!({ name: {} }));
            }
        }
        match refer && prng.percent(10) {
            true => super::refer::random(prng),
            false => Value::Object(branch),
        }
    };
    let value = match keyword {
        "not" => branch(prng),
        _ => (0..=prng.below(3)).map(|_| branch(prng)).collect(),
    };
    schema.insert(keyword.into(), value);
}
