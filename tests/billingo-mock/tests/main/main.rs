//! Billingo's mock, asked over sockets.

mod fixtures;
mod http;
mod invoices;
mod resources;
mod token;
