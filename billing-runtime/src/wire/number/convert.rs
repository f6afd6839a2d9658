//! Numbers from and to Rust's own numbers.
use super::{Number, ParseError};

macro_rules! from_integers {
    ($($int:ident)*) => {$(
        impl From<$int> for Number {
            fn from(value: $int) -> Self {
                Self::from_literal(&value.to_string())
            }
        }

        impl PartialEq<$int> for Number {
            fn eq(&self, other: &$int) -> bool {
                let other = Self::from(*other);
                *self == other
            }
        }
    )*};
}
from_integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

/// Converts to the shortest literal that reads back as the same `f64`.
impl TryFrom<f64> for Number {
    type Error = ParseError;

    fn try_from(value: f64) -> Result<Self, ParseError> {
        match value.is_finite() {
            // Unlike `Display`, `Debug` writes an exponent instead of hundreds of zeros.
            true => Ok(Self::from_literal(&format!("{value:?}"))),
            false => Err(ParseError {
                what: "JSON has no infinite numbers and no NaN",
            }),
        }
    }
}
