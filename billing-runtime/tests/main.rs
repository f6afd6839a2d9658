//! The crate from the outside: the wire layer, and the client where its feature is on.
// Most of its calls are signed.
#[cfg(all(
    feature = "client",
    any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")
))]
mod client;
#[cfg(feature = "client")]
mod session;
mod wire;
