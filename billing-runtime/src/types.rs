//! Leaf and container types that implement `Wire`.
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
