//! Masks secrets in what a server sends back.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::kind::PREVIEW;
use super::secret_matcher::SecretMatcher;
use crate::Value;
use crate::secret::Secret;

const MASKED: &[u8] = b"***";

/// Masks the secrets of one call. The search for their encoded variants is prepared only when a response or an error
/// has to be masked, since most calls succeed.
///
/// A secret is found verbatim, without regard to case, under any layers of escapes (percent encoding,
/// escapes of JSON and of programs, entities of HTML), in hex, in Base64 together with
/// the text around it, and as a number.
#[derive(Debug, Default)]
pub(crate) struct Redactor(Vec<Secret>);

impl Redactor {
    pub(crate) fn new(secrets: Vec<Secret>) -> Self {
        Self(secrets)
    }

    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match masked(&SecretMatcher::new(&self.0), text.as_bytes()) {
            Some(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    pub(crate) fn owned(&self, text: String) -> String {
        match self.text(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(clean) => clean,
        }
    }

    /// Returns the first bytes of a body. The body is cut after masking, so that no secret is cut in half.
    pub(crate) fn preview(&self, body: &Bytes) -> Bytes {
        let matcher = SecretMatcher::new(&self.0);
        let longest = matcher.longest();
        let part = body.slice(..body.len().min(PREVIEW + longest));
        let cut = part.len() < body.len();
        let mut out = masked(&matcher, &part).map_or(part, Bytes::from);
        if cut {
            // The last bytes may be the beginning of a secret.
            out.truncate(out.len().saturating_sub(longest));
        }
        out.truncate(PREVIEW);
        out
    }

    pub(crate) fn headers(&self, headers: &HeaderMap) -> HeaderMap {
        let matcher = SecretMatcher::new(&self.0);
        let mut out = headers.clone();
        for value in out.values_mut() {
            if let Some(clean) = masked(&matcher, value.as_bytes()) {
                *value = HeaderValue::from_bytes(&clean)
                    .unwrap_or_else(|_| HeaderValue::from_static("***"));
            }
        }
        out
    }

    pub(crate) fn value(&self, value: Value) -> Value {
        clean(&SecretMatcher::new(&self.0), value)
    }
}

fn clean(matcher: &SecretMatcher, value: Value) -> Value {
    let text = |text: String| match masked(matcher, text.as_bytes()) {
        Some(clean) => String::from_utf8_lossy(&clean).into_owned(),
        None => text,
    };
    match value {
        Value::String(string) => Value::String(text(string)),
        Value::Number(number) => match masked(matcher, number.to_string().as_bytes()) {
            Some(clean) => Value::String(String::from_utf8_lossy(&clean).into_owned()),
            None => Value::Number(number),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(|v| clean(matcher, v)).collect()),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, v)| (text(name), clean(matcher, v)))
                .collect(),
        ),
        other => other,
    }
}

