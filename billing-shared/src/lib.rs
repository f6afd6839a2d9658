//! The definitions that `billing-macros`, `billing-runtime` and `billing-codegen` share.
//!
//! This crate is internal: user code must not depend on it, because it changes without notice. The other crates pin its
//! exact version, because the macros write a private string that only the runtime of the same version can read (see
//! [`shape`]). It has no dependencies, so it is compiled long before the crates that use it.
mod hidden;
mod keyword;
pub mod percent;
pub mod shape;
mod suggest;

pub use hidden::is_hidden;
pub use keyword::{Keyword, Subject, Takes, other_draft};
pub use suggest::{distance, nearest};
