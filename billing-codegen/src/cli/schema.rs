//! `billing-codegen schema`

use super::{Failure, print};

/// The JSON Schema of `api.toml`; a test holds it against what the reader takes and refuses.
const SCHEMA: &str = include_str!("api.schema.json");

pub(super) fn run() -> Result<(), Failure> {
    print(SCHEMA)
}
