//! Compares the full message of every diagnostic, one folder for each case; `BLESS=1` rewrites the expected files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use billing_codegen::report::CATALOGUE;
use billing_codegen::source::Input;

const FOLDER: &str = "tests/diagnostics";

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).expect("the cases are part of the package");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// Returns the diagnostics of the generator for a folder.
fn said(folder: &Path) -> String {
    match billing_codegen::resolve(&Input::Folder(folder.to_owned()), &[]) {
        Ok(read) => read.warnings.to_string(),
        Err(report) => report.to_string(),
    }
}

#[test]
fn every_case_reads_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let said = said(&case);
        let file = case.join("expected.txt");
        if bless {
            fs::write(&file, &said).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if said != expected.replace("\r\n", "\n") {
            wrong.push(format!("{}:\n{said}", case.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "BLESS=1 rewrites; not as expected:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_case_says_nothing_and_none_names_a_path_of_this_machine() {
    let here = std::env::current_dir().unwrap();
    for case in cases() {
        let said = said(&case);
        assert!(
            said.contains("error[") || said.contains("warning["),
            "{}: {said}",
            case.display()
        );
        assert!(!said.contains(here.to_str().unwrap()), "{said}");
        assert!(!said.contains('\\'), "{said}");
    }
}

/// Codes that no folder of a repository can show, and the reason; `input.rs` and `faults.rs` test them.
const WITHOUT_A_CASE: [(&str, &str); 4] = [
    ("output", "it is about what is written, not about an input"),
    ("too-large", "it takes a file of 32 MiB"),
    (
        "typify",
        "it needs a feature, with which `typify.rs` has it",
    ),
    ("unreadable-file", "repositories do not keep permissions"),
];

#[test]
fn every_code_has_a_case_of_its_name() {
    let mut own = BTreeSet::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let known = CATALOGUE.iter().any(|(code, _)| code.text() == name);
        if known {
            let said = said(&case);
            assert!(said.contains(&format!("[{name}]")), "{name}: {said}");
            own.insert(name);
        }
    }
    let codes = CATALOGUE.iter().map(|(code, _)| code.text());
    let without = |code: &str| WITHOUT_A_CASE.iter().any(|(known, _)| *known == code);
    for code in codes {
        assert_ne!(own.contains(code), without(code), "{code}");
    }
    for (code, reason) in WITHOUT_A_CASE {
        let known = CATALOGUE.iter().any(|(known, _)| known.text() == code);
        assert!(known && !reason.is_empty(), "{code} is no code");
    }
}

#[test]
fn every_code_has_a_paragraph() {
    for (code, paragraph) in CATALOGUE {
        let plain = !paragraph.contains(['\n', '\t']) && !paragraph.contains("  ");
        assert!(paragraph.len() > 40 && plain, "{code}: {paragraph}");
        assert!(paragraph.ends_with('.'), "{code}: {paragraph}");
    }
}

#[test]
fn debug_prints_what_display_prints() {
    let report = billing_codegen::Generator::new("tests/diagnostics/several-at-once").generate();
    let report = report.unwrap_err();
    assert_eq!(format!("{report:?}").trim_start(), report.to_string());
    assert!(report.errors() >= 6, "{report}");
}
