//! Reads a platform's hyper-schema and makes documents from its `example` values.

use std::path::Path;

use billing_codegen::source::Input;
use serde_json::{Map, Value};

use crate::corpus::{self, Case, Document};

/// How far references are followed: examples of records that contain each other would be infinite.
const DEPTH: usize = 12;

/// Returns one case whose documents match one definition each. Documents that another validator refuses are left
/// out, since an example may break its own schema.
pub(crate) fn case(path: &Path) -> Result<Case, String> {
    let schema = corpus::text(path)?;
    let root = corpus::value(&schema)?;
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft4)
        // An annotation in draft 4.
        .should_validate_formats(false)
        .build(&root)
        .map_err(|error| error.to_string())?;
    let mut documents = Vec::new();
    for (name, property) in root["properties"].as_object().into_iter().flatten() {
        let Some(example) = example(&root, property, DEPTH) else {
            continue;
        };
        let document = Value::Object(Map::from_iter([(name.clone(), example)]));
        if validator.is_valid(&document) {
            documents.push(Document {
                name: name.clone(),
                text: document.to_string(),
                valid: true,
            });
        }
    }
    Ok(Case {
        name: "heroku".into(),
        input: Input::Schema(path.into()),
        schema,
        formats: Vec::new(),
        maps: Vec::new(),
        documents,
    })
}

/// Returns the example of a schema, or one made from the examples of its parts.
fn example(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if let Some(example) = schema.get("example") {
        return Some(example.clone());
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return example(root, root.pointer(reference.strip_prefix('#')?)?, depth);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let members = properties
            .iter()
            .filter_map(|(name, property)| Some((name.clone(), example(root, property, depth)?)));
        return Some(Value::Object(members.collect()));
    }
    if let Some(items) = schema.get("items") {
        return Some(Value::Array(vec![example(root, items, depth)?]));
    }
    let mut choices = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|name| schema.get(name)?.get(0));
    example(root, choices.next()?, depth)
}
