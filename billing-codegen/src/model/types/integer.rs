//! Computes the integers that bounds allow, for every notation of the bounds.

use crate::schema::Bound;
use crate::source::node::canonical;

/// Returns the least integer that a `minimum` allows.
pub(super) fn least(bound: Option<&Bound>) -> Option<i128> {
    first_inside(bound?, 1)
}

/// Returns the greatest integer that a `maximum` allows.
pub(super) fn most(bound: Option<&Bound>) -> Option<i128> {
    first_inside(bound?, -1)
}

/// Returns the first integer inside a bound; `inwards` is the direction from the bound to allowed values, 1 or -1.
fn first_inside(bound: &Bound, inwards: i128) -> Option<i128> {
    let (negative, digits, power) = canonical(&bound.limit.value);
    let integer_digits = i64::try_from(digits.len()).ok()?.checked_add(power)?;
    let whole = match usize::try_from(integer_digits) {
        // The number is too large.
        Ok(count) if count > 38 => return None,
        Ok(count) if count >= digits.len() => format!("{digits:0<count$}"),
        Ok(count) => digits[..count].to_owned(),
        Err(_) => String::new(),
    };
    let magnitude: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let limit = if negative { -magnitude } else { magnitude };
    // The exact bound is further from zero: the truncated value is excluded on one side and allowed on the other.
    let excluded = match power < 0 {
        true => negative == (inwards < 0),
        false => bound.exclusive,
    };
    limit.checked_add(if excluded { inwards } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Origin, Sited, Span};

    #[test]
    fn bounds_in_every_notation() {
        for (literal, exclusive, low, high) in [
            ("7", false, Some(7), Some(7)),
            ("7", true, Some(8), Some(6)),
            ("-0", false, Some(0), Some(0)),
            ("1e2", false, Some(100), Some(100)),
            ("1.50E1", true, Some(16), Some(14)),
            ("120e-1", false, Some(12), Some(12)),
            ("1.5", false, Some(2), Some(1)),
            ("1.5", true, Some(2), Some(1)),
            ("-1.5", true, Some(-1), Some(-2)),
            ("1e-400", false, Some(1), Some(0)),
            ("-1e-400", false, Some(0), Some(-1)),
            ("1e400", false, None, None),
            (
                "99999999999999999999999999999999999999999",
                false,
                None,
                None,
            ),
            ("170141183460469231731687303715884105727", true, None, None),
            ("0e99999999999999999999", false, Some(0), Some(0)),
        ] {
            let bound = Bound {
                limit: Sited {
                    value: literal.to_owned(),
                    origin: Origin::bytes(FileId(0), Span::default()),
                },
                exclusive,
            };
            assert_eq!(least(Some(&bound)), low, "{literal}");
            assert_eq!(most(Some(&bound)), high, "{literal}");
        }
    }
}
