//! The error that the service reports.

use super::Redactor;
use crate::{Value, Wire as _};

/// The greatest nesting depth at which errors are listed one by one; a deeper one is shown as JSON.
const MAX_DEPTH: usize = 8;

/// The error that the service reports, with secrets masked.
#[derive(Clone, Debug, Default)]
pub(crate) struct ApiError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) details: Option<Value>,
    pub(crate) fields: Vec<(String, String)>,
}

impl ApiError {
    pub(crate) fn is_empty(&self) -> bool {
        self.code.is_none()
            && self.message.is_none()
            && self.details.is_none()
            && self.fields.is_empty()
    }

    pub(crate) fn redacted(self, redactor: &Redactor) -> Self {
        let masked = |text: String| redactor.owned(text);
        Self {
            code: self.code.map(masked),
            message: self.message.map(masked),
            details: self.details.map(|v| redactor.value(v)),
            fields: self
                .fields
                .into_iter()
                .map(|(p, m)| (masked(p), masked(m)))
                .collect(),
        }
    }

    /// Returns pairs of path and message. It reads every structure that services commonly use: an object of
    /// path to message, an array of messages, an array of objects with a field and a message, or a single
    /// message.
    pub(crate) fn field_errors(value: &Value) -> Vec<(String, String)> {
        let mut out = Vec::new();
        collect(value, "", 0, &mut out);
        out
    }
}

fn collect(value: &Value, path: &str, depth: usize, out: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => out.push((path.to_owned(), text.clone())),
        Value::Array(items) if depth < MAX_DEPTH => {
            for item in items {
                match field_and_message(item) {
                    Some((field, message)) => out.push((joined(path, field), message.to_owned())),
                    None => collect(item, path, depth + 1, out),
                }
            }
        }
        Value::Object(members) if depth < MAX_DEPTH => {
            for (name, item) in members.iter() {
                collect(item, &joined(path, name), depth + 1, out);
            }
        }
        other => out.push((path.to_owned(), other.to_json())),
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Returns the field and the message of an object that names both.
fn field_and_message(value: &Value) -> Option<(&str, &str)> {
    let Value::Object(members) = value else {
        return None;
    };
    let text = |names: &[&str]| {
        names.iter().find_map(|name| match members.get(name) {
            Some(Value::String(text)) => Some(text.as_str()),
            _ => None,
        })
    };
    let message = text(&["message", "msg", "error"])?;
    Some((
        text(&["field", "path", "property", "pointer"]).unwrap_or_default(),
        message,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_errors(json: &str) -> Vec<(String, String)> {
        ApiError::field_errors(&Value::from_json(json).unwrap())
    }

    /// E3 39: field errors are found in each structure.
    #[test]
    fn e3_39_field_errors_of_each_structure() {
        let pair = |p: &str, m: &str| (p.to_owned(), m.to_owned());
        assert_eq!(
            field_errors(r#"{"items[0].qty":"too few"}"#),
            [pair("items[0].qty", "too few")]
        );
        assert_eq!(
            field_errors(r#"["name is too long"]"#),
            [pair("", "name is too long")]
        );
        assert_eq!(field_errors(r#""all wrong""#), [pair("", "all wrong")]);
        assert_eq!(
            field_errors(r#"{"a":["x","y"]}"#),
            [pair("a", "x"), pair("a", "y")]
        );
        assert_eq!(
            field_errors(r#"[{"field":"a","message":"x"},{"message":"y"}]"#),
            [pair("a", "x"), pair("", "y")]
        );
        assert_eq!(
            field_errors(r#"{"a":{"b":"x"},"n":7}"#),
            [pair("a.b", "x"), pair("n", "7")]
        );
        assert_eq!(field_errors("null"), []);
    }

    #[test]
    fn errors_below_the_greatest_depth_are_one_error() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(field_errors(&deep).len(), 1);
    }
}
