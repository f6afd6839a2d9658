//! Turns a folder of draft-4 JSON Schemas and an `api.toml` into a typed billing API client.
//!
//! A build script calls [`Generator`]. For files that are checked in, the command `billing-codegen` does the same.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), billing_codegen::Report> {
//!     billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()
//! }
//! ```
//!
//! The modules are the steps from files to code, for programs that build on one of them:
//!
//! | module | what it does |
//! |---|---|
//! | [`source`] | reads the input folder into trees that know the line of each value |
//! | [`schema`] | parses the schemas and resolves their references |
//! | [`definition`] | defines what `api.toml` says, before names are looked up |
//! | [`model`] | defines the resolved API, which [`resolve`] returns |
//! | [`output`] | writes the generated files, or compares them with the files on the disk |
//! | [`report`] | collects errors and warnings |

#[cfg(feature = "cli")]
pub mod cli;
pub mod definition;
mod emit;
mod generator;
pub mod model;
mod origin;
pub mod output;
mod pipeline;
mod read;
pub mod report;
mod rust;
pub mod schema;
pub mod source;

pub use generator::{Generator, types};
pub use output::SourceTree;
pub use pipeline::{Resolved, TypesOptions, resolve};
pub use report::Report;
