//! Leaf and container types with a JSON form.
mod accepted;
mod bridges;
mod date;
mod decimal;
mod id;
mod integer;
mod leaf;
mod map;
mod maybe;
mod number;
mod record;
#[cfg(feature = "schemars")]
mod schemas;
#[cfg(feature = "client")]
mod secret;
mod serde;
mod unit;
mod value;
mod wrap;
mod zero;

pub use self::serde::Serde;
pub use accepted::Accepted;
pub use date::{Date, DateTime};
pub use decimal::Decimal;
pub use id::Id;
pub use integer::Integer;
pub use map::{Extra, Map};
pub use maybe::Maybe;
pub(crate) use number::Exact;
pub use number::{Number, ParseError};
pub use record::Record;
pub use unit::{Never, Null};
pub use value::Value;
pub use zero::OrZero;
