//! Reads the input folder: files become documents, documents become trees.

pub(crate) mod node;
pub(crate) mod origin;

pub use node::{Json, Member, Node};
pub use origin::{FileId, Origin, Sited, Span};
