//! A Billingo client whose generated code is committed.
//!
//! Crates that depend on it need no generator, and reviewers see how a changed schema changes the code.
//! From the root of the workspace:
//!
//! ```text
//! billing-codegen generate schemas/billingo --out examples/billingo-checked-in/src/billingo
//! billing-codegen check    schemas/billingo --out examples/billingo-checked-in/src/billingo
//! ```
//!
//! The first command writes the formatted files. The second fails with a diff if the files differ from
//! what it would generate; continuous integration runs it.
//!
//! ```
//! use billing_runtime::Client;
//! use billing_runtime::testing::{MockTransport, block_on};
//! use billingo_checked_in::billingo::{Billingo, Keys};
//!
//! # fn main() -> billing_runtime::Result<()> {
//! // A mock transport responds instead of a server.
//! let mock = MockTransport::new();
//! mock.respond(200, r#"{"success":true,"type":"user","data":{"is_sandbox":"1"}}"#);
//!
//! let keys = Keys::new("public", "private")?;
//! let client = Client::builder().credential(keys).transport(mock.clone()).build()?;
//! let response = block_on(Billingo::new(client).user().is_sandbox())?;
//!
//! assert_eq!(response.is_sandbox.as_deref(), Some(&true));
//! assert_eq!(mock.requests()[0].url(), "https://www.billingo.hu/api/user/is-sandbox");
//! # Ok(()) }
//! ```

#[allow(
    missing_docs,
    reason = "a member is documented where its schema says more than its name"
)]
pub mod billingo;
