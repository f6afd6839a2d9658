//! `billing-codegen schema`: prints the JSON Schema of `api.toml`.

use super::{Failure, print};

/// The JSON Schema of `api.toml`; a test compares it with what the reader accepts and refuses.
const SCHEMA: &str = include_str!("api.schema.json");

pub(super) fn run() -> Result<(), Failure> {
    print(SCHEMA)
}
