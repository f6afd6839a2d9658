//! Checks project rules that the compiler cannot enforce against the sources and the documents.

mod circles;
mod documents;
mod faults;
mod files;
mod layers;
mod modules;
mod paths;
mod pins;
mod surface;
mod words;

use std::fs;
use std::path::PathBuf;

/// Returns the folders of the published crates, which the rules apply to.
fn crates() -> Vec<String> {
    let entries = fs::read_dir(root()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name.starts_with("billing-"));
    let mut names: Vec<String> = names
        .filter(|name| root().join(name).join("src/lib.rs").exists())
        .collect();
    names.sort();
    assert!(names.len() >= 4, "{names:?}");
    names
}

/// Returns the root of the workspace.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
