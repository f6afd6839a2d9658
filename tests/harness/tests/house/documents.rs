//! Checks that every path in the documents for contributors exists.

use super::files::{text, under};
use super::root;

const DOCUMENTS: [&str; 2] = ["ARCHITECTURE.md", "CONTRIBUTING.md"];

/// Returns whether a file or folder of the workspace has this path or a longer one that ends with it.
fn is_there(path: &str, all: &[String]) -> bool {
    let path = path.trim_end_matches('/');
    let inside = format!("/{path}/");
    all.iter().any(|file| format!("/{file}/").contains(&inside)) || root().join(path).exists()
}

/// Returns everything in backticks that looks like a path, with its line.
fn paths(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            continue;
        }
        if is_code {
            continue;
        }
        for span in line.split('`').skip(1).step_by(2) {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
            let ends = [".rs", ".md", ".toml", ".json", ".sh", ".txt"];
            let is_path = ends.iter().any(|end| span.ends_with(end)) || span.contains('/');
            let is_url = span.starts_with('/') || span.contains("//");
            if is_path && !is_url && span.chars().all(plain) && span.contains(['/', '.']) {
                found.push((number + 1, span.to_owned()));
            }
        }
        for link in line.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if !target.contains("://") && !target.is_empty() {
                found.push((number + 1, target.to_owned()));
            }
        }
    }
    found
}

/// Files of a user's folder that appear in examples.
const OF_USERS: [&str; 1] = ["customers.json"];

#[test]
fn every_path_that_is_named_is_there() {
    let mut gone = Vec::new();
    let all = ["rs", "md", "toml", "json", "sh", "txt"]
        .map(|ending| under("", ending))
        .concat();
    for document in DOCUMENTS {
        for (line, path) in paths(&text(document)) {
            if !is_there(&path, &all) && !OF_USERS.contains(&path.as_str()) {
                gone.push(format!("{document}:{line}: {path}"));
            }
        }
    }
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn paths_are_told_from_other_code() {
    let text =
        "See `src/a.rs`, `Foo::bar`, `/orders/{id}` and [here](b.md#c).\n```\n`no/path`\n```\n";
    let found: Vec<String> = paths(text).into_iter().map(|(_, path)| path).collect();
    assert_eq!(found, ["src/a.rs", "b.md"]);
}
