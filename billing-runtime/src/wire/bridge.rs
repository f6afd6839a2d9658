//! The bridges to serde.
//!
//! Both ways go through JSON text, so that nothing is generated per type and per format. serde_json passes
//! text through under names of its own; these are its private names, spelled here because its `RawValue`
//! reads every text a second time, and pinned by tests.
mod de;
mod ser;

pub use de::de;
pub use ser::ser;

/// The name under which serde_json passes JSON text.
const RAW: &str = "$serde_json::private::RawValue";
/// The name under which serde_json passes a number literal, with its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";
/// The name under which toml passes a date.
const DATE_TIME: &str = "$__toml_private_datetime";
