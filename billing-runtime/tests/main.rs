//! The crate from the outside: the wire layer, and client and stores where their features
//! are on.
#[cfg(all(feature = "client", feature = "fault-server"))]
mod canary;
// Most of its calls are signed.
#[cfg(all(
    feature = "client",
    any(feature = "jwt-aws-lc", feature = "jwt-rust-crypto")
))]
mod client;
#[cfg(feature = "client")]
mod keys;
#[cfg(feature = "fault-server")]
mod server;
#[cfg(feature = "client")]
mod session;
#[cfg(feature = "client")]
mod stores;
mod wire;
