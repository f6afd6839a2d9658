//! Invalid input and its results, numbered as in the project's list of faults.

mod endpoints;
mod files;
mod keywords;
mod names;
mod references;
mod single;
mod values;

use std::fs;

use billing_codegen::output::Change;
use billing_codegen::report::Report;
use billing_codegen::schema::Dialect;
use billing_codegen::source::Input;
use billing_codegen::{Generator, SourceTree, TypesOptions};

use crate::scratch::Scratch;

const API: &str = r#"[api]
name = "demo"
base_url = "https://api.example.com"

[endpoints.clients.list]
get = "/clients"
effect = "read"
returns = { list = "client.json" }
"#;

fn folder(schema: impl AsRef<[u8]>) -> Scratch {
    let folder = Scratch::new("input");
    folder.write("api.toml", API).write("client.json", schema);
    folder
}

fn generate(folder: &Scratch) -> Result<SourceTree, Report> {
    Generator::new(folder.path()).generate()
}

fn refused(schema: impl AsRef<[u8]>) -> String {
    generate(&folder(schema)).unwrap_err().to_string()
}

fn types(schema: &str) -> Result<String, Report> {
    typed(schema, false).map(|(text, _)| text)
}

/// Returns the types of a schema and the warnings.
fn typed(schema: &str, strict: bool) -> Result<(String, Report), Report> {
    let input = Input::Memory(vec![("root.json".into(), schema.into())]);
    let options = TypesOptions {
        root: "Root".into(),
        strict,
        ..TypesOptions::default()
    };
    billing_codegen::types(&input, &options)
}

/// Asserts that a text contains these complete lines in this order.
fn has_lines(text: &str, expected: &[&str]) {
    let mut lines = text.lines().map(str::trim);
    for line in expected {
        assert!(lines.any(|found| found == *line), "{line}: {text}");
    }
}
