//! Random schemas.
#![allow(missing_docs)]
pub const SCHEMAS: usize = 40;
pub struct Outcome { pub verdicts: usize, pub disagreements: Vec<String> }
pub fn batch(_seed: u64, _schemas: usize) -> Result<Outcome, String> { Err(String::new()) }
