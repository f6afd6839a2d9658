//! The token, as the documents describe it.

pub mod jwt;
