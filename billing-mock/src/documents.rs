//! Parses the original files of an API for a validator that is independent of the generator.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::Error;
use super::draft6;
use super::plan::Place;
use super::url;
use billing_codegen::source::Sources;

/// The maximum number of `$ref`s to follow in a row; more are assumed to be a cycle.
const HOPS: usize = 64;

/// Every JSON file of an API by its path in the folder or its mapped URL, and `api.toml` as JSON.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) all: BTreeMap<String, Value>,
    /// The names of documents by the URLs in their `id`.
    ids: BTreeMap<String, String>,
}

impl Documents {
    /// Parses the original files of the API with parsers other than the generator's.
    /// Skips files that are not JSON; the generator reports them if they matter.
    pub(crate) fn of(sources: &Sources) -> Result<Self, Error> {
        let mut documents = Self::default();
        for (name, text) in sources.documents() {
            if name.ends_with(".toml") {
                let mut api = toml(text).map_err(|error| Error::new(format!("{name}: {error}")))?;
                draft6::rewrite_api(&mut api);
                documents.all.insert(name.to_owned(), api);
            } else if let Ok(mut value) = serde_json::from_str::<Value>(text) {
                draft6::rewrite(&mut value);
                if let Some(id) = value.get("id").and_then(Value::as_str) {
                    let id = id.trim_end_matches('#');
                    documents.ids.insert(id.to_owned(), name.to_owned());
                }
                documents.all.insert(name.to_owned(), value);
            }
        }
        Ok(documents)
    }

    /// Follows the `$ref`s at a place and returns the schema with its final place.
    pub(crate) fn schema(&self, place: &Place) -> Option<(Place, &Map<String, Value>)> {
        let mut place = place.clone();
        for _ in 0..HOPS {
            let own = self.ids.get(&place.document);
            let schema = self
                .all
                .get(own.unwrap_or(&place.document))?
                .pointer(&place.pointer)?
                .as_object()?;
            match schema.get("$ref").and_then(Value::as_str) {
                Some(reference) => place = target(&place.document, reference),
                None => return Some((place, schema)),
            }
        }
        None
    }

    /// Returns whether a schema accepts only arrays of objects.
    pub(crate) fn is_list(&self, place: &Place) -> bool {
        let is = |place: &Place, word: &str| {
            let mut facets = self.facets(place, &|_| 0).into_iter();
            facets.any(|(_, schema)| schema.get("type").is_some_and(|kind| kind == word))
        };
        is(place, "array") && is(&place.join(&["items"]), "object")
    }

    /// Returns all schemas that apply at a place, with their final places: its own, those of `allOf`, and one branch of
    /// each `anyOf` or `oneOf`: the one with the index `choose(number of branches)`.
    pub(crate) fn facets(
        &self,
        place: &Place,
        choose: &dyn Fn(usize) -> usize,
    ) -> Vec<(Place, &Map<String, Value>)> {
        let mut found: Vec<(Place, &Map<String, Value>)> = Vec::new();
        let mut waiting = vec![place.clone()];
        while let Some(place) = waiting.pop() {
            let Some((place, schema)) = self.schema(&place) else {
                continue;
            };
            if found.len() == HOPS || found.iter().any(|(known, _)| *known == place) {
                continue;
            }
            for word in ["oneOf", "anyOf"] {
                let branches = schema.get(word).and_then(Value::as_array);
                if let Some(count) = branches.map(Vec::len).filter(|count| *count > 0) {
                    let at = choose(count) % count;
                    waiting.push(place.join(&[word, &at.to_string()]));
                }
            }
            let parts = schema.get("allOf").and_then(Value::as_array);
            let parts = 0..parts.map_or(0, Vec::len);
            waiting.extend(
                parts
                    .rev()
                    .map(|at| place.join(&["allOf", &at.to_string()])),
            );
            found.push((place, schema));
        }
        found
    }

    /// Returns the names of all members that a schema or any of its branches declares.
    pub(crate) fn members(&self, place: &Place) -> Vec<String> {
        let named = self.known(std::slice::from_ref(place)).into_iter();
        let named = named.filter_map(|(_, schema)| schema.get("properties")?.as_object());
        named.flat_map(Map::keys).cloned().collect()
    }

