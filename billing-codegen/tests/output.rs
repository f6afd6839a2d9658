//! The files that `generate` may change in a folder, and those that remain after it is killed.

mod kills;
mod owner;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use billing_codegen::{Generator, SourceTree};

use crate::scratch::Scratch;

const MANIFEST: &str = "billing-codegen.manifest";

/// Returns the generated tree of an API called `name` with a list for each resource.
fn api(folder: &Scratch, at: &str, name: &str, resources: &[&str]) -> SourceTree {
    folder.write(&format!("{at}/api.toml"), toml(name, resources));
    Generator::new(folder.path().join(at)).generate().unwrap()
}

fn toml(name: &str, resources: &[&str]) -> String {
    let mut text = format!("[api]\nname = \"{name}\"\nbase_url = \"https://api.example.com\"\n");
    for resource in resources {
        text.push_str(&format!(
            "[endpoints.{resource}.get]\nget = \"/{resource}\"\neffect = \"read\"\nreturns = {{ plain = {{ type = \"string\" }} }}\n"
        ));
    }
    text
}

/// Returns every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            found.insert(name, fs::read(&path).unwrap_or_default());
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}
