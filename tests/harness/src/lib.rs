//! Helpers for the tests of several crates: Cargo without a network, separate processes, and the corpus.

mod alone;
pub mod corpus;
mod offline;

pub use alone::alone;
pub use offline::offline;
