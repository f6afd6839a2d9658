//! The bridges to serde.
//!
//! Both directions go through JSON, so no code is generated for each type and format. serde_json passes JSON through
//! under private names. They are repeated here because its `RawValue` would read every text a second time. Tests detect
//! a change of these names.
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
