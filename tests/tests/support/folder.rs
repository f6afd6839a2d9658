//! Where test data is: in the repository, and beside it.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this crate.
pub fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A body of the repository's own, as `clients.get.response`.
pub fn fixture(name: &str) -> String {
    let path = crate_folder().join(format!("fixtures/billingo/{name}.json"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All bodies of the repository's own: their names and texts.
pub fn fixtures() -> Vec<(String, String)> {
    bodies(&crate_folder().join("fixtures/billingo"))
}

/// The samples beside the repository, which not every checkout has; says so where they are missing.
pub fn samples(folder: &str) -> Option<Vec<(String, String)>> {
    let path = crate_folder()
        .join("../../shared/facts/samples")
        .join(folder);
    if !path.is_dir() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(bodies(&path))
}

fn bodies(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| (stem(&path), fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// An empty folder of this name for a test to work in, below the target folder.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Copies the files of a folder, not those below it.
pub fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
