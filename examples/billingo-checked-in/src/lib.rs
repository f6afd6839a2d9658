//! A Billingo client whose generated code is committed.
//!
//! Whoever depends on it needs no generator, and reviewers see what a changed schema changes in the
//! code. From the root of the workspace:
//!
//! ```text
//! billing-codegen generate schemas/billingo --out examples/billingo-checked-in/src/billingo
//! billing-codegen check    schemas/billingo --out examples/billingo-checked-in/src/billingo
//! ```
//!
//! The first writes the files, formatted; the second fails, with a diff, where they are not as they
//! would be generated, so continuous integration runs it.
//!
//! ```
//! use billing_runtime::Client;
//! use billing_runtime::testing::{MockTransport, block_on};
//! use billingo_checked_in::billingo::{Billingo, Keys};
//!
//! # fn main() -> billing_runtime::Result<()> {
//! // Answers from a mock transport, in place of a server.
//! let mock = MockTransport::new();
//! mock.respond(200, r#"{"success":true,"type":"user","data":{"is_sandbox":"1"}}"#);
//!
//! let keys = Keys::new("public", "private")?;
//! let client = Client::builder().credential(keys).transport(mock.clone()).build()?;
//! let answer = block_on(Billingo::new(client).user().is_sandbox())?;
//!
//! assert_eq!(answer.is_sandbox.as_deref(), Some(&true));
//! assert_eq!(mock.requests()[0].url(), "https://www.billingo.hu/api/user/is-sandbox");
//! # Ok(()) }
//! ```

#[allow(
    missing_docs,
    reason = "a member is documented where its schema says more than its name"
)]
pub mod billingo;
