//! Tests of the generator from outside: what it reads, what it says, what it writes.

#[cfg(feature = "cli")]
mod command;
mod corpus;
mod crates;
mod diagnostics;
mod faults;
mod input;
mod mutations;
mod scratch;
