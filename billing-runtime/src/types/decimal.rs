//! An exact decimal number that remembers whether it was read from a number or from a string.
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::wire::number::is_number;
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer, flags};
use crate::wire::{Number, ParseError};

/// An exact decimal number: an amount, a quantity, a rate.
///
/// It is read from a JSON number. A member with `accept(string)` also reads it from a string of digits, and writes it back
/// as it was read. Comparisons ignore the difference.
///
/// ```
/// use billing_runtime::Decimal;
/// let total: Decimal = "4445.000".parse()?;
/// assert_eq!(total, Decimal::from(4445));
/// assert!(total > "4444.999".parse()?);
/// assert_eq!(total.to_string(), "4445.000");
/// # Ok::<(), billing_runtime::types::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Decimal {
    number: Number,
    /// Whether it was read from a string.
    quoted: bool,
}

impl Decimal {
    /// Returns the literal, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.number.as_str()
    }

    /// Returns the number.
    #[must_use]
    pub fn as_number(&self) -> &Number {
        &self.number
    }

    /// Returns the value, if it is a whole number in range.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.number.to_i64()
    }

    /// Returns the nearest `f64`, if there is a finite one. It may differ from the exact value.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.number.to_f64()
    }
}

impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        Self {
            number,
            quoted: false,
        }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        decimal.number
    }
}

macro_rules! from_integers {
    ($($int:ident)*) => {$(
        impl From<$int> for Decimal {
            fn from(value: $int) -> Self {
                Number::from(value).into()
            }
        }
    )*};
}
from_integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

impl TryFrom<f64> for Decimal {
    type Error = ParseError;

    fn try_from(value: f64) -> Result<Self, ParseError> {
        Number::try_from(value).map(Self::from)
    }
}

impl FromStr for Decimal {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse().map(|number: Number| Self::from(number))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl Node for Decimal {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if !peek.is_string() || reader.flags & flags::STRING == 0 {
            self.quoted = false;
            return self.number.read(reader, peek);
        }
        let text = reader.string(peek)?;
        if !is_number(&text) {
            return Err(reader.error("expected a number, found a string that is not a number"));
        }
        *self = Self {
            number: Number::from_literal(&text),
            quoted: true,
        };
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        if self.quoted && writer.flags & flags::STRING != 0 && !writer.is_plain() {
            writer.string(self.as_str());
        } else {
            self.number.write(writer);
        }
    }
}

impl Wire for Decimal {
    const KINDS: Kinds = Kinds::NUMBER;

    fn blank() -> Self {
        Number::blank().into()
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::NUMBER)]
    }
}

/// Converts exactly or returns an error: `rust_decimal` itself would round beyond 28 digits.
#[cfg(feature = "rust_decimal")]
impl TryFrom<&Decimal> for rust_decimal::Decimal {
    type Error = ParseError;

    fn try_from(value: &Decimal) -> Result<Self, ParseError> {
        const TOO_LONG: ParseError = ParseError {
            what: "the number does not fit rust_decimal exactly",
        };
        let (mut digits, scale) = value.number.exact().parts().ok_or(TOO_LONG)?;
        let zeros = u32::try_from(scale.max(0)).map_err(|_| TOO_LONG)?;
        digits = 10_i128
            .checked_pow(zeros)
            .and_then(|power| digits.checked_mul(power))
            .ok_or(TOO_LONG)?;
        let places = u32::try_from(scale.min(0).unsigned_abs()).map_err(|_| TOO_LONG)?;
        Self::try_from_i128_with_scale(digits, places).map_err(|_| TOO_LONG)
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<Decimal> for rust_decimal::Decimal {
    type Error = ParseError;

    fn try_from(value: Decimal) -> Result<Self, ParseError> {
        Self::try_from(&value)
    }
}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Decimal {
    fn from(value: rust_decimal::Decimal) -> Self {
        Number::from_literal(&value.to_string()).into()
    }
}

#[cfg(all(test, feature = "rust_decimal"))]
mod tests {
    use super::*;

    #[test]
    fn rust_decimal_is_exact_or_an_error() {
        let exact = |text: &str| rust_decimal::Decimal::try_from(&text.parse::<Decimal>().unwrap());
        assert_eq!(exact("4445.000").unwrap().to_string(), "4445");
        assert_eq!(exact("-0.01").unwrap().to_string(), "-0.01");
        assert_eq!(exact("1e3").unwrap().to_string(), "1000");
        assert!(exact("0.12345678901234567890123456789").is_err());
        assert!(exact("1e400").is_err());
        assert_eq!(
            Decimal::from(rust_decimal::Decimal::new(-15, 1)).to_string(),
            "-1.5"
        );
    }
}
