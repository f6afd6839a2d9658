//! Makes a number within the limits of schemas.

use serde_json::Value;

use super::Facet;

/// Makes a number of a type: an integer if the limits allow one.
pub(super) fn make(facets: &[Facet<'_>], kind: &str, attempt: usize, salt: u64) -> Value {
    let limit = |word: &str, exclusive: &str, step: f64| {
        let limits = facets.iter().filter_map(move |(_, schema)| {
            let limit = schema.get(word)?.as_f64()?;
            let open = schema.get(exclusive) == Some(&Value::Bool(true));
            Some((limit, if open { limit + step } else { limit }))
        });
        limits.collect::<Vec<_>>()
    };
    let greatest = |a: f64, b: f64| a.max(b);
    let least = limit("minimum", "exclusiveMinimum", 1.0);
    let most = limit("maximum", "exclusiveMaximum", -1.0);
    let low = least.iter().map(|(_, whole)| whole.ceil()).reduce(greatest);
    let high = most.iter().map(|(_, whole)| whole.floor()).reduce(f64::min);
    let steps = facets
        .iter()
        .filter_map(|(_, s)| s.get("multipleOf")?.as_f64());
    let step = steps
        .reduce(greatest)
        .filter(|step| *step > 0.0)
        .unwrap_or(1.0);
    // Integer steps above one are kept; with a fractional step, integers are multiples too in most APIs.
    let stride = if step.fract() == 0.0 { step } else { 1.0 };
    let begin = low.unwrap_or_else(|| high.map_or(1.0, |high| high.min(1.0)));
    let first = (begin / stride).ceil() * stride;
    #[allow(clippy::cast_precision_loss)] // Salts and attempts are small.
    let whole = first + stride * (salt as f64 + (attempt / 2) as f64);
    if high.is_none_or(|high| whole <= high) {
        return json(whole);
    }
    if high.is_none_or(|high| first <= high) || kind == "integer" {
        return json(first);
    }
    // The limits exclude every integer.
    let low = least.iter().map(|(limit, _)| *limit).reduce(greatest);
    let high = most.iter().map(|(limit, _)| *limit).reduce(f64::min);
    let middle = (low.unwrap_or(0.0) + high.unwrap_or(1.0)) / 2.0;
    let stepped = if step == 1.0 {
        middle
    } else {
        (middle / step).round() * step
    };
    json(stepped)
}

fn json(number: f64) -> Value {
    /// The limit beyond which a double cannot represent every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[allow(clippy::cast_possible_truncation)] // Checked in the line before.
        return Value::from(number as i64);
    }
    // Prints the shortest string, without binary rounding errors such as 0.30000000000000004.
    let text = format!("{number:.12}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(number))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::plan::Place;

    fn made(schema: &Value, kind: &str, salt: u64) -> Value {
        let place = Place {
            document: String::new(),
            pointer: String::new(),
        };
        super::make(&[(place, schema.as_object().unwrap())], kind, 0, salt)
    }

    #[test]
    fn limits_hold() {
        for (schema, kind, expected) in [
            (json!({}), "integer", json!(1)),
            (
                json!({ "minimum": 5, "exclusiveMinimum": true }),
                "integer",
                json!(6),
            ),
            (json!({ "maximum": -3 }), "number", json!(-3)),
            (
                json!({ "minimum": 10, "multipleOf": 4 }),
                "integer",
                json!(12),
            ),
            (
                json!({ "minimum": 0.2, "maximum": 0.4, "multipleOf": 0.1 }),
                "number",
                json!(0.3),
            ),
            (
                json!({ "minimum": 0, "maximum": 1, "exclusiveMinimum": true, "exclusiveMaximum": true }),
                "number",
                json!(0.5),
            ),
        ] {
            assert_eq!(made(&schema, kind, 0), expected, "{schema}");
        }
        assert_eq!(made(&json!({ "maximum": 2 }), "integer", 1), json!(2));
    }
}
