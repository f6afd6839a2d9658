//! What the parts may know of each other, as ARCHITECTURE.md says it.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file under `src` with its text, test modules left out.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut open = vec![PathBuf::from("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                let lines = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                files.push((name(&path), lines.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    files.sort();
    files
}

fn name(path: &Path) -> String {
    let parts = path
        .components()
        .skip(1)
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn inside(name: &str, parts: &[&str]) -> bool {
    parts
        .iter()
        .any(|part| name == format!("{part}.rs") || name.starts_with(&format!("{part}/")))
}

#[test]
fn only_source_and_output_touch_the_file_system() {
    for (name, text) in sources() {
        // The command and the mock server are programs of their own around the library.
        if inside(&name, &["source", "output", "cli", "mock"]) {
            continue;
        }
        for word in ["std::fs", "fs::", "File::"] {
            assert!(
                !text.contains(&format!(" {word}")) && !text.contains(&format!("({word}")),
                "{name}: {word}"
            );
        }
    }
}

#[test]
fn the_model_knows_no_rust() {
    for (name, text) in sources() {
        if inside(&name, &["source", "schema", "model"]) {
            for word in [
                "quote::",
                "proc_macro2::",
                "syn::",
                "heck::",
                "prettyplease",
                "crate::rust",
                "crate::emit",
            ] {
                assert!(!text.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn each_step_knows_only_those_before_it() {
    let steps = [
        "source",
        "schema",
        "definition",
        "read",
        "model",
        "rust",
        "emit",
        "output",
    ];
    for (name, text) in sources() {
        let Some(own) = steps.iter().position(|step| inside(&name, &[step])) else {
            continue;
        };
        // Nothing after `read` learns which reader ran.
        let reader = steps[own + 1..].iter().chain(&["read"]);
        for later in reader.filter(|step| **step != steps[own]) {
            assert!(
                !text.contains(&format!("crate::{later}::")),
                "{name} uses {later}"
            );
        }
    }
}
