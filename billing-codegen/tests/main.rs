//! Tests the generator from outside: its input, its diagnostics and its output.

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
