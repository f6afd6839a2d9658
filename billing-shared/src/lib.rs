//! What `billing-macros`, `billing-runtime` and `billing-codegen` have to agree on.
//!
//! This crate is internal: no code of a user depends on it, and it changes without notice. The other crates pin its
//! exact version, because the macros write a private text that the runtime of the same version reads
//! (see [`shape`]). It has no dependencies, so it is compiled long before any of its users.
mod hidden;
mod keyword;
pub mod percent;
pub mod shape;
mod suggest;

pub use hidden::is_hidden;
pub use keyword::{Keyword, Subject, Takes, other_draft};
pub use suggest::{distance, nearest};
