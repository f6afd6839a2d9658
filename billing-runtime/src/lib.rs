//! What generated and hand-written billing API clients run on.
//!
//! Without features this crate is the wire layer alone: types with exact numbers, checks, and bridges to serde.
extern crate self as billing_runtime;

mod types;
pub mod wire;

pub use billing_macros::Wire;
pub use types::{
    Accepted, Date, DateTime, Decimal, Extra, Id, Integer, Map, Maybe, Never, Null, Number, OrZero,
    ParseError, Record, Value,
};
pub use wire::Wire;
