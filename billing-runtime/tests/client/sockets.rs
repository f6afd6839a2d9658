//! Connections that break at a certain place, seen from both ends.

#[cfg(feature = "tls")]
mod again;
mod dropped;
mod hidden;
mod limits;
mod peer;
#[cfg(feature = "tls")]
mod proxies;
mod runtimes;
#[cfg(feature = "tls")]
mod tls;
