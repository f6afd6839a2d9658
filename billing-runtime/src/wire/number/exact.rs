//! The exact value of a number literal.
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// The normalized sign, digits and exponent of a literal, which are the same for equal values:
/// `value = ±0.d₁d₂d₃… × 10^point`, where `d₁` and the last digit are not zero. Zero has no digits.
#[derive(Clone, Debug)]
pub(crate) struct Exact<'a> {
    negative: bool,
    /// The digits before and after the decimal point.
    digits: [&'a [u8]; 2],
    /// The position of the decimal point, counted from the first digit. Exponents saturate far beyond any real use.
    point: i64,
}

impl<'a> Exact<'a> {
    /// Parses a JSON number literal.
    pub(crate) fn new(literal: &'a str) -> Self {
        let (negative, rest) = match literal.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, literal),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, saturating(exponent)),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (mut whole, mut fraction) = (whole.as_bytes(), fraction.as_bytes());
        whole = trim_start(whole);
        let mut point = len(whole);
        if whole.is_empty() {
            let before = len(fraction);
            fraction = trim_start(fraction);
            point = len(fraction) - before;
        }
        fraction = trim_end(fraction);
        if fraction.is_empty() {
            whole = trim_end(whole);
        }
        if whole.is_empty() && fraction.is_empty() {
            return Self {
                negative: false,
                digits: [b"", b""],
                point: 0,
            };
        }
        Self {
            negative,
            digits: [whole, fraction],
            point: point.saturating_add(exponent),
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.digits
            .iter()
            .flat_map(|part| part.iter())
            .map(|byte| byte - b'0')
    }

    fn count(&self) -> i64 {
        len(self.digits[0]) + len(self.digits[1])
    }

    fn is_zero(&self) -> bool {
        self.count() == 0
    }

    /// Returns the power of ten of the last digit: `value = ±d₁…dₙ × 10^scale`.
    fn scale(&self) -> i64 {
        self.point.saturating_sub(self.count())
    }

    /// Returns the value as an integer, if it is one and fits.
    pub(crate) fn to_i128(&self) -> Option<i128> {
        let zeros = u32::try_from(self.scale())
            .ok()
            .filter(|zeros| *zeros < 40)?;
        let mut value = 0_i128;
        for digit in self.digits() {
            value = value.checked_mul(10)?.checked_sub(digit.into())?;
        }
        value = value.checked_mul(10_i128.checked_pow(zeros)?)?;
        if self.negative {
            Some(value)
        } else {
            value.checked_neg()
        }
    }

    /// Returns the digits and the scale, if the digits fit: the parts of a decimal type of limited size.
    #[cfg(feature = "rust_decimal")]
    pub(crate) fn parts(&self) -> Option<(i128, i64)> {
        let mut value = 0_i128;
        for digit in self.digits() {
            value = value.checked_mul(10)?.checked_add(digit.into())?;
        }
        Some((if self.negative { -value } else { value }, self.scale()))
    }

    /// Returns whether the value is a whole multiple of another (only zero is a multiple of zero).
    pub(crate) fn is_multiple_of(&self, of: &Self) -> bool {
        if self.is_zero() {
            return true;
        }
        // The last digit is not zero, so a value that is finer than the unit is not a multiple of it.
        let Some(zeros) = self
            .scale()
            .checked_sub(of.scale())
            .filter(|zeros| *zeros >= 0)
        else {
            return false;
        };
        let unit: Vec<u8> = of.digits().collect();
        if unit.is_empty() {
            return false;
        }
        // Further zeros change nothing: each adds one factor of 2 and one of 5, and the unit has at most four of
        // each per digit.
        let zeros = usize::try_from(zeros)
            .unwrap_or(usize::MAX)
            .min(4 * unit.len());
        let digits = self.digits().chain(std::iter::repeat_n(0, zeros));
        match small(&unit) {
            Some(unit) => digits.fold(0, |rest, digit| (rest * 10 + u128::from(digit)) % unit) == 0,
            None => remainder_is_zero(digits, &unit),
        }
    }
}

/// Returns the value of the digits, if ten times that value still fits.
fn small(digits: &[u8]) -> Option<u128> {
    (digits.len() <= 37).then(|| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + u128::from(*digit))
    })
}

/// Returns whether a long division, digit by digit, leaves no remainder. The unit may have any length.
fn remainder_is_zero(digits: impl Iterator<Item = u8>, unit: &[u8]) -> bool {
    let mut rest = vec![0_u8; unit.len() + 1];
    let unit: Vec<u8> = std::iter::once(0).chain(unit.iter().copied()).collect();
    for digit in digits {
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = digit;
        }
        while rest >= unit {
            subtract(&mut rest, &unit);
        }
    }
    rest.iter().all(|digit| *digit == 0)
}

fn subtract(from: &mut [u8], what: &[u8]) {
    let mut borrow = 0;
    for (digit, minus) in from.iter_mut().zip(what).rev() {
        let minus = minus + borrow;
        borrow = u8::from(*digit < minus);
        *digit = *digit + 10 * borrow - minus;
    }
}

fn saturating(exponent: &str) -> i64 {
    const FAR: i64 = 1 << 60;
    exponent
        .parse()
        .unwrap_or(if exponent.starts_with('-') { -FAR } else { FAR })
        .clamp(-FAR, FAR)
}

fn len(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

fn trim_start(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

fn trim_end(digits: &[u8]) -> &[u8] {
    let zeros = digits
        .iter()
        .rev()
        .take_while(|digit| **digit == b'0')
        .count();
    &digits[..digits.len() - zeros]
}

impl PartialEq for Exact<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact<'_> {}

impl PartialOrd for Exact<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let order = sign(self).cmp(&sign(other));
        if order != Ordering::Equal {
            return order;
        }
        let magnitude = self
            .point
            .cmp(&other.point)
            .then_with(|| self.digits().cmp(other.digits()));
        if self.negative {
            magnitude.reverse()
        } else {
            magnitude
        }
    }
}

impl Hash for Exact<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.negative, self.point).hash(state);
        self.digits().for_each(|digit| digit.hash(state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multiple(value: &str, of: &str) -> bool {
        Exact::new(value).is_multiple_of(&Exact::new(of))
    }

    #[test]
    fn multiples_are_exact() {
        assert!(multiple("0.0075", "0.0001"));
        assert!(!multiple("0.00751", "0.0001"));
        assert!(multiple("1e308", "0.5"));
        assert!(multiple("4.5", "1.5"));
        assert!(!multiple("35", "1.5"));
        assert!(multiple("0", "0.01"));
        assert!(!multiple("1", "0"));
        assert!(multiple("-7.2", "0.01"));
        assert!(multiple("1e999999999999999", "7e3") == multiple("1e9", "7e3"));
    }

    #[test]
    fn multiples_of_long_units() {
        let unit = "1234567890123456789012345678901234567891";
        assert!(multiple(unit, unit));
        assert!(multiple("2469135780246913578024691357802469135782", unit));
        assert!(!multiple("2469135780246913578024691357802469135783", unit));
        assert!(multiple(&format!("{unit}00000"), unit));
    }
}
