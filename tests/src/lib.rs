//! The generated client that the tests of this crate call.

/// The Billingo client.
#[allow(missing_docs)]
pub mod billingo {
    billing_runtime::include_api!("billingo");
}
