//! What a user of a generated client can rely on, through sockets where it matters.

mod endpoints;
mod support;
mod token;
mod workspace;
