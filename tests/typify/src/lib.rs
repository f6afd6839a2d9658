//! A client whose types of bodies and answers typify makes.

/// The client.
#[allow(missing_docs)]
pub mod shop {
    billing_runtime::include_api!("shop");
}
