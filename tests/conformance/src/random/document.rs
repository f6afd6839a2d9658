//! Makes random documents: most follow the schema partially, so that both verdicts occur.

use serde_json::{Map, Value, json};

use super::prng::Prng;
use super::refer;

/// The names in schemas and documents; some of them are hard to spell in Rust or in a JSON pointer.
pub(super) const NAMES: [&str; 12] = [
    "a", "b", "type", "a1", "x_b", "extra", "vat-id", "vat_id", "", "self", "~/%\"", "id",
];
const STRINGS: [&str; 8] = ["", "a", "ab", "b1", "été", "\u{1f600}b", "null", "1"];

/// Returns any value.
pub(super) fn any(prng: &mut Prng, depth: usize) -> Value {
    let kinds = if depth == 0 { 5 } else { 7 };
    match prng.below(kinds) {
        0 => Value::Null,
        1 => json!(prng.percent(50)),
        2 => integer(prng),
        3 => number(prng),
        4 => (*prng.pick(&STRINGS)).into(),
        5 => (0..prng.below(4)).map(|_| any(prng, depth - 1)).collect(),
        _ => {
            let members =
                (0..prng.below(4)).map(|_| (prng.pick(&NAMES).to_string(), any(prng, depth - 1)));
            Value::Object(members.collect())
        }
    }
}

fn integer(prng: &mut Prng) -> Value {
    match prng.percent(12) {
        true => prng
            .pick(&[
                json!(i64::MIN),
                json!(u64::MAX),
                json!(9_007_199_254_740_993_u64),
                json!(256),
                json!(-129),
            ])
            .clone(),
        false => json!(prng.below(11) as i64 - 4),
    }
}

fn number(prng: &mut Prng) -> Value {
    match prng.percent(30) {
        // Floating-point spellings of integers, or values that only decimals represent exactly.
        true => prng
            .pick(&[
                json!(1.0),
                json!(-2.0),
                json!(0.0),
                json!(0.1),
                json!(0.3),
                json!(4.35),
                json!(1e-7),
            ])
            .clone(),
        false => json!(prng.below(9) as f64 - 3.5),
    }
}

/// Documents of one schema.
pub(super) struct Documents<'s> {
    root: &'s Value,
}

impl<'s> Documents<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Self { root }
    }

    pub(super) fn random(&self, prng: &mut Prng) -> Value {
        self.of(prng, self.root, 6)
    }

    fn of(&self, prng: &mut Prng, schema: &Value, depth: usize) -> Value {
        if depth == 0 || prng.percent(7) {
            return any(prng, 2);
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = refer::target(self.root, reference).unwrap_or(self.root);
            return self.of(prng, target, depth - 1);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && prng.percent(80)
        {
            return prng.pick(values).clone();
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            if let Some(branches) = schema.get(keyword).and_then(Value::as_array)
                && prng.percent(60)
            {
                return self.of_branch(prng, schema, branches, depth);
            }
        }
        let kind = match schema.get("type") {
            Some(Value::String(kind)) => kind.as_str(),
            Some(Value::Array(kinds)) => prng.pick(kinds).as_str().unwrap_or_default(),
            _ if schema.get("properties").is_some() || schema.get("required").is_some() => "object",
            _ if schema.get("items").is_some() => "array",
            _ => return any(prng, 2),
        };
        match kind {
            "null" => Value::Null,
            "boolean" => json!(prng.percent(50)),
            "integer" => integer(prng),
            "number" if prng.percent(50) => number(prng),
            "number" => integer(prng),
            "string" => (*prng.pick(&STRINGS)).into(),
            "array" => self.array(prng, schema, depth),
            _ => self.object(prng, schema, depth),
        }
    }

    /// Returns what a branch requires, with the members that the surrounding schema requires.
    fn of_branch(
        &self,
        prng: &mut Prng,
        schema: &Value,
        branches: &[Value],
        depth: usize,
    ) -> Value {
        let branch = prng.pick(branches);
        let mut found = self.of(prng, branch, depth - 1);
        if let Value::Object(members) = &mut found
            && prng.percent(80)
            && let Value::Object(more) = self.object(prng, schema, depth)
        {
            more.into_iter().for_each(|(name, value)| {
                members.entry(name).or_insert(value);
            });
        }
        found
    }

    fn array(&self, prng: &mut Prng, schema: &Value, depth: usize) -> Value {
        let open = json!({});
        let items = (0..prng.below(4)).map(|index| {
            let item = match schema.get("items") {
                Some(Value::Array(items)) => {
                    items.get(index).or_else(|| schema.get("additionalItems"))
                }
                items => items,
            };
            self.of(prng, item.unwrap_or(&open), depth - 1)
        });
        items.collect()
    }

    fn object(&self, prng: &mut Prng, schema: &Value, depth: usize) -> Value {
        let mut members = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if prng.percent(70) {
                members.insert(name.clone(), self.of(prng, property, depth - 1));
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) && prng.percent(85) {
                members.insert(name.to_owned(), any(prng, 1));
            }
        }
        if prng.percent(25) {
            let name = *prng.pick(&NAMES);
            let rest = schema.get("additionalProperties");
            let value = match rest.filter(|rest| rest.is_object()) {
                Some(rest) => self.of(prng, rest, depth - 1),
                None => any(prng, 1),
            };
            members.insert(name.to_owned(), value);
        }
        Value::Object(members)
    }
}
