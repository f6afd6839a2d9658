//! Tests of the generator from outside: what it reads, what it says, what it writes.

#[cfg(feature = "cli")]
mod command;
mod corpus;
mod crates;
mod diagnostics;
mod editor;
mod faults;
mod golden;
mod hostile;
mod input;
mod keywords;
mod memory;
mod mutations;
mod output;
mod scaling;
mod scratch;
mod words;
