//! Takes secrets out of what a server sends back.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::kind::PREVIEW;
use crate::request::percent;
use crate::{Secret, Value};

/// A shorter text is no secret, and taking it out everywhere would make errors unreadable.
const SHORTEST: usize = 4;

/// Knows the secrets of one call. Their forms are made when something is to be cleaned, since
/// most calls end well.
#[derive(Debug, Default)]
pub(crate) struct Redactor(Vec<Secret>);

impl Redactor {
    pub(crate) fn new(secrets: Vec<Secret>) -> Self {
        Self(secrets)
    }

    /// Each secret in the forms in which a server could repeat it.
    fn forms(&self) -> Vec<Secret> {
        let mut forms = Vec::with_capacity(self.0.len());
        for text in self.0.iter().map(Secret::expose) {
            if text.len() < SHORTEST {
                continue;
            }
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
            for form in [escaped.replace('/', "\\/"), escaped, percent::encoded(text)] {
                if form != text {
                    forms.push(Secret::from(form));
                }
            }
            forms.push(Secret::from(text));
        }
        // The longest first: a token may contain another secret.
        forms.sort_by_key(|s| std::cmp::Reverse(s.expose().len()));
        forms
    }

    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut out = Cow::Borrowed(text);
        for secret in self.forms() {
            if out.contains(secret.expose()) {
                out = Cow::Owned(out.replace(secret.expose(), "***"));
            }
        }
        out
    }

    pub(crate) fn owned(&self, text: String) -> String {
        match self.text(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(clean) => clean,
        }
    }

    /// The first bytes of a body. Cut after the secrets are out, so that none is cut in half.
    pub(crate) fn preview(&self, body: &Bytes) -> Bytes {
        let mut out = body.slice(..body.len().min(2 * PREVIEW));
        let cut = out.len() < body.len();
        let forms = self.forms();
        for secret in &forms {
            out = replaced(out, secret.expose().as_bytes());
        }
        if cut {
            // The end may be the beginning of a secret.
            let longest = forms.first().map_or(0, |s| s.expose().len());
            out.truncate(out.len().saturating_sub(longest));
        }
        out.truncate(PREVIEW);
        out
    }

    pub(crate) fn headers(&self, headers: &HeaderMap) -> HeaderMap {
        let mut out = headers.clone();
        for value in out.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if let Cow::Owned(clean) = self.text(&text) {
                *value = HeaderValue::from_str(&clean)
                    .unwrap_or_else(|_| HeaderValue::from_static("***"));
            }
        }
        out
    }

    pub(crate) fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.owned(text)),
            Value::Array(items) => Value::Array(items.into_iter().map(|v| self.value(v)).collect()),
            Value::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|(name, v)| (self.owned(name), self.value(v)))
                    .collect(),
            ),
            other => other,
        }
    }
}

fn replaced(body: Bytes, secret: &[u8]) -> Bytes {
    let found = |from: usize| {
        let rest = body.get(from..)?;
        rest.windows(secret.len())
            .position(|w| w == secret)
            .map(|at| from + at)
    };
    let Some(mut at) = found(0) else { return body };
    let (mut out, mut from) = (Vec::with_capacity(body.len()), 0);
    loop {
        out.extend_from_slice(&body[from..at]);
        out.extend_from_slice(b"***");
        from = at + secret.len();
        match found(from) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.extend_from_slice(&body[from..]);
    Bytes::from(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new(vec![Secret::from("canary/1\"x"), Secret::from("abc")])
    }

    #[test]
    fn secrets_leave_in_each_form() {
        let body =
            br#"{"plain":"canary/1\"x","php":"canary\/1\"x","url":"canary%2F1%22x","abc":1}"#;
        let clean = redactor().preview(&Bytes::from_static(body));
        let text = String::from_utf8_lossy(&clean);
        assert_eq!(text, r#"{"plain":"***","php":"***","url":"***","abc":1}"#);
    }

    #[test]
    fn a_secret_at_the_cut_is_not_left_in_half() {
        let mut body = vec![b'x'; PREVIEW - 3];
        body.extend_from_slice(b"canary/1\"x and more");
        let clean = redactor().preview(&Bytes::from(body));
        assert_eq!(clean.len(), PREVIEW);
        assert!(clean.ends_with(b"x***"));
    }

    #[test]
    fn headers_and_values_are_cleaned() {
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::from_static("got canary/1\"x"));
        assert_eq!(redactor().headers(&headers)["x-echo"], "got ***");
        let value = Value::Array(vec![Value::String("canary/1\"x!".into()), Value::Null]);
        let clean = Value::Array(vec![Value::String("***!".into()), Value::Null]);
        assert_eq!(redactor().value(value), clean);
    }
}