/// Replaces each secret in a text; returns `None` if the text contains none.
fn masked(matcher: &SecretMatcher, text: &[u8]) -> Option<Vec<u8>> {
    let found = matcher.find(text);
    if found.is_empty() {
        return None;
    }
    let (mut out, mut from) = (Vec::with_capacity(text.len()), 0);
    for range in found {
        out.extend_from_slice(&text[from..range.start]);
        out.extend_from_slice(MASKED);
        from = range.end;
    }
    out.extend_from_slice(&text[from..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new(vec![Secret::from("canary/1\"x"), Secret::from("abc")])
    }

    #[test]
    fn secrets_are_masked_in_each_encoding() {
        let body =
            br#"{"plain":"canary/1\"x","php":"canary\/1\"x","url":"canary%2F1%22x","abc":1}"#;
        let clean = redactor().preview(&Bytes::from_static(body));
        let text = String::from_utf8_lossy(&clean);
        assert_eq!(text, r#"{"plain":"***","php":"***","url":"***","abc":1}"#);
    }

    const KEY: &str = "canary<k>/e+y&\"\u{1f600}'~1 %2F\\x";

    fn json_escaped(text: &str) -> String {
        let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
        units.collect()
    }

    fn percent(text: &str, upper: bool) -> String {
        let each = text.bytes().map(|b| match upper {
            true => format!("%{b:02X}"),
            false => format!("%{b:02x}"),
        });
        each.collect()
    }

    fn entities(text: &str, hex: bool) -> String {
        let each = text.chars().map(|c| match hex {
            true => format!("&#x{:x};", u32::from(c)),
            false => format!("&#{:04};", u32::from(c)),
        });
        each.collect()
    }

    /// Tests each encoding in which a service, a proxy or an HTML page may repeat a key.
    #[test]
    fn every_encoding_of_a_secret_is_masked() {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

        let html = KEY
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let html = html.replace('"', "&quot;").replace('\'', "&apos;");
        let json = Value::String(KEY.into());
        let json = crate::Wire::to_json(&json);
        let json = json.trim_matches('"').to_owned();
        let mut encoded = vec![
            KEY.to_owned(),
            KEY.to_uppercase(),
            json.clone(),
            json.replace('/', "\\/"),
            json.replace('<', "\\u003c")
                .replace('>', "\\u003E")
                .replace('&', "\\u0026"),
            json.replace('\\', "\\\\").replace('"', "\\\""),
            json_escaped(KEY),
            json_escaped(KEY).to_lowercase(),
            percent(KEY, true),
            percent(KEY, false),
            percent(&percent(KEY, true), false),
            crate::request::percent::encode(KEY),
            crate::request::percent::encode(KEY).replace("%20", "+"),
            entities(KEY, true),
            entities(KEY, false),
            html.clone(),
            percent(&html, false),
            html.replace('&', "&amp;"),
            html.replace('&', "\\u0026"),
            format!("{KEY:?}").trim_matches('"').to_owned(),
            KEY.bytes().map(|b| format!("{b:02x}")).collect(),
            KEY.bytes().map(|b| format!("{b:02X}")).collect(),
            KEY.bytes().map(|b| format!("\\x{b:02x}")).collect(),
        ];
        for around in ["", "a", "ab", "user:", "Bearer ", "\u{fffd}"] {
            let text = format!("{around}{KEY}{around}");
            for coded in [
                STANDARD.encode(&text),
                URL_SAFE.encode(&text),
                URL_SAFE_NO_PAD.encode(&text),
            ] {
                encoded.push(percent(&coded, true));
                encoded.push(coded.replace('/', "\\/"));
                encoded.push(coded);
            }
        }
        let redactor = Redactor::new(vec![Secret::from(KEY)]);
        for form in encoded {
            let text = format!("before {form} after");
            assert_eq!(redactor.text(&text), "before *** after", "{form}");
            let body = redactor.preview(&Bytes::from(text));
            assert_eq!(body, "before *** after");
        }
        assert_eq!(
            redactor.text("canary 100 % & \\ sure"),
            "canary 100 % & \\ sure"
        );
    }

    #[test]
    fn a_key_of_digits_is_masked_in_numbers() {
        let redactor = Redactor::new(vec![Secret::from("0081726354409900")]);
        for form in [
            "0081726354409900",
            "81726354409900",
            "81726354409900.0",
            "8.17263544099e13",
            "8.17263544099E+13",
        ] {
            let body = redactor.preview(&Bytes::from(format!("{{\"k\":{form}}}")));
            let body = String::from_utf8_lossy(&body).into_owned();
            assert!(!body.contains("26354"), "{body}");
            if let Ok(value) = <Value as crate::Wire>::from_json(form) {
                assert!(!format!("{:?}", redactor.value(value)).contains("26354"));
            }
        }
    }

    #[test]
    fn a_secret_at_the_end_of_the_preview_leaves_no_part() {
        let mut body = vec![b'x'; PREVIEW - 3];
        body.extend_from_slice(b"canary/1\"x and more");
        let clean = redactor().preview(&Bytes::from(body));
        assert!(clean.len() > PREVIEW - 500 && clean.len() <= PREVIEW);
        assert!(!String::from_utf8_lossy(&clean).contains("can"));
    }

    #[test]
    fn headers_and_values_are_masked() {
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::from_static("got canary/1\"x"));
        assert_eq!(redactor().headers(&headers)["x-echo"], "got ***");
        let value = Value::Array(vec![Value::String("canary/1\"x!".into()), Value::Null]);
        let clean = Value::Array(vec![Value::String("***!".into()), Value::Null]);
        assert_eq!(redactor().value(value), clean);
    }
}
