//! Uses words with a meaning in Rust wherever a schema or an `api.toml` can have one. The generated code compiles
//! without warnings in each edition that has `async`.

mod api;
mod crates;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use crates::Crates;

/// Returns every word: the list, the exports of the runtime, and the identifiers in the root of generated code.
fn words() -> BTreeSet<String> {
    let list = fs::read_to_string("tests/words/list.txt").unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let mut words: BTreeSet<String> = lines
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect();
    identifiers(Path::new("../billing-runtime/src/lib.rs"), &mut words);
    for file in [
        "shop/expected/mod.rs",
        "shop/expected/auth.rs",
        "ledger/expected/accounts.rs",
    ] {
        identifiers(&Path::new("tests/golden").join(file), &mut words);
    }
    assert!(words.len() >= 500, "{}", words.len());
    words
}

/// Returns the words that could conflict with an item in the root of an API.
fn of_the_root() -> BTreeSet<String> {
    let mut words: BTreeSet<String> =
        "abstract async gen r#try type self super crate str u8 bool core std alloc"
            .split(' ')
            .map(|word| word.trim_start_matches("r#").to_owned())
            .collect();
    identifiers(Path::new("tests/golden/shop/expected/mod.rs"), &mut words);
    rust_files(
        Path::new("../billing-macros/tests/golden/credential"),
        &mut |file| identifiers(file, &mut words),
    );
    words
}

fn rust_files(folder: &Path, each: &mut impl FnMut(&Path)) {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            rust_files(&path, each);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            each(&path);
        }
    }
}

fn identifiers(file: &Path, words: &mut BTreeSet<String>) {
    let text = fs::read_to_string(file).unwrap();
    let tokens: TokenStream = text.parse().unwrap_or_default();
    collect(tokens, words);
}

fn collect(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string().trim_start_matches("r#").to_owned());
            }
            TokenTree::Group(group) => collect(group.stream(), words),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn every_word_can_be_a_name_of_everything() {
    let words: Vec<String> = words().into_iter().collect();
    let mut crates = Crates::new("words");
    crates.types("members", &api::members(&words));
    crates.types("required", &api::required(&words));
    crates.types("definitions", &api::definitions(&words));
    crates.types("values", &api::values(&words));
    crates.types("choices", &api::choices(&words));
    let names = api::names(&words);
    crates.api("resources", &api::resources(&names, &words));
    crates.api("operations", &api::operations(&names, &words));
    let root: Vec<String> = of_the_root().into_iter().collect();
    let root = api::names(&root);
    crates.api("credentials", &api::credentials(&root));
    for (index, name) in root.iter().enumerate().step_by(9) {
        crates.api(&format!("api_{index}"), &api::called(name));
    }
    crates.compile();
}

/// Strings with characters that are invisible, that literals cannot contain, or that end a comment, string or format.
const HIDDEN: [&str; 20] = [
    "\u{202e}b",
    "a\u{2066}",
    "\u{202a}\"#",
    "\u{200b}",
    "a\u{200d}b",
    "\u{feff}x",
    "\u{2028}",
    "a\u{2029}b",
    "\r",
    "a\r\nb",
    "\u{0}",
    "a\u{7f}",
    "\u{9b}31m",
    "\\\u{202d}",
    "\u{e0041}",
    "\"##",
    "*/ /*",
    "\u{61c}'",
    "`{}`",
    "\u{1}0\u{1}",
];

#[test]
fn hidden_characters_can_stand_in_every_text() {
    let texts: Vec<String> = HIDDEN.map(str::to_owned).into();
    let mut crates = Crates::new("texts");
    crates.types("members", &api::members(&texts));
    crates.types("required", &api::required(&texts));
    crates.types("values", &api::values(&texts));
    crates.types("choices", &api::choices(&texts));
    crates.types("described", &api::described(&texts));
    for (index, text) in texts.iter().enumerate() {
        crates.api(&format!("api_{index}"), &api::saying(text));
    }
    crates.compile();
    let shown = |c: char| {
        c == '\n' || !c.is_control() && !"\u{202e}\u{2066}\u{202a}\u{200b}\u{200d}\u{feff}\u{2028}\u{2029}\u{202d}\u{e0041}\u{61c}".contains(c)
    };
    for (file, text) in crates.files() {
        let hidden = text.lines().find(|line| !line.chars().all(shown));
        assert_eq!(hidden, None, "{file}");
    }
}
