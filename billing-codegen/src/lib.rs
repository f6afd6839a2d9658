//! Turns a folder of draft-4 JSON Schemas and an `api.toml` into a typed billing API client.

mod emit;
pub mod endpoint;
#[cfg(feature = "mock")]
pub mod mock;
pub mod model;
pub mod report;
mod rust;
pub mod schema;
pub mod source;
