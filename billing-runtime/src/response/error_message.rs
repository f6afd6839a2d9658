//! Finds the error message in a body that matches no declared error.

use std::collections::VecDeque;

use crate::Value;

/// Members that contain messages, the best first. The comparison ignores case, `_` and `-`.
const NAMES: [&str; 11] = [
    "message",
    "errormessage",
    "errordescription",
    "msg",
    "errormsg",
    "detail",
    "description",
    "faultstring",
    "reason",
    "error",
    "title",
];
/// The nesting depth down to which a message is searched for.
const MAX_DEPTH: usize = 4;
/// The number of values in which a message is searched for.
const MAX_VALUES: usize = 200;
/// A longer text is a page or a document, not a message.
const MAX_LENGTH: usize = 2000;

/// Returns the message in the JSON body of an error: the best member with a message, those nearer to
/// the root first.
pub(crate) fn from_json(body: &Value) -> Option<String> {
    let mut next = VecDeque::from([(body, 0)]);
    let mut seen = 0;
    while let Some((value, depth)) = next.pop_front() {
        seen += 1;
        if seen > MAX_VALUES {
            return None;
        }
        match value {
            Value::String(text) if depth == 0 => return trimmed(text),
            Value::Object(members) => {
                let best = NAMES.iter().find_map(|wanted| {
                    let mut same = members.iter().filter(|(name, _)| is(name, wanted));
                    same.find_map(|(_, value)| text(value))
                });
                if best.is_some() {
                    return best;
                }
                next.extend(deeper(members.iter().map(|(_, value)| value), depth));
            }
            Value::Array(items) => {
                let texts: Vec<_> = items.iter().filter_map(text).collect();
                if !texts.is_empty() {
                    return Some(texts.join("; "));
                }
                next.extend(deeper(items.iter(), depth));
            }
            _ => {}
        }
    }
    None
}

/// Returns the message in a body of plain text; a page of HTML has none.
pub(crate) fn from_text(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let markup = text.starts_with('<');
    (!markup && text.len() <= MAX_LENGTH)
        .then(|| trimmed(text))
        .flatten()
}

fn deeper<'v>(
    values: impl Iterator<Item = &'v Value>,
    depth: usize,
) -> impl Iterator<Item = (&'v Value, usize)> {
    let nested = values.filter(|v| matches!(v, Value::Object(_) | Value::Array(_)));
    nested
        .filter(move |_| depth < MAX_DEPTH)
        .map(move |value| (value, depth + 1))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => trimmed(text),
        _ => None,
    }
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is(name: &str, wanted: &str) -> bool {
    let plain = name.bytes().filter(|b| !matches!(b, b'_' | b'-'));
    plain.map(|b| b.to_ascii_lowercase()).eq(wanted.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wire as _;

    #[test]
    fn messages_are_found_at_any_depth() {
        for json in [
            r#"{"message":"no"}"#,
            r#"{"error":{"code":7,"message":"no"}}"#,
            r#"{"error":"no"}"#,
            r#"{"error":"invalid_grant","error_description":"no"}"#,
            r#"{"success":false,"data":{"errorMessage":" no "}}"#,
            r#"{"errors":[{"field":"a","detail":"no"}]}"#,
            r#"["no"]"#,
            r#"{"errors":["no"]}"#,
            r#"{"Message":"no","StackTrace":"at x"}"#,
            r#"{"type":"about:blank","title":"Bad Request","detail":"no"}"#,
            r#""no""#,
        ] {
            let found = from_json(&Value::from_json(json).unwrap());
            assert_eq!(found.as_deref(), Some("no"), "{json}");
        }
        for json in ["{}", r#"{"message":""}"#, r#"{"message":7}"#, "[1]", "null"] {
            assert_eq!(from_json(&Value::from_json(json).unwrap()), None, "{json}");
        }
    }

    #[test]
    fn plain_text_and_pages() {
        assert_eq!(
            from_text(b" Too many requests\n").as_deref(),
            Some("Too many requests")
        );
        for none in [
            &b"<html>no</html>"[..],
            b"",
            b" ",
            b"\xff\xfe",
            &[b'x'; 3000],
        ] {
            assert_eq!(from_text(none), None);
        }
    }
}
