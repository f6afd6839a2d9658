//! Connections that break at a certain place, seen from both ends.

#[cfg(feature = "tls")]
mod again;
mod dropped;
#[cfg(feature = "fault-server")]
mod here;
mod hidden;
mod limits;
mod peer;
#[cfg(feature = "tls")]
mod proxies;
mod runtimes;
#[cfg(feature = "fault-server")]
mod surplus;
#[cfg(feature = "tls")]
mod tls;
