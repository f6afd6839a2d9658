//! Generates code from real schemas, the draft-4 test suite and random schemas, compiles it,
//! and counts how it treats documents.

pub mod common;
pub mod corpus;
pub mod cpu;
pub mod draft7;
mod driver;
pub mod engine;
pub mod exact;
pub mod generate;
mod heroku;
pub mod random;
pub mod report;
pub mod scratch;
pub mod share;
pub mod table;
pub mod typify;
