//! Checks that tests cite the numbers in `tests/FAULTS.md`.

use std::collections::BTreeSet;
use std::fs;

use super::files::{self, under};
use super::root;

/// The numbers of one table: of faults, or of quirks with `Q`.
type Numbers = BTreeSet<String>;

/// Returns every number in the list with its row.
fn listed() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("tests/FAULTS.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rows = rows.filter_map(|row| {
        let number = row.split('|').nth(1)?.trim();
        let digits = number.trim_start_matches('Q');
        let is_number = digits.chars().all(|c| c.is_ascii_digit()) && !digits.is_empty();
        is_number.then(|| (number.to_owned(), row.to_owned()))
    });
    rows.collect()
}

/// Returns the numbers in names of tests, `e3_47_…`, `fault_47_…`, `q17_…`, and in their comments, `E3 47` and `Q17`.
fn cited(text: &str) -> Numbers {
    let mut found = Numbers::new();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let digits = |word: &str| {
        let number = word.parse::<u8>().ok().filter(|_| word.len() <= 2);
        number.map(|number| number.to_string())
    };
    for (index, word) in words.iter().enumerate() {
        let parts: Vec<&str> = word.split('_').collect();
        let group = |part: &str| matches!(part.as_bytes(), [b'e' | b'E', b'1'..=b'7']);
        let is_test = index > 0 && words[index - 1] == "fn";
        match parts.as_slice() {
            [first, number, _, ..] if is_test && (group(first) || *first == "fault") => {
                found.extend(digits(number));
            }
            [first, _, ..] if is_test && first.starts_with('q') => {
                found.extend(digits(&first[1..]).map(|number| format!("Q{number}")));
            }
            [one] if group(one) && one.starts_with('E') => {
                found.extend(words.get(index + 1).and_then(|next| digits(next)));
            }
            [one] if one.starts_with('Q') => {
                found.extend(digits(&one[1..]).map(|number| format!("Q{number}")));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn each_number_that_is_cited_is_listed_and_each_one_listed_is_cited() {
    let listed = listed();
    assert!(listed.len() > 100, "{}", listed.len());
    let mut all: Vec<(String, Numbers)> = Vec::new();
    let files = under("", "rs").into_iter();
    // These checks contain numbers themselves.
    for file in files.filter(|file| !file.starts_with("tests/harness/")) {
        let numbers = cited(&files::text(&file));
        let unknown: Vec<&String> = numbers
            .iter()
            .filter(|number| !listed.iter().any(|(known, _)| known == *number))
            .collect();
        assert!(unknown.is_empty(), "{file} cites {unknown:?}");
        all.push((file, numbers));
    }
    for (number, row) in listed {
        let place = row.split('|').nth(4).unwrap_or_default().trim();
        if row.contains("so there is no test") || row.contains("so no test") {
            assert_eq!(place, "-", "{row}");
            continue;
        }
        let folder = format!("{}/", place.trim_matches('`'));
        let mut inside = all.iter().filter(|(file, _)| file.starts_with(&folder));
        let is_cited = inside.any(|(_, numbers)| numbers.contains(&number));
        assert!(is_cited, "nothing in {folder} cites {number}");
    }
}

#[test]
fn numbers_are_read_from_names_and_comments() {
    let text = "fn e3_47_x() {} // E6 79 and Q22: E2E 5, e1_99\nfn fault_06_y() {} fn q8_z() {} let e1_20_a;";
    let expected = ["47", "79", "Q22", "6", "Q8"];
    assert_eq!(cited(text), expected.map(str::to_owned).into());
}
