//! Sessions from the outside, against a service that lives in memory.

mod calls;
mod clocks;
#[cfg(unix)]
mod disks;
mod model;
mod predicates;
mod refresh;
mod secrets;
mod service;
mod shared;
mod sign_in;
mod switch;
