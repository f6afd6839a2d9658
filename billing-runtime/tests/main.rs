//! The crate from the outside: the wire layer, and the client where its feature is on.
#[cfg(feature = "client")]
mod client;
mod wire;
