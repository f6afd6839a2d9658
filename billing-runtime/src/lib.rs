//! What generated and hand-written billing API clients run on.
//!
//! Without features this crate is the wire layer alone: types with exact numbers, checks, and bridges to serde.
//!
//! The feature `client` adds what calls an API. A call goes one way, and every step is a value that can be looked at:
//!
//! 1. an `Endpoint` encodes itself into a `request::Request` and is checked against its rules; no I/O;
//! 2. the `Client` finds server and credential, and the `Credential` signs this one attempt;
//! 3. the `transport::Transport` sends it, once, and follows nothing;
//! 4. the response is classified; if the attempt failed and another one is safe, `Retry` decides when it follows;
//! 5. the `Envelope` is opened and the data read straight into its type.
//!
//! Everything that can go wrong on the way is one opaque `Error` that tells whether anything was sent, and never shows a
//! secret.
//!
//! The root has what users of generated code type. The rest is in modules:
//!
//! | module | what it is for |
//! |---|---|
//! | `client` | to configure a client, its retries, clock and events |
//! | `types` | the types in fields of generated structs, such as integers of any size and secrets |
//! | `pages` | lists that are read page by page |
//! | `error`, `credential`, `session` | to find out what failed; to sign calls; to sign in |
//! | `testing`, `transport` | to test without a network; to replace or wrap the HTTP transport |
//! | `endpoint`, `wire` | to write endpoints and types by hand |
//!
//! | feature | adds |
//! |---|---|
//! | `client` | endpoints, envelopes, credentials, transport over HTTP |
//! | `tls` | https, with the roots of the system |
//! | `jwt-aws-lc`, `jwt-rust-crypto` | signed tokens, through one of two backends; both at once do no harm |
//! | `seal` | token stores sealed with a key |
//! | `store-redis` | a token store in a Redis server, which many workers share |
//! | `tracing` | attempts as spans of `tracing`, events as its warnings |
//! | `tower` | layers of `tower` around the transport |
//! | `fault-server` | a server for tests that misbehaves |
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

/// What the expansions of the derives use. It can change in any version.
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
/// The name is the API's, as `api.toml` says it.
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
