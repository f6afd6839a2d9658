//! Lists and reads the files of the workspace.

use std::fs;
use std::path::Path;

use super::root;

/// Returns all files with this ending below a folder, as paths below the root with forward slashes.
pub fn under(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = match folder.is_empty() {
                true => name.clone(),
                false => format!("{folder}/{name}"),
            };
            if entry.file_type().unwrap().is_dir() {
                let skipped = ["target", "node_modules", "corpus"].contains(&name.as_str());
                if !skipped && !name.starts_with('.') {
                    open.push(path);
                }
            } else if Path::new(&name)
                .extension()
                .is_some_and(|own| own == ending)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Returns the content of a file below the root.
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}
