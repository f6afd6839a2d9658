//! Tests Billingo's mock over sockets.

mod fixtures;
mod http;
mod invoices;
mod program;
mod resources;
mod token;
