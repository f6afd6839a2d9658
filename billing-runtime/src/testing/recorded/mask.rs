//! Masks the secrets of a request, which it recognizes by the names of headers and members.

use http::HeaderValue;

use super::RecordedRequest;
use crate::error::Redactor;
use crate::secret::Secret;
use crate::{Value, Wire as _};

const MASKED: &str = "***";

/// If a name contains one of these, its value is secret. Ignores case, `-` and `_`.
const PARTS: [&str; 8] = [
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "passw",
    "privatekey",
    "secret",
    "token",
];
/// If a name equals one of these, its value is secret.
const NAMES: [&str; 4] = ["access", "jwt", "key", "refresh"];

/// Headers that never hold a secret.
const HARMLESS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "host",
    "idempotency-key",
    "if-none-match",
    "user-agent",
];

/// The secrets of one request, which are masked wherever they occur.
pub(super) struct Mask {
    redactor: Redactor,
    /// Whether only headers that are known to be harmless are shown.
    strict: bool,
}

impl Mask {
    pub(super) fn of(request: &RecordedRequest) -> Self {
        let mut found = Vec::new();
        for (name, value) in &request.headers {
            if value.is_sensitive() || is_secret(name.as_str()) {
                let text = String::from_utf8_lossy(value.as_bytes());
                let (_, token) = schemed(&text);
                found.push(Secret::from(token));
            }
        }
        if let Ok(body) = Value::from_json(&request.body[..]) {
            collect(&body, &mut found);
        }
        Self {
            redactor: Redactor::new(found),
            strict: request.unmarked,
        }
    }

    pub(super) fn text(&self, text: &str) -> String {
        self.redactor.text(text).into_owned()
    }

    pub(super) fn header(&self, name: &str, value: &HeaderValue) -> String {
        let text = String::from_utf8_lossy(value.as_bytes());
        if !is_secret(name) && (!self.strict || HARMLESS.contains(&name)) {
            return self.text(&text);
        }
        let (scheme, _) = schemed(&text);
        format!("{scheme}{MASKED}")
    }

    /// Masks a path with its query.
    pub(super) fn target(&self, target: &str) -> String {
        match target.split_once('?') {
            Some((path, query)) => format!("{}?{}", self.text(path), self.pairs(query)),
            None => self.text(target),
        }
    }

    /// Masks the pairs of a query or a form.
    pub(super) fn pairs(&self, text: &str) -> String {
        let pairs = text.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={MASKED}"),
            _ => self.text(pair),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    pub(super) fn value(&self, value: Value) -> Value {
        self.redactor.value(named(value))
    }
}

/// Returns a path with its query, with each segment and each value masked.
pub(super) fn outline(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut out = String::new();
    for segment in path.split('/').skip(1) {
        out.push('/');
        out.push_str(if segment.is_empty() { "" } else { MASKED });
    }
    for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, _)) => out.extend([name, "=", MASKED]),
            None => out.push_str(MASKED),
        }
    }
    out
}

/// Splits a scheme such as `Bearer ` from the token. Without a scheme, everything is the token.
fn schemed(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            (&text[..=scheme.len()], token)
        }
        _ => ("", text),
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.contains(&plain.as_str()) || PARTS.iter().any(|part| plain.contains(part))
}

fn collect(value: &Value, found: &mut Vec<Secret>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            for (name, value) in members.iter() {
                match value {
                    Value::String(text) if is_secret(name) => {
                        found.push(Secret::from(text.as_str()));
                    }
                    _ => collect(value, found),
                }
            }
        }
        _ => {}
    }
}

/// Masks the members with secret names, including short and empty values.
fn named(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(named).collect()),
        Value::Object(members) => {
            let masked = members.into_iter().map(|(name, value)| match value {
                Value::String(_) | Value::Number(_) if is_secret(&name) => {
                    (name, Value::String(MASKED.into()))
                }
                value => (name, named(value)),
            });
            Value::Object(masked.collect())
        }
        other => other,
    }
}
