//! A JSON number, exactly as it was written.
mod convert;
mod exact;
mod text;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

pub(crate) use exact::Exact;
use text::Text;

use super::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// A JSON number that keeps its literal: `1.10`, `-0`, `1E400` and forty digits are written as they were read.
///
/// Comparison, order and hash follow the exact value: `1.10 == 1.1 == 11e-1`.
///
/// ```
/// use billing_runtime::types::Number;
/// let price: Number = "4445.000".parse()?;
/// assert_eq!(price, Number::from(4445));
/// assert_eq!(price.to_string(), "4445.000");
/// assert_eq!(price.to_i64(), Some(4445));
/// # Ok::<(), billing_runtime::types::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Number(Text);

impl Number {
    /// Creates a number from a literal that the JSON reader has checked.
    pub(crate) fn from_literal(literal: &str) -> Self {
        Self(Text::new(literal))
    }

    /// Returns the literal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns whether the literal has neither fraction nor exponent, which is what draft 4 calls an integer.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        is_integer(self.as_str())
    }

    /// Returns the value, if it is a whole number in range: `1e2` and `4445.000` are.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.exact().to_i128()?.try_into().ok()
    }

    /// Returns the value, if it is a whole number in range.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.exact().to_i128()?.try_into().ok()
    }

    /// Returns the nearest `f64`, if there is a finite one. It may differ from the exact value.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.as_str()
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
    }

    pub(crate) fn exact(&self) -> Exact<'_> {
        Exact::new(self.as_str())
    }
}

/// Returns whether a JSON number literal has neither fraction nor exponent.
pub(crate) fn is_integer(literal: &str) -> bool {
    literal
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit())
}

/// Returns whether a string is a JSON number literal.
pub(crate) fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = split_digits(rest);
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
        return false;
    }
    let rest = match rest.strip_prefix('.') {
        Some(rest) => match split_digits(rest) {
            ("", _) => return false,
            (_, rest) => rest,
        },
        None => rest,
    };
    let Some(rest) = rest.strip_prefix(['e', 'E']) else {
        return rest.is_empty();
    };
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(end)
}

/// The error of a string that could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub(crate) what: &'static str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

impl std::error::Error for ParseError {}

impl FromStr for Number {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match is_number(text) {
            true => Ok(Self::from_literal(text)),
            false => Err(ParseError {
                what: "not a JSON number, expected for example 12, -0.5 or 1e3",
            }),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() || self.exact() == other.exact()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.exact().cmp(&other.exact())
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.exact().hash(state);
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Node for Number {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = Self::from_literal(reader.number(peek)?);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }
}

impl Wire for Number {
    const KINDS: Kinds = Kinds::NUMBER;

    fn blank() -> Self {
        Self::from_literal("0")
    }

    fn rules() -> Rules {
        &[Rule::Type(Kinds::NUMBER)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn keeps_every_literal() {
        for text in [
            "0",
            "-0",
            "1.10",
            "1E400",
            "1e-5",
            "1234567890123456789012345678901234567890.5",
        ] {
            assert_eq!(number(text).to_string(), text);
        }
    }

    #[test]
    fn refuses_what_json_refuses() {
        for text in [
            "", "-", "01", "-01", "1.", ".5", "+1", "1e", "1e+", "NaN", "0x1", " 1", "1 ",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn compares_exact_values() {
        assert_eq!(number("1.10"), number("11e-1"));
        assert_eq!(number("-0"), number("0"));
        assert_eq!(number("0e999"), number("0"));
        assert_ne!(number("1e400"), number("1e401"));
        assert!(number("-2") < number("-1"));
        assert!(number("1e400") > number("99999999999999999999"));
        assert!(number("0.1") < number("0.11"));
        assert!(
            number("972783798187987123879878123.188781371")
                > number("972783798187987123879878123.18878137")
        );
    }

    #[test]
    fn converts_only_what_fits() {
        assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
        assert_eq!(number("9223372036854775808").to_i64(), None);
        assert_eq!(number("1E2").to_u64(), Some(100));
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("1e400").to_f64(), None);
        assert_eq!(number("1e999999999999").to_i64(), None);
    }
}
