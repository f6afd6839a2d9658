//! The files of an API as they were written, for a validator that knows nothing of the generator.

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

/// `$ref`s that are followed in a row before a circle is assumed.
const HOPS: usize = 64;

/// Every JSON file of an API by its place in the folder, those of mapped URLs by their URLs, and `api.toml` as JSON.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) all: BTreeMap<String, Value>,
    /// The names of documents by the URLs that they give themselves.
    ids: BTreeMap<String, String>,
}

impl Documents {
    /// Parses the original texts of the files that the reader of the API read, with parsers that are not the reader's.
    /// A file that is not JSON is left out: the reader has said so where it matters.
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

    /// Returns the schema at a place, with `$ref`s followed, and where it ends up.
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

    /// Whether a schema takes arrays of objects and nothing else.
    pub(crate) fn is_list(&self, place: &Place) -> bool {
        let is = |place: &Place, word: &str| {
            let mut facets = self.facets(place, &|_| 0).into_iter();
            facets.any(|(_, schema)| schema.get("type").is_some_and(|kind| kind == word))
        };
        is(place, "array") && is(&place.join(&["items"]), "object")
    }

    /// Returns the schemas that all hold at a place, where they end up: its own and those of `allOf`; of each
    /// choice the branch at `choose(how many)`.
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

    /// The names of the members that a schema knows, whatever choice is made.
    pub(crate) fn members(&self, place: &Place) -> Vec<String> {
        let named = self.known(std::slice::from_ref(place)).into_iter();
        let named = named.filter_map(|(_, schema)| schema.get("properties")?.as_object());
        named.flat_map(Map::keys).cloned().collect()
    }

    /// The schemas of places with those of `allOf` and of all choices.
    fn known(&self, places: &[Place]) -> Vec<(Place, &Map<String, Value>)> {
        let mut known: Vec<(Place, &Map<String, Value>)> = Vec::new();
        for place in places {
            // As many turns as the longest choice has branches, within reason.
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

    /// Keeps of a value what the schemas know by name; where none names members, everything.
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

/// Where a reference in a document leads.
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

/// Reads a TOML file as JSON; none if there is no such file.
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
