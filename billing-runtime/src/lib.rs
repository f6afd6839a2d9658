//! The runtime of billing API clients, both generated and written by hand.
//!
//! Without features, this crate contains only the wire layer: types with exact numbers, checks, and bridges to serde.
//!
//! The feature `client` adds the client that calls an API. A call passes through five steps:
//!
//! 1. The `Endpoint` encodes itself into an `endpoint::request::Request`, which is checked against its rules, without I/O.
//! 2. The `Client` chooses the server and the credential, and the `Credential` signs the attempt.
//! 3. The `transport::Transport` sends the attempt once and follows no redirects.
//! 4. The client classifies the response. If the attempt failed and another one is safe, `Retry` decides when to send it.
//! 5. The client unwraps the `Envelope` and reads the data directly into its type.
//!
//! Every failure is one opaque `Error`, which tells whether anything was sent and never shows a secret.
//!
//! The root contains the names that users of generated code write. The other names are in modules:
//!
//! | module | use it to |
//! |---|---|
//! | `client` | configure a client, its retries, its clock and its events |
//! | `types` | fill and read the fields of generated structs, such as integers of any size and secrets |
//! | `pages` | read paginated lists |
//! | `error` | find out what failed, and whether the call took effect |
//! | `credential` | sign calls |
//! | `session` | sign in, and keep tokens |
//! | `testing` | test without a network |
//! | `transport` | replace or wrap the HTTP transport |
//! | `endpoint`, `wire` | write endpoints and types by hand |
//!
//! | feature | adds |
//! |---|---|
//! | `client` | endpoints, envelopes, credentials, and the HTTP transport |
//! | `tls` | HTTPS, with the root certificates of the system |
//! | `jwt-aws-lc`, `jwt-rust-crypto` | signed tokens, with one of two backends; enabling both is harmless |
//! | `seal` | encryption of token stores with a key |
//! | `store-redis` | a token store in Redis, which several workers can share |
//! | `tracing` | attempts as `tracing` spans, and events as `tracing` warnings |
//! | `tower` | `tower` layers around the transport |
//! | `fault-server` | a test server that injects faults |
//! | `stream` | `futures_core::Stream` for pages and downloads |
//! | `jiff`, `chrono`, `time`, `rust_decimal`, `schemars` | conversions to and from the types of these crates |
extern crate self as billing_runtime;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
pub mod credential;
#[cfg(feature = "client")]
mod credential_type;
#[cfg(feature = "client")]
mod download;
#[cfg(feature = "client")]
pub mod endpoint;
#[cfg(feature = "client")]
mod envelope;
#[cfg(feature = "client")]
pub mod error;
#[cfg(feature = "client")]
mod event;
#[cfg(feature = "client")]
mod fingerprint;
#[cfg(feature = "client")]
mod operation;
#[cfg(feature = "client")]
mod page_position;
#[cfg(feature = "client")]
pub mod pages;
#[cfg(feature = "client")]
mod random;
#[cfg(feature = "client")]
mod request;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod retry_after;
#[cfg(feature = "client")]
mod returns;
#[cfg(feature = "client")]
mod secret;
#[cfg(feature = "client")]
mod server;
#[cfg(feature = "client")]
pub mod session;
#[cfg(feature = "client")]
mod shown;
#[cfg(feature = "client")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
pub mod types;
pub mod wire;

#[cfg(feature = "client")]
pub use {
    billing_macros::{Credential, Endpoint, Envelope},
    client::Client,
    credential::Credential,
    endpoint::Endpoint,
    envelope::Envelope,
    error::{Error, Result},
};

pub use billing_macros::Wire;
pub use types::{Date, Decimal, Id, Record};
pub use wire::{Value, Wire};

/// The items that expansions of the derives use. They can change in any version.
#[cfg(feature = "client")]
#[doc(hidden)]
pub mod __private {
    pub use crate::credential::{Env, base_url, check, hide};
    pub use crate::endpoint::{PageNumber, Paged};
    pub use crate::envelope::{EnvelopeSpec, ErrorSpec, Literal, Success};
    pub use crate::operation::{Effect, Method, Operation};
    pub use crate::pages::PagePosition;
    pub use crate::request::Encoder;
    pub use crate::returns::Nothing;
}

/// Includes the modules that `billing_codegen::Generator::write_to_out_dir` wrote.
///
/// The argument is the name of the API in `api.toml`.
///
/// ```text
/// pub mod billingo {
///     billing_runtime::include_api!("billingo");
/// }
/// ```
#[macro_export]
macro_rules! include_api {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, "/mod.rs"));
    };
}
