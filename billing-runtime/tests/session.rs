//! Tests sessions through the public API, against a service in memory.

mod calls;
mod clocks;
#[cfg(unix)]
mod disks;
#[cfg(feature = "tracing")]
mod heard;
mod kept;
mod model;
mod predicates;
mod refresh;
mod revive;
mod runtimes;
mod secrets;
mod service;
mod shared;
mod sign_in;
mod sign_out;
mod switch;
mod turns;
mod user;
