//! The kinds of JSON value, as a bit set.
use std::fmt;

use super::flags;

/// A set of JSON kinds. As in draft 4, integers and other numbers are two kinds.
///
/// ```
/// use billing_runtime::wire::Kinds;
/// assert!(Kinds::NUMBER.contains(Kinds::INTEGER));
/// assert_eq!(Kinds::STRING.or(Kinds::NULL).to_string(), "null or a string");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kinds(
    /// The flags, which expansions of `derive(Wire)` combine.
    #[doc(hidden)]
    pub u16,
);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(flags::NULL);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(flags::BOOLEAN);
    /// Numbers without fraction and exponent.
    pub const INTEGER: Self = Self(flags::INTEGER);
    /// Numbers with a fraction or an exponent.
    pub const FRACTION: Self = Self(flags::FRACTION);
    /// All numbers.
    pub const NUMBER: Self = Self(flags::NUMBER);
    /// Strings.
    pub const STRING: Self = Self(flags::STRING);
    /// Arrays.
    pub const ARRAY: Self = Self(flags::ARRAY);
    /// Objects.
    pub const OBJECT: Self = Self(flags::OBJECT);
    /// Every kind.
    pub const ANY: Self = Self(flags::ANY_KIND);

    /// Returns the kinds in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether every kind of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns whether the two sets share a kind.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the kinds among the flags of a member.
    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ANY.0)
    }

    /// Returns the kinds that a member with these flags accepts beyond its own type.
    pub(crate) const fn from_flags(bits: u16) -> Self {
        let array = if bits & flags::EMPTY_ARRAY != 0 {
            Self::ARRAY
        } else {
            Self::NONE
        };
        let string = if bits & flags::EMPTY_STRING != 0 {
            Self::STRING
        } else {
            Self::NONE
        };
        Self::from_bits(bits).or(array).or(string)
    }

    fn words(self) -> Vec<&'static str> {
        let number = if self.contains(Self::NUMBER) {
            "a number"
        } else {
            "an integer"
        };
        [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "true or false"),
            (Self::NUMBER, number),
            (Self::STRING, "a string"),
            (Self::ARRAY, "an array"),
            (Self::OBJECT, "an object"),
        ]
        .into_iter()
        .filter_map(|(kind, word)| self.meets(kind).then_some(word))
        .collect()
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::FRACTION {
            return f.write_str("a number with a fraction or an exponent");
        }
        match self.words().as_slice() {
            [] => f.write_str("nothing"),
            [one] => f.write_str(one),
            [most @ .., last] => write!(f, "{} or {last}", most.join(", ")),
        }
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kinds({self})")
    }
}
