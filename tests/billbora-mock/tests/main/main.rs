//! Tests Billbora's mock over sockets.

mod api;
mod controls;
mod formats;
mod grants;
mod http;
mod samples;
mod sign_out;
