//! Makes a value that a schema accepts, or adds the missing parts of one.

mod number;
mod scalar;

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::documents::Documents;
use super::plan::Place;

/// The maximum depth of a value: deeper than real values, and safe for the stack.
const DEPTH: usize = 40;

/// The maximum number of values inside one value.
const VALUES: usize = 3_000;

/// A schema and its place.
type Facet<'d> = (Place, &'d Map<String, Value>);

/// A maker of one value. Each attempt makes different choices, so a caller can try again after a failed check.
pub(crate) struct Maker<'d> {
    documents: &'d Documents,
    attempt: usize,
    /// The current time, for dates.
    now: i64,
    /// Whether optional members are made as well.
    all: bool,
    /// The number of values that may still be made.
    left: Cell<usize>,
    /// The schemas whose values are being made, outermost first.
    open: Vec<Place>,
    /// The current depth in the value.
    depth: usize,
    /// A number that varies the value: different salts make different values.
    salt: u64,
    name: String,
}

impl<'d> Maker<'d> {
    pub(crate) fn new(documents: &'d Documents, attempt: usize, now: i64, all: bool) -> Self {
        Self {
            documents,
            attempt,
            now,
            all,
            left: Cell::new(VALUES),
            open: Vec::new(),
            depth: 0,
            salt: 0,
            name: "text".to_owned(),
        }
    }

    pub(crate) fn salted(mut self, salt: u64) -> Self {
        self.salt = salt;
        self
    }

    pub(crate) fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// Returns whether the value was infinite and was cut off.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// Makes a value that matches the schemas as far as possible without a validator.
    pub(crate) fn make(&mut self, places: &[Place]) -> Value {
        // A value that contains itself is infinite.
        let left = self.left.get();
        if self.depth > DEPTH || left == 0 {
            return Value::Null;
        }
        self.left.set(left - 1);
        let facets = self.facets(places);
        if let Some(fixed) = self.fixed(&facets) {
            return fixed;
        }
        let kind = self.kind(&facets);
        self.depth += 1;
        let value = match kind.as_str() {
            "object" => Value::Object(self.object(&facets, None)),
            "array" => Value::Array(self.array(&facets)),
            "string" => self.string(&facets),
            "integer" | "number" => number::make(&facets, &kind, self.attempt, self.salt),
            "boolean" => Value::Bool(true),
            _ => Value::Null,
        };
        self.depth -= 1;
        value
    }

