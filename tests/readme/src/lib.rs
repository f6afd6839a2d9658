//! The examples of the README, each of them a test.
//!
//! Blocks marked `rust` are compiled and run as documentation tests; the tests beside this crate
//! hold the other blocks against the files that they quote.

#![doc = include_str!("../README.md")]
