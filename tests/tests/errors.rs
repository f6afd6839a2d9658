//! What a user sees when a call fails, and what nobody ever sees.

mod download;
mod golden;
mod network;
mod redirects;
mod secrets;
