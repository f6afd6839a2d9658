//! The numbered faults of encoding (E2) and decoding (E3), over sockets: what the caller gets, and what
//! the server saw of it.

mod decoding;
mod encoding;
mod network;
mod transfer;
mod values;
