//! What a user of a generated client can rely on, through sockets where it matters.

mod billbora;
mod endpoints;
mod errors;
mod faults;
mod paging;
mod quirks;
mod rebuild;
mod samples;
mod seeds;
mod soak;
mod support;
mod token;
mod workspace;
