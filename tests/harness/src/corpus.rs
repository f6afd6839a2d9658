//! Finds real schemas and the draft-4 test suite, for crates at the root of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

const CORPUS: &str = "../../shared/corpus/draft4";

/// Returns a folder of the corpus; prints a message and returns `None` if it does not exist.
pub fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(CORPUS).join(name);
    if !path.is_dir() {
        eprintln!("skipped: {} does not exist", path.display());
        return None;
    }
    Some(path)
}

/// Returns every schema of SchemaStore by its name.
pub fn schemastore() -> Option<Vec<(String, Vec<u8>)>> {
    let entries = fs::read_dir(folder("schemastore")?).unwrap();
    let mut schemas: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path().join("schema.json")).unwrap())
        })
        .collect();
    schemas.sort();
    Some(schemas)
}
