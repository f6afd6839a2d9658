//! Turns a folder of draft-4 JSON Schemas and an `api.toml` into a typed billing API client.

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
