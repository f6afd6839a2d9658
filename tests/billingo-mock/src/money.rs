//! Exact amounts in JSON.

use rust_decimal::Decimal;
use serde_json::Value;

/// Reads a number; `None` for anything else.
pub(crate) fn amount(value: &Value) -> Option<Decimal> {
    let Value::Number(number) = value else {
        return None;
    };
    let text = number.to_string();
    Decimal::from_str_exact(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

/// Writes a number without trailing zeros.
pub(crate) fn json(amount: Decimal) -> Value {
    let text = amount.normalize().to_string();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn there_and_back() {
        for value in [json!(4445), json!(-4445), json!(0.27), json!(0)] {
            assert_eq!(json(amount(&value).unwrap()), value);
        }
        assert_eq!(amount(&json!("1")), None);
        assert_eq!(amount(&json!(1e3)), Some(Decimal::from(1000)));
    }
}
