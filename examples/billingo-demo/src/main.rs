//! Demo.
#[allow(missing_docs)]
pub mod billingo {
    billing_runtime::include_api!("billingo");
}
fn main() {}
