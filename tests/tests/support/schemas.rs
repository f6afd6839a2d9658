//! The draft-4 files as they are, asked through a validator that the project does not use to check requests.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};
use toml::Table;

/// Billingo's files.
pub struct Schemas {
    documents: BTreeMap<String, Value>,
    api: Table,
}

impl Schemas {
    /// Reads the files, once.
    pub fn get() -> &'static Self {
        static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
        SCHEMAS.get_or_init(|| {
            let folder = billingo_mock::folder();
            let mut documents = BTreeMap::new();
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|e| e == "json") {
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    let text = std::fs::read(&path).unwrap();
                    documents.insert(name, serde_json::from_slice(&text).unwrap());
                }
            }
            let api = std::fs::read_to_string(folder.join("api.toml")).unwrap();
            let api = api.parse().unwrap();
            Self { documents, api }
        })
    }

    /// The names of all operations of `api.toml`, as `clients.list`.
    pub fn operations(&self) -> Vec<String> {
        let resources = self.api["endpoints"].as_table().unwrap();
        let names = resources.iter().flat_map(|(resource, operations)| {
            let operations = operations.as_table().unwrap().keys();
            operations.map(move |name| format!("{resource}.{name}"))
        });
        names.collect()
    }

    /// What `api.toml` says about an operation.
    pub fn operation(&self, name: &str) -> &Table {
        let (resource, operation) = name.split_once('.').unwrap();
        self.api["endpoints"][resource][operation]
            .as_table()
            .unwrap()
    }

    /// Checks a value against a schema, named as `api.toml` names it.
    pub fn check(&self, reference: &str, value: &Value) -> Result<(), String> {
        let errors: Vec<String> = self
            .validator(reference)
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if errors.is_empty() {
            return Ok(());
        }
        Err(format!("{reference}: {}", errors.join("; ")))
    }

    /// The values of a query, each of the type that its schema says.
    pub fn typed_query(&self, reference: &str, query: &[(String, String)]) -> Value {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let schema = self.documents[file].pointer(pointer).unwrap();
        let typed = query.iter().map(|(name, text)| {
            let kind = schema["properties"][name]["type"].as_str().unwrap_or("");
            let value = match kind {
                "integer" | "number" => {
                    serde_json::from_str(text).unwrap_or_else(|_| panic!("{name}={text}"))
                }
                _ => Value::from(text.as_str()),
            };
            (name.clone(), value)
        });
        Value::Object(typed.collect())
    }

    fn validator(&self, reference: &str) -> Validator {
        let uri = |name: &str| format!("test:///{name}");
        let mut registry = Registry::new().draft(Draft::Draft4);
        for (name, document) in &self.documents {
            registry = registry.add(uri(name), document.clone()).unwrap();
        }
        let registry = registry.prepare().unwrap();
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(&registry)
            .build(&json!({ "$ref": uri(reference) }))
            .unwrap()
    }
}

/// Splits a query into names and values, decoded.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Takes `%xx` out of a part of a URL; `+` stays what it is.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}
