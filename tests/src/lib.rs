//! The generated clients that the tests of this crate call.

/// The Billbora client.
#[allow(missing_docs)]
pub mod billbora {
    billing_runtime::include_api!("billbora");
}

/// The Billingo client.
#[allow(missing_docs)]
pub mod billingo {
    billing_runtime::include_api!("billingo");
}
