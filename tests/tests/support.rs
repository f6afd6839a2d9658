//! What the tests share.

pub mod answers;
pub mod bodies;
pub mod client;
pub mod folder;
pub mod json;
pub mod random;
pub mod schemas;