    /// Returns the schemas at these places, including those of `allOf` and of every branch.
    fn known(&self, places: &[Place]) -> Vec<(Place, &Map<String, Value>)> {
        let mut known: Vec<(Place, &Map<String, Value>)> = Vec::new();
        for place in places {
            // One pass for each branch of the longest `anyOf` or `oneOf`, up to a limit.
            for at in 0..HOPS {
                let longest = Cell::new(0);
                let found = self.facets(place, &|count| {
                    longest.set(longest.get().max(count));
                    at
                });
                for facet in found {
                    if !known.iter().any(|(known, _)| *known == facet.0) {
                        known.push(facet);
                    }
                }
                if at + 1 >= longest.get() {
                    break;
                }
            }
        }
        known
    }

    /// Removes the members that the schemas do not declare; keeps all if no schema declares members.
    pub(crate) fn narrow(&self, places: &[Place], value: &Value) -> Value {
        let schemas = self.known(places);
        match value {
            Value::Object(members) if schemas.iter().any(|(_, s)| s.contains_key("properties")) => {
                let mut kept = Map::new();
                for (name, value) in members {
                    let inner = inner(&schemas, &["properties", name]);
                    if !inner.is_empty() {
                        kept.insert(name.clone(), self.narrow(&inner, value));
                    }
                }
                Value::Object(kept)
            }
            Value::Array(items) => {
                let inner = inner(&schemas, &["items"]);
                items.iter().map(|item| self.narrow(&inner, item)).collect()
            }
            _ => value.clone(),
        }
    }
}

fn inner(schemas: &[(Place, &Map<String, Value>)], steps: &[&str]) -> Vec<Place> {
    schemas
        .iter()
        .filter(|(_, schema)| {
            let first = schema.get(steps[0]);
            steps[1..]
                .iter()
                .try_fold(first, |at, step| at.map(|at| at.get(*step)))
                .flatten()
                .is_some()
        })
        .map(|(place, _)| place.join(steps))
        .collect()
}

/// Returns the place that a reference in a document points to.
fn target(document: &str, reference: &str) -> Place {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let document = if file.is_empty() {
        document.to_owned()
    } else if file.contains("://") {
        file.to_owned()
    } else {
        let mut steps: Vec<&str> = document.split('/').collect();
        steps.pop();
        for step in file.split('/') {
            match step {
                "" | "." => {}
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
        steps.join("/")
    };
    Place {
        document,
        pointer: url::decode(fragment),
    }
}

/// Reads a TOML file as JSON; returns `None` if the file does not exist.
pub(crate) fn toml_file(path: &Path) -> Result<Option<Value>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::new(format!("{}: {error}", path.display()))),
    };
    let value = toml(&text).map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
    Ok(Some(value))
}

fn toml(text: &str) -> Result<Value, toml::de::Error> {
    let table = DeTable::parse(text)?;
    Ok(json(&DeValue::Table(table.into_inner())))
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(float) => float
            .as_str()
            .parse::<f64>()
            .map_or(Value::Null, Value::from),
        DeValue::Boolean(boolean) => Value::from(*boolean),
        DeValue::Datetime(datetime) => Value::from(datetime.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(name, value)| (name.get_ref().to_string(), json(value.get_ref())))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn place(document: &str, pointer: &str) -> Place {
        Place {
            document: document.into(),
            pointer: pointer.into(),
        }
    }

    #[test]
    fn references_lead_across_files() {
        assert_eq!(
            target("a/b.json", "../c.json#/x%25"),
            place("c.json", "/x%")
        );
        assert_eq!(target("b.json", "#/x"), place("b.json", "/x"));
        let there = "https://a.example/v1/b.json";
        assert_eq!(target("b.json", &format!("{there}#/x")), place(there, "/x"));
        assert_eq!(
            target(there, "c.json#/x"),
            place("https://a.example/v1/c.json", "/x")
        );
    }

    #[test]
    fn what_a_schema_does_not_name_is_left_out() {
        let mut documents = Documents::default();
        documents.all.insert(
            "a.json".into(),
            json!({ "properties": { "list": { "items": { "$ref": "b.json#/item" } }, "any": {} } }),
        );
        documents.all.insert(
            "b.json".into(),
            json!({ "item": { "properties": { "kept": {} } } }),
        );
        let value = json!({ "list": [{ "kept": 1, "lost": 2 }], "any": { "kept": 3 }, "lost": 4 });
        assert_eq!(
            documents.narrow(&[place("a.json", "")], &value),
            json!({ "list": [{ "kept": 1 }], "any": { "kept": 3 } })
        );
    }
}
