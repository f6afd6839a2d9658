//! The invariants of the architecture that the compiler does not keep.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

/// The code of a stage, without comments and tests.
fn code(stage: &str) -> Vec<(PathBuf, String)> {
    let mut files = vec![Path::new("src").join(format!("{stage}.rs"))];
    sources(&Path::new("src").join(stage), &mut files);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let text = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .to_owned();
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        (path, lines.join("\n"))
    };
    files.into_iter().map(read).collect()
}

fn assert_free_of(stages: &[&str], words: &[&str]) {
    for stage in stages {
        for (path, text) in code(stage) {
            for word in words {
                assert!(!text.contains(word), "{} contains `{word}`", path.display());
            }
        }
    }
}

#[test]
fn the_model_knows_no_rust() {
    assert_free_of(
        &["model"],
        &[
            "quote",
            "proc_macro2",
            "syn::",
            "heck::",
            "crate::rust",
            "crate::emit",
        ],
    );
}

#[test]
fn emitters_decide_nothing() {
    assert_free_of(
        &["emit"],
        &[
            "crate::model",
            "crate::schema",
            "crate::definition",
            "heck::",
        ],
    );
}

#[test]
fn only_source_and_output_touch_the_file_system() {
    let between = [
        "schema",
        "definition",
        "read",
        "model",
        "rust",
        "emit",
        "report",
    ];
    assert_free_of(
        &between,
        &["std::fs", "fs::read", "File::open", "std::net", "std::env"],
    );
}
