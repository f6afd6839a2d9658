//! Connections that break at a certain place, seen from both ends.

mod dropped;
mod hidden;
mod limits;
mod peer;
mod runtimes;