    /// Adds the parts that the schemas require and the value does not have.
    pub(crate) fn complete(&mut self, places: &[Place], given: &Value) -> Value {
        let facets = self.facets(places);
        match given {
            Value::Object(members) => Value::Object(self.object(&facets, Some(members))),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items
                    .map(|(at, item)| self.complete(&element(&facets, at), item))
                    .collect()
            }
            _ => given.clone(),
        }
    }

    fn facets(&self, places: &[Place]) -> Vec<Facet<'d>> {
        let choose = |count: usize| self.attempt / 2 % count.max(1);
        let found = places.iter();
        found
            .flat_map(|place| self.documents.facets(place, &choose))
            .collect()
    }

    /// Returns a value that the schemas contain: one of `enum`, an example or the default.
    fn fixed(&self, facets: &[Facet<'_>]) -> Option<Value> {
        let mut lists = facets.iter().filter_map(|(_, s)| s.get("enum")?.as_array());
        if let Some(first) = lists.next() {
            let others: Vec<_> = lists.collect();
            let mut values: Vec<&Value> = first
                .iter()
                .filter(|value| others.iter().all(|other| other.contains(value)))
                .collect();
            values.sort_by_key(|value| value.is_null());
            let at = self.attempt / 2 + usize::try_from(self.salt).unwrap_or(0);
            return values.get(at % values.len().max(1)).copied().cloned();
        }
        // An example may not match its schema, so later attempts do not use it.
        if self.attempt > 1 || self.salt > 0 {
            return None;
        }
        let given = |(_, schema): &Facet<'_>| {
            let example = schema.get("example").or_else(|| schema.get("default"));
            example.filter(|value| !value.is_null()).cloned()
        };
        facets.iter().find_map(given)
    }

    /// Returns a type that all schemas accept; null is the last choice.
    fn kind(&self, facets: &[Facet<'_>]) -> String {
        let words = |value: &Value| -> Vec<String> {
            match value {
                Value::String(word) => vec![word.clone()],
                Value::Array(words) => words
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                _ => Vec::new(),
            }
        };
        let mut lists = facets.iter().filter_map(|(_, s)| s.get("type")).map(words);
        let Some(mut kinds) = lists.next() else {
            return implied(facets, self.attempt).to_owned();
        };
        for other in lists {
            let number = |list: &[String]| list.iter().any(|kind| kind == "number");
            let (wide, wider) = (number(&kinds), number(&other));
            let mut both: Vec<String> = kinds.clone();
            both.retain(|kind| other.contains(kind) || kind == "integer" && wider);
            if wide
                && !both.contains(&"integer".to_owned())
                && other.contains(&"integer".to_owned())
            {
                both.push("integer".to_owned());
            }
            kinds = both;
        }
        // A value that was not given is null if the schema allows it.
        if !self.all && self.attempt < 2 && kinds.iter().any(|kind| kind == "null") {
            return "null".to_owned();
        }
        kinds.retain(|kind| kind != "null");
        let found = kinds.get(self.attempt / 2 % kinds.len().max(1));
        found.cloned().unwrap_or_else(|| "null".to_owned())
    }

    fn object(
        &mut self,
        facets: &[Facet<'_>],
        given: Option<&Map<String, Value>>,
    ) -> Map<String, Value> {
        let mut wanted = required(facets);
        let optional = given.is_none() && self.all && self.open.len() < 6;
        if optional {
            let names = facets
                .iter()
                .filter_map(|(_, s)| s.get("properties")?.as_object());
            wanted.extend(names.flat_map(Map::keys).cloned());
        }
        let needed = required(facets);
        let mut made = Map::new();
        self.open
            .extend(facets.iter().map(|(place, _)| place.clone()));
        let depth = self.open.len();
        for (name, value) in given.into_iter().flatten() {
            let completed = self.complete(&member(facets, name), value);
            made.insert(name.clone(), completed);
            wanted.remove(name);
        }
        for name in wanted {
            let places = member(facets, &name);
            if !needed.contains(&name) && !self.may(&places) {
                continue;
            }
            let outer = std::mem::replace(&mut self.name, name.clone());
            made.insert(name, self.make(&places));
            self.name = outer;
        }
        let least = facets
            .iter()
            .filter_map(|(_, s)| s.get("minProperties")?.as_u64())
            .max();
        let mut count = 0;
        while (made.len() as u64) < least.unwrap_or(0).min(1_000) {
            count += 1;
            let name = format!("member_{count}");
            let places = member(facets, &name);
            let value = self.make(&places);
            made.insert(name, value);
        }
        self.open.truncate(depth - facets.len());
        made
    }

    /// Returns whether to make an optional member: not inside itself, not without end, and only if a value is possible.
    fn may(&self, places: &[Place]) -> bool {
        if self.left.get() < VALUES / 2 {
            return false;
        }
        let facets = self.facets(places);
        let nothing = |schema: &Map<String, Value>| {
            schema
                .get("not")
                .and_then(Value::as_object)
                .is_some_and(Map::is_empty)
        };
        facets
            .iter()
            .all(|(place, schema)| !self.open.contains(place) && !nothing(schema))
            // For an `anyOf`, a `oneOf` or a list, checking one level is enough.
            && !self.facets(&element(&facets, 0)).iter().any(|(place, _)| self.open.contains(place))
    }

    fn array(&mut self, facets: &[Facet<'_>]) -> Vec<Value> {
        let bound = |word: &'static str| {
            facets
                .iter()
                .filter_map(move |(_, s)| s.get(word)?.as_u64())
        };
        let least = bound("minItems").max().unwrap_or(0).min(1_000);
        let most = bound("maxItems").min().unwrap_or(u64::MAX);
        let usual = u64::from(self.all && self.open.len() < 6 && self.may(&element(facets, 0)));
        let count = least.max(usual).min(most);
        let outer = self.salt;
        let items = (0..count)
            .map(|at| {
                self.salt = outer + at;
                let places = element(facets, usize::try_from(at).unwrap_or(0));
                self.make(&places)
            })
            .collect();
        self.salt = outer;
        items
    }

    fn string(&self, facets: &[Facet<'_>]) -> Value {
        scalar::text(facets, self.attempt, self.salt, self.now, &self.name).into()
    }
}

/// Returns the type that the keywords of a schema without `type` apply to.
fn implied(facets: &[Facet<'_>], attempt: usize) -> &'static str {
    // If that type is refused, any type may fit.
    if attempt >= 16 {
        return ["string", "integer", "array", "boolean", "null"][attempt % 5];
    }
    let has = |words: &[&str]| {
        let mut schemas = facets.iter();
        schemas.any(|(_, schema)| words.iter().any(|word| schema.contains_key(*word)))
    };
    if has(&["pattern", "format", "minLength", "maxLength"]) {
        "string"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else if has(&["items", "minItems", "maxItems", "uniqueItems"]) {
        "array"
    } else {
        "object"
    }
}

/// Returns the names of the required members, including those that `dependencies` adds.
fn required(facets: &[Facet<'_>]) -> BTreeSet<String> {
    let texts = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let lists = facets.iter().filter_map(|(_, s)| s.get("required"));
    let mut names: BTreeSet<String> = lists.flat_map(texts).collect();
    loop {
        let before = names.len();
        for (_, schema) in facets {
            let asked = schema.get("dependencies").and_then(Value::as_object);
            for (name, more) in asked.into_iter().flatten() {
                if names.contains(name) {
                    names.extend(texts(more));
                }
            }
        }
        if names.len() == before {
            return names;
        }
    }
}

/// Returns the schemas of a member.
fn member(facets: &[Facet<'_>], name: &str) -> Vec<Place> {
    let of = |(place, schema): &Facet<'_>| {
        if schema
            .get("properties")
            .is_some_and(|p| p.get(name).is_some())
        {
            return Some(place.join(&["properties", name]));
        }
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let mut patterns = patterns.into_iter().flat_map(Map::keys);
        if let Some(pattern) = patterns.find(|pattern| begins(pattern, name)) {
            return Some(place.join(&["patternProperties", pattern]));
        }
        let others = schema.get("additionalProperties");
        others
            .is_some_and(Value::is_object)
            .then(|| place.join(&["additionalProperties"]))
    };
    facets.iter().filter_map(of).collect()
}

/// Returns whether a pattern may match a name, judged by its literal prefix; the validator makes the final decision.
fn begins(pattern: &str, name: &str) -> bool {
    pattern
        .strip_prefix('^')
        .is_some_and(|rest| !rest.is_empty() && name.starts_with(rest))
}

/// Returns the schemas of an item.
fn element(facets: &[Facet<'_>], at: usize) -> Vec<Place> {
    let of = |(place, schema): &Facet<'_>| match schema.get("items")? {
        Value::Array(items) if at < items.len() => Some(place.join(&["items", &at.to_string()])),
        Value::Array(_) => {
            let others = schema.get("additionalItems").is_some_and(Value::is_object);
            others.then(|| place.join(&["additionalItems"]))
        }
        _ => Some(place.join(&["items"])),
    };
    facets.iter().filter_map(of).collect()
}
