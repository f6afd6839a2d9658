//! Rules of the house that no compiler keeps, held against the sources and the documents.

mod circles;
mod modules;
mod paths;

use std::path::PathBuf;

/// The crates that the rules hold for.
const CRATES: [&str; 4] = [
    "billing-codegen",
    "billing-macros",
    "billing-pattern",
    "billing-runtime",
];

/// Returns the root of the workspace.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
