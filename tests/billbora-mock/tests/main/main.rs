//! Billbora's mock, asked over sockets.

mod api;
mod controls;
mod forms;
mod grants;
mod http;
mod samples;
mod sign_out;
