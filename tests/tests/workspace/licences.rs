//! Under which licences dependencies come, from where, and in how many versions.

use std::collections::{BTreeMap, BTreeSet};

use super::cargo;

/// Licences that ask for no more than their text to go along.
const ALLOWED: [&str; 13] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an expression of SPDX lets us choose allowed licences only: `AND` binds closer than `OR`,
/// for which old manifests write `/`.
fn is_allowed(expression: &str) -> bool {
    if ALLOWED.contains(&expression) {
        return true;
    }
    for operator in [" OR ", "/", " AND "] {
        let parts = split(expression, operator);
        if parts.len() > 1 {
            let mut parts = parts.into_iter();
            return match operator {
                " AND " => parts.all(is_allowed),
                _ => parts.any(is_allowed),
            };
        }
    }
    let inner = expression
        .strip_prefix('(')
        .and_then(|e| e.strip_suffix(')'));
    inner.is_some_and(is_allowed)
}

/// Splits at an operator that stands in no parentheses.
fn split<'e>(expression: &'e str, operator: &str) -> Vec<&'e str> {
    let (mut parts, mut begin, mut depth) = (Vec::new(), 0, 0);
    for (at, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && at >= begin && expression[at..].starts_with(operator) => {
                parts.push(&expression[begin..at]);
                begin = at + operator.len();
            }
            _ => {}
        }
    }
    parts.push(&expression[begin..]);
    parts
}

#[test]
fn expressions_of_licences_are_read() {
    for (expression, allowed) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0", false),
        ("", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-2.0", false),
        ("ISC AND (GPL-2.0 OR ISC) AND MIT", true),
        ("MIT OR GPL-2.0 AND ISC", true),
    ] {
        assert_eq!(is_allowed(expression), allowed, "{expression}");
    }
}

/// Each package of the workspace's tree on this machine: name, version, where from, licence.
fn packages() -> Option<BTreeSet<(String, String, String)>> {
    let form = ["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"];
    let edges = [
        "tree",
        "--workspace",
        "--all-features",
        "--edges",
        "normal,build,dev",
    ];
    let lines = cargo(&[&edges[..], &form].concat())?;
    let read = |line: &str| {
        let (package, licence) = line.split_once('|').unwrap();
        let (name, version) = package.split_once(' ').unwrap();
        (name.to_owned(), version.to_owned(), licence.to_owned())
    };
    Some(
        lines
            .lines()
            .filter(|line| !line.is_empty())
            .map(read)
            .collect(),
    )
}

#[test]
fn licences_are_permissive_and_nothing_comes_from_elsewhere_than_crates_io() {
    let Some(packages) = packages() else { return };
    assert!(packages.len() > 100);
    for (name, version, licence) in packages {
        assert!(is_allowed(&licence), "{name} {version}: `{licence}`");
        // Cargo names the source of what comes from a repository or another registry.
        let from = version.replace("(proc-macro)", "");
        assert!(
            from.contains("(/") || !from.contains('('),
            "{name} {version}"
        );
    }
}

/// What a program compiles twice, it waits for twice.
#[test]
fn a_client_compiles_next_to_nothing_in_two_versions() {
    let form = ["--prefix", "none", "--format", "{p}", "--edges", "normal"];
    let Some(lines) = cargo(&[&["tree", "-p", "billing-runtime"], &form[..]].concat()) else {
        return;
    };
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in lines.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            versions.entry(name).or_default().insert(version);
        }
    }
    let twice: Vec<_> = versions.iter().filter(|(_, v)| v.len() > 1).collect();
    let names: Vec<_> = twice.iter().map(|(name, _)| **name).collect();
    // The derives of others still stand on syn 2; aws-lc-rs and webpki each bring a tiny `untrusted`.
    assert_eq!(names, ["syn", "untrusted"], "{twice:?}");
}
