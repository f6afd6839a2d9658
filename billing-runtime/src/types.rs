//! The types of fields in generated structs.
//!
//! Every type of this module implements [`Wire`](trait@crate::Wire). Come here to fill the fields of a request, or to read
//! the fields of a response.
//!
//! | type | what it holds |
//! |---|---|
//! | [`Decimal`], [`Integer`], [`Number`] | exact numbers: amounts, integers of any size, any JSON number |
//! | [`Date`], [`DateTime`] | a day; a day with a time |
//! | [`Id`], [`Record`] | the id of a record; a record with its id and attributes |
//! | `Secret` | a string that is never shown |
//! | [`Maybe`] | a value that may be absent or `null`, where the difference matters |
//! | [`OrZero`], [`OrOther`] | a date or the zero date; an object or any other JSON |
//! | [`Accepted`] | a value that a service may send as JSON of another kind |
//! | [`Null`], [`Never`] | only `null`; no value at all |
//! | [`Extra`], [`Map`] | the members without a field; an object with any member names |
//! | [`Serde`] | a type of your own that implements the traits of serde |
//!
//! ```
//! use billing_runtime::types::{Date, Decimal, Integer};
//!
//! let price: Decimal = "3500.000".parse()?;
//! assert_eq!(price, Decimal::from(3500));
//! let due: Date = "2024-02-29".parse()?;
//! assert!(due < "2024-03-01".parse()?);
//! assert_eq!(Integer::from(7).to_string(), "7");
//! # Ok::<(), billing_runtime::types::ParseError>(())
//! ```
mod accepted;
mod bridges;
mod date;
mod decimal;
mod id;
mod integer;
mod leaf;
mod maybe;
mod other;
mod record;
#[cfg(feature = "schemars")]
mod schemas;
#[cfg(feature = "client")]
mod secret;
mod serde;
mod unit;
mod wrap;
mod zero;

pub use self::serde::Serde;
pub use crate::wire::{Extra, Map, Number, ParseError};
pub use accepted::Accepted;
pub use date::{Date, DateTime};
pub use decimal::Decimal;
pub use id::Id;
pub use integer::Integer;
pub use maybe::Maybe;
pub use other::OrOther;
pub use record::Record;
pub use unit::{Never, Null};
pub use zero::OrZero;

#[cfg(feature = "client")]
pub use crate::secret::Secret;
