//! An integer of any size.
use std::fmt;
use std::str::FromStr;

use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};
use crate::wire::{Number, ParseError};

/// An exact integer of any size. In draft 4, `1.0` and `1e2` are not integers.
///
/// ```
/// use billing_runtime::types::Integer;
/// let id = Integer::from(1998940267);
/// assert_eq!(i64::try_from(&id), Ok(1998940267));
/// assert!(id > 5);
/// assert!("1.0".parse::<Integer>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Integer(Number);

impl Integer {
    /// Returns the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<Integer> for Number {
    fn from(integer: Integer) -> Self {
        integer.0
    }
}

impl FromStr for Integer {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text.parse::<Number>() {
            Ok(number) if number.is_integer() => Ok(Self(number)),
            _ => Err(ParseError {
                what: "not an integer, expected digits only, for example -12",
            }),
        }
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! integers {
    ($($int:ident)*) => {$(
        impl From<$int> for Integer {
            fn from(value: $int) -> Self {
                Self(value.into())
            }
        }

        impl TryFrom<&Integer> for $int {
            type Error = ParseError;

            fn try_from(value: &Integer) -> Result<Self, ParseError> {
                value.as_str().parse().map_err(|_| ParseError { what: concat!("integer out of range of ", stringify!($int)) })
            }
        }

        impl TryFrom<Integer> for $int {
            type Error = ParseError;

            fn try_from(value: Integer) -> Result<Self, ParseError> {
                Self::try_from(&value)
            }
        }

        impl PartialEq<$int> for Integer {
            fn eq(&self, other: &$int) -> bool {
                self.0 == *other
            }
        }

        impl PartialOrd<$int> for Integer {
            fn partial_cmp(&self, other: &$int) -> Option<std::cmp::Ordering> {
                self.partial_cmp(&Self::from(*other))
            }
        }
    )*};
}
integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

impl Node for Integer {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        if reader.kind(peek) != Kinds::INTEGER {
            return Err(reader.unexpected(Kinds::INTEGER, peek));
        }
        self.0 = Number::from_literal(reader.number(peek)?);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }
}

impl Wire for Integer {
    const KINDS: Kinds = Kinds::INTEGER;

    fn blank() -> Self {
        Self(Number::blank())
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::INTEGER)]
    }
}
