//! Compares whole expansions with files: `tests/golden/<derive>/<case>.rs` expands to `<case>.expanded.rs`.
//!
//! `BLESS=1 cargo test -p billing-macros` overwrites the files with the current expansions.
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

type Expand = fn(TokenStream) -> TokenStream;

const DERIVES: [(&str, Expand); 4] = [
    ("wire", crate::wire::expand),
    ("endpoint", crate::endpoint::expand),
    ("envelope", crate::envelope::expand),
    ("credential", crate::credential::expand),
];

fn folder(derive: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(derive)
}

/// Returns the input files, without their expansions.
fn cases(derive: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(derive)) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = paths
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(".rs") && !name.ends_with(".expanded.rs")
        })
        .collect();
    cases.sort();
    cases
}

fn printed(expand: Expand, source: &str) -> String {
    let items = syn::parse_file(source)
        .expect("a golden input parses")
        .items;
    let expanded = items.into_iter().map(|item| {
        let expanded = expand(quote::quote!(#item));
        prettyplease::unparse(&syn::parse2(expanded).expect("an expansion parses"))
    });
    expanded.collect::<Vec<_>>().join("\n")
}

#[test]
fn expansions_are_as_written_down() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for (derive, expand) in DERIVES {
        for case in cases(derive) {
            let printed = printed(expand, &fs::read_to_string(&case).unwrap());
            let golden = case.with_extension("expanded.rs");
            let lines = printed.lines().count();
            assert!(
                lines <= 150,
                "{}: one idea each, {lines} lines",
                golden.display()
            );
            if bless {
                fs::write(&golden, &printed).unwrap();
            } else if fs::read_to_string(&golden).ok().as_deref() != Some(&printed) {
                wrong.push(format!("{}:\n{printed}", golden.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "rerun with BLESS=1 if this is meant:\n{}",
        wrong.join("\n")
    );
}
