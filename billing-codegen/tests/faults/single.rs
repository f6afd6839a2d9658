//! One mistake, one error: misspells each key and each word of whole folders in turn.

use super::*;

/// Returns the strings of a line that are one word or a reference, with their positions.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (index, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let is_word = c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match (is_word, start) {
            (true, None) => start = Some(index),
            (false, Some(from)) => {
                found.push((from, index));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Leaves out one letter of each word of an `api.toml` in turn, then doubles its last one, and reads the
/// folder.
fn misspell(folder: &str, wrong: &mut Vec<String>) -> usize {
    let scratch = Scratch::new("single");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        scratch.write(&name, &text);
        files.push((name, text));
    }
    let mut count = 0;
    // If the name of a schema is misspelled, each reference to it is reported.
    for (name, text) in files.iter().filter(|(name, _)| name == "api.toml") {
        let shorter =
            |(cut, _): &(usize, usize)| (*cut, format!("{}{}", &text[..*cut], &text[*cut + 1..]));
        let longer =
            |(_, end): &(usize, usize)| (*end, format!("{}{}", &text[..*end], &text[*end - 1..]));
        let places = places(text);
        let changes = places.iter().map(shorter).chain(places.iter().map(longer));
        for (cut, changed) in changes {
            scratch.write(name, &changed);
            count += 1;
            let input = Input::Folder(scratch.path().to_owned());
            if let Err(report) = billing_codegen::resolve(&input, &[])
                && report.errors() != 1
            {
                let line = changed[cut - 1..].lines().next().unwrap_or_default();
                wrong.push(format!("{folder}/{name}: …{line}\n{report}"));
            }
        }
        scratch.write(name, text);
    }
    count
}

/// Returns the positions where a letter can be left out or added so that the word has another meaning.
fn places(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        for (from, to) in words(line).into_iter().filter(|_| !line.starts_with('#')) {
            // A misspelled table name that occurs several times splits one table into two.
            let name = line.starts_with('[') && line[..from].contains('.');
            // Numbers and short words have another meaning with one letter less.
            let word = &line[from..to];
            let short = to - from < 4 || word.starts_with(|c: char| c.is_ascii_digit());
            if !name && !short {
                found.push((at + from + 2, at + to));
            }
        }
        at += line.len();
    }
    found
}

#[test]
fn a_misspelt_word_is_one_error() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in [
        "tests/golden/ledger/input",
        "tests/golden/reconcile/input",
        "tests/golden/shop/input",
        "tests/golden/keys/input",
        "tests/golden/renamed/input",
        "../schemas/billbora",
    ] {
        count += misspell(folder, &mut wrong);
    }
    assert!(count > 800, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Mistakes of more than one letter, each as a change of `ledger` or `shop`.
#[test]
fn one_mistake_in_several_places_is_one_error() {
    for (folder, changes) in [
        (
            "ledger",
            &[(
                "returns = { list = \"account.json\" }",
                "returns = { many = \"account.json\" }",
            )][..],
        ),
        (
            "ledger",
            &[(
                "key = \"{token}\"",
                "key = \"{tokn}\"\ndefaults = { token = \"x\" }",
            )],
        ),
        (
            "ledger",
            &[
                (
                    "[paging]",
                    "[server.s]\nbase_url = \"https://www.example.com\"\n\n[paging]",
                ),
                (
                    "get = \"/statement\"",
                    "get = \"/statement\"\nserver = \"s\"",
                ),
            ],
        ),
        (
            "ledger",
            &[(
                "[paging]\nkind = \"page\"\n",
                "[pagin]\nkind = \"page\"\n[pagng]\n",
            )],
        ),
        (
            "reconcile",
            &[
                ("[endpoints.accounts.close]", "[endpoint.accounts.close]"),
                ("[endpoints.accounts.create]", "[endpoins.accounts.create]"),
            ],
        ),
        (
            "shop",
            &[("[auth.", "[auht."), ("[auht.session]", "[atuh.session]")],
        ),
    ] {
        let folder = format!("tests/golden/{folder}/input");
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let mut text = fs::read_to_string(path).unwrap();
            if name == "api.toml" {
                for (from, to) in changes {
                    assert!(text.contains(from), "{from}");
                    text = text.replace(from, to);
                }
            }
            files.push((name, text.into_bytes()));
        }
        let report = billing_codegen::resolve(&Input::Memory(files), &[]).unwrap_err();
        assert_eq!(report.errors(), 1, "{changes:?}\n{report}");
    }
}
