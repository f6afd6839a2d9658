//! Tests the client through its public API, mostly with a mock transport and a manual clock.

mod api;
mod bodies;
mod calls;
mod clocks;
mod credentials;
mod deadlines;
mod downloads;
mod drops;
mod envelopes;
mod keys;
mod kit;
#[cfg(feature = "tower")]
mod layers;
mod limits;
mod network;
mod not_retried;
mod paging;
mod positions;
#[cfg(feature = "tls")]
mod providers;
mod requests;
mod retries;
mod servers;
mod service_text;
mod sockets;
#[cfg(feature = "tracing")]
mod spans;
mod strict;
#[cfg(feature = "fault-server")]
mod table;
mod tokens;
mod watching;
