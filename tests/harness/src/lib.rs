//! What the tests of several crates stand on: Cargo without a network, and a process for one test alone.

mod alone;
pub mod corpus;
mod offline;

pub use alone::alone;
pub use offline::offline;
