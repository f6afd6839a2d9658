//! Rewrites schemas so that a draft-4 validator accepts the representations that the extension keys allow.
//!
//! Requests are checked against the original files. A response may print a value in a representation that
//! `x-accept`, `x-zero-date` or `x-empty-array-as` allows; draft 4 does not know these keys.

use serde_json::{Map, Value, json};

/// The format of dates with or without a time, an offset and a `T`.
pub(crate) const LOOSE: &str = "mock-date-time";
/// The same, or a date that means "no date".
pub(crate) const LOOSE_OR_ZERO: &str = "mock-date-time-or-zero";
/// A day, or one that means "no date".
pub(crate) const DATE_OR_ZERO: &str = "mock-date-or-zero";

/// Rewrites a document; every pointer into it stays valid.
pub(crate) fn widen(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Map<String, Value> = members
                .iter()
                .map(|(name, value)| (name.clone(), widen(value)))
                .collect();
            more_kinds(&mut members);
            more_dates(&mut members);
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(widen).collect(),
        _ => value.clone(),
    }
}

fn more_kinds(schema: &mut Map<String, Value>) {
    let mut more: Vec<Value> = match schema.get("x-accept") {
        Some(Value::Array(kinds)) => kinds.clone(),
        _ => Vec::new(),
    };
    if schema.get("x-empty-array-as") == Some(&json!("object")) {
        more.push(json!("array"));
        schema.insert("maxItems".to_owned(), json!(0));
    }
    if more.is_empty() {
        return;
    }
    let mut kinds = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.clone(),
        Some(kind) => vec![kind.clone()],
        None => return,
    };
    for kind in more {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    schema.insert("type".to_owned(), Value::Array(kinds));
    // `enum` lists the values in the schema's own representation only.
    schema.remove("enum");
}

fn more_dates(schema: &mut Map<String, Value>) {
    let zero = schema.get("x-zero-date") == Some(&Value::Bool(true));
    let format = match (schema.get("format").and_then(Value::as_str), zero) {
        (Some("date-time"), true) => LOOSE_OR_ZERO,
        (Some("date-time"), false) => LOOSE,
        (Some("date"), true) => DATE_OR_ZERO,
        _ => return,
    };
    schema.insert("format".to_owned(), json!(format));
}

/// Returns whether a string is a date and a time, separated by a `T` or a space, with or without an offset.
pub(crate) fn is_loose(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let clock = time.get(..8).is_some_and(|clock| {
        let numbers: Vec<_> = clock.split(':').map(str::parse::<u8>).collect();
        matches!(numbers[..], [Ok(h), Ok(m), Ok(s)] if h < 24 && m < 60 && s < 61)
    });
    is_date(date) && clock
}

/// Returns whether a string is a valid date, such as `2015-12-31`.
pub(crate) fn is_date(text: &str) -> bool {
    let [y, m, d] = text.split('-').collect::<Vec<_>>()[..] else {
        return false;
    };
    if (y.len(), m.len(), d.len()) != (4, 2, 2) {
        return false;
    }
    let (Ok(y), Ok(m), Ok(d)) = (y.parse::<u32>(), m.parse::<u32>(), d.parse::<u32>()) else {
        return false;
    };
    let leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let last = match m {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&d)
}

/// Returns whether a string is a date that means "no date".
pub(crate) fn is_zero(text: &str) -> bool {
    text.is_empty() || text.starts_with("0000-00-00") || text.starts_with("-0001-11-30")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_added_to_the_type() {
        let schema = json!({ "properties": {
            "a": { "type": "number", "x-accept": ["string"] },
            "b": { "type": "object", "x-empty-array-as": "object" },
            "c": { "type": ["string", "null"], "format": "date-time", "x-zero-date": true },
        } });
        let widened = widen(&schema);
        assert_eq!(
            widened["properties"]["a"]["type"],
            json!(["number", "string"])
        );
        assert_eq!(
            widened["properties"]["b"]["type"],
            json!(["object", "array"])
        );
        assert_eq!(widened["properties"]["c"]["format"], json!(LOOSE_OR_ZERO));
    }

    #[test]
    fn dates() {
        assert!(is_date("2016-02-29") && !is_date("2015-02-29") && !is_date("2015-2-9"));
        assert!(is_loose("2017-10-04 15:26:26") && is_loose("2017-10-04T15:26:26+02:00"));
        assert!(!is_loose("2017-10-04") && !is_loose("2017-10-04 25:00:00"));
        assert!(is_zero("-0001-11-30 00:00:00") && is_zero("") && !is_zero("2017-10-04"));
    }
}
