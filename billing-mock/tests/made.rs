//! Makes responses from real schemas and those of the draft-4 test suite; skipped if the data is missing.

use std::fs;
use std::path::PathBuf;

use billing_harness::corpus::{folder, schemastore};
use billing_mock::Mock;
use serde_json::Value;

use super::send;

const API: &str = r#"
[api]
name = "made"
base_url = "https://made.example"
auth = "none"

[endpoints.it.make]
get = "/it"
effect = "read"
returns = { plain = "schema.json" }
"#;

/// A folder that is removed after its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("billing-made-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("api.toml"), API).unwrap();
        Self(folder)
    }

    /// Requests a response made from a schema; returns its status and body, or an error if the schema is refused.
    fn make(&self, schema: &[u8]) -> Result<(u16, String), String> {
        fs::write(self.0.join("schema.json"), schema).unwrap();
        let mock = Mock::open(&self.0).map_err(|error| error.to_string())?;
        let (status, _, body) = send(&mock.start().unwrap(), "GET /it", "", "");
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn of_real_schemas() {
    let Some(schemas) = schemastore() else { return };
    let scratch = Folder::new("real");
    let mut failed = Vec::new();
    for (name, schema) in schemas {
        match scratch.make(&schema) {
            Ok((200, _)) => {}
            Ok((status, body)) => failed.push(format!("{name}: {status} {body}")),
            Err(error) => failed.push(format!("{name}: {error}")),
        }
    }
    assert!(
        failed.is_empty(),
        "{} were not made: {failed:#?}",
        failed.len()
    );
}

/// Schemas that no value or only an infinite value matches are reported quickly.
#[test]
fn what_cannot_be_made_is_told() {
    let scratch = Folder::new("none");
    let endless = br##"{
        "type": "object", "required": ["a", "b", "c"],
        "properties": { "a": { "$ref": "#" }, "b": { "$ref": "#" }, "c": { "type": "array", "minItems": 9, "items": { "$ref": "#" } } }
    }"##;
    let (status, body) = scratch.make(endless).unwrap();
    assert!(
        status == 500 && body.contains(r#".on(\"it.make\", …)"#),
        "{body}"
    );
    let lookahead = br#"{ "type": "string", "pattern": "^(?=a)(?!ab)[a-c]{7}$" }"#;
    let (status, body) = scratch.make(lookahead).unwrap();
    assert!(status == 500 && body.contains("reply"), "{body}");
}

#[test]
fn of_the_test_suite() {
    let Some(suite) = folder("suite") else { return };
    let scratch = Folder::new("suite");
    let mut failed = Vec::new();
    let mut files: Vec<_> = fs::read_dir(suite)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    for file in files {
        let groups: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        for group in groups.as_array().unwrap() {
            let valid = group["tests"]
                .as_array()
                .unwrap()
                .iter()
                .any(|t| t["valid"] == true);
            match scratch.make(group["schema"].to_string().as_bytes()) {
                Ok((status, body)) if valid && status != 200 => {
                    failed.push(format!("{}: {status} {body}", group["description"]))
                }
                _ => {}
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} were not made: {failed:#?}",
        failed.len()
    );
}
