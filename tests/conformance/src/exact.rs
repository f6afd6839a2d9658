//! Compares two JSON documents digit by digit; shares no code with the project.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Compares two documents: members in any order, numbers by value without loss of digits.
pub fn equal(left: &str, right: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Box<RawValue>>(text).ok();
    match (parse(left), parse(right)) {
        (Some(left), Some(right)) => same(&left, &right),
        _ => false,
    }
}

fn same(left: &RawValue, right: &RawValue) -> bool {
    let (left, right) = (left.get(), right.get());
    match left.as_bytes().first() {
        Some(b'{') => {
            type Members = BTreeMap<String, Box<RawValue>>;
            let parse = |text: &str| serde_json::from_str::<Members>(text).ok();
            let (Some(left), Some(right)) = (parse(left), parse(right)) else {
                return false;
            };
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
        }
        Some(b'[') => {
            let parse = |text: &str| serde_json::from_str::<Vec<Box<RawValue>>>(text).ok();
            let (Some(left), Some(right)) = (parse(left), parse(right)) else {
                return false;
            };
            left.len() == right.len() && left.iter().zip(&right).all(|(l, r)| same(l, r))
        }
        Some(b'"') => {
            let parse = |text: &str| serde_json::from_str::<String>(text).ok();
            parse(left) == parse(right)
        }
        Some(b't' | b'f' | b'n') => left == right,
        _ => number(left) == number(right),
    }
}

/// The sign, the digits without leading and trailing zeros, and the power of ten of the last digit.
fn number(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let power: i64 = power.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = digits.trim_end_matches('0');
    let dropped = (digits.len() - kept.len()) as i64;
    let kept = kept.trim_start_matches('0').to_owned();
    if kept.is_empty() {
        return Some((false, kept, 0));
    }
    Some((negative, kept, power - fraction.len() as i64 + dropped))
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn numbers_are_compared_by_value_and_in_full() {
        assert!(equal("[1.50, 1e2, 0]", "[15E-1, 100, -0.0]"));
        assert!(!equal("12345678901234567890123", "12345678901234567890124"));
        assert!(!equal("1", "-1"));
    }

    #[test]
    fn members_have_no_order_and_strings_no_spelling() {
        assert!(equal(
            r#"{"a": "\u0041", "b": null}"#,
            r#"{"b":null,"a":"A"}"#
        ));
        assert!(!equal(r#"{"a": null}"#, "{}"));
        assert!(!equal(r#"{"a": 1}"#, r#"{"a": "1"}"#));
    }
}
