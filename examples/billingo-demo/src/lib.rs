//! Issues, pays, downloads and cancels an invoice with a generated client.
//!
//! Begin with [`tour`], which connects and runs the steps. Each step is a small module that calls the
//! client as your program would, and reports the outcome to the [`Journal`].

mod error;
mod journal;
pub mod live;
mod steps;
pub mod tour;

/// The client that `build.rs` generated from `schemas/billingo`.
#[allow(
    missing_docs,
    reason = "a member is documented where its schema says more than its name"
)]
pub mod billingo {
    billing_runtime::include_api!("billingo");
}

pub use error::{Error, Result};
pub use journal::Journal;
