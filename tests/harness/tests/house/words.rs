//! Checks that words that the glossary in ARCHITECTURE retired are not used again.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use super::files::{text, under};
use super::{crates, root};

/// A row of the glossary.
struct Row {
    /// The suffixes of the names of the crates that it applies to; empty for all crates.
    of: Vec<String>,
    /// Retired identifiers.
    words: Vec<String>,
    /// Retired phrases of prose.
    phrases: Vec<String>,
}

/// Returns the rows of the table, whose last column lists retired words in backticks and retired phrases in quotes.
fn rows() -> Vec<Row> {
    let text = text("ARCHITECTURE.md");
    let (_, glossary) = text
        .split_once("## Glossary")
        .expect("ARCHITECTURE has a glossary");
    let glossary = glossary.split("\n## ").next().unwrap_or_default();
    let rows = glossary.lines().filter(|line| line.starts_with("| "));
    let rows = rows.skip(1).map(|line| {
        let columns: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, _, _, of, given_up] = columns.as_slice() else {
            panic!("five columns: {line}");
        };
        let inside = |mark: char| given_up.split(mark).skip(1).step_by(2).map(str::to_owned);
        Row {
            of: of
                .split(", ")
                .filter(|of| *of != "all")
                .map(str::to_owned)
                .collect(),
            words: inside('`').collect(),
            phrases: inside('"').collect(),
        }
    });
    rows.collect()
}

/// Collects the identifiers in code, including those inside macros.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                found.insert(word.to_string());
            }
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Returns the code of a file without its documentation, which the parser reads as attributes.
fn code(text: &str) -> TokenStream {
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("///") && !line.starts_with("//!")
    });
    let lines: Vec<&str> = lines.collect();
    lines.join("\n").parse().unwrap_or_default()
}

/// Returns the documentation of a file on one line.
fn prose(path: &str, text: &str) -> String {
    if path.ends_with(".md") {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let comments = text.lines().filter_map(|line| {
        let (_, comment) = line.split_once("//")?;
        Some(comment.trim_start_matches(['/', '!', ' ']))
    });
    comments.collect::<Vec<_>>().join(" ")
}

#[test]
fn words_that_were_given_up_do_not_come_back() {
    let rows = rows();
    let count = |list: fn(&Row) -> usize| rows.iter().map(list).sum::<usize>();
    assert!(count(|row| row.words.len()) > 60 && count(|row| row.phrases.len()) > 4);
    let mut found = Vec::new();
    for name in crates() {
        let mut by_file = BTreeMap::new();
        for file in under(&format!("{name}/src"), "rs") {
            let text = text(&file);
            let mut words = BTreeSet::new();
            identifiers(code(&text), &mut words);
            by_file.insert(file, (words, prose("", &text)));
        }
        for row in rows
            .iter()
            .filter(|row| row.of.is_empty() || row.of.iter().any(|of| name.ends_with(of.as_str())))
        {
            for (file, (words, prose)) in &by_file {
                let again = row.words.iter().filter(|word| words.contains(*word));
                found.extend(again.map(|word| format!("{file}: `{word}`")));
                let again = row.phrases.iter().filter(|phrase| prose.contains(*phrase));
                found.extend(again.map(|phrase| format!("{file}: \"{phrase}\"")));
            }
        }
    }
    for file in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let prose = prose(file, &text(file));
        for row in &rows {
            // A word that one crate retired may be valid in another; words retired for all crates are valid nowhere.
            // The changelog may name retired words.
            let is_named = row.of.is_empty() && file != "CHANGELOG.md";
            let words = row.words.iter().filter(|_| is_named);
            let words = words.filter(|word| prose.contains(&format!("`{word}`")));
            found.extend(words.map(|word| format!("{file}: `{word}`")));
            let phrases = row.phrases.iter().filter(|phrase| prose.contains(*phrase));
            found.extend(phrases.map(|phrase| format!("{file}: \"{phrase}\"")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn words_are_found_in_code_and_phrases_in_prose() {
    let text = "/// Turns\n/// pages of `Course`.\nfn f() { vec![Course::new(\"Way\")]; }\n";
    let mut words = BTreeSet::new();
    identifiers(code(text), &mut words);
    assert!(words.contains("Course") && !words.contains("Way"));
    assert!(prose("a.rs", text).contains("Turns pages"));
    assert!(root().join("ARCHITECTURE.md").exists());
}
