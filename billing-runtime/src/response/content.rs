//! Determines what a body is from its headers and first bytes.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::{Value, Wire as _};

/// Returns the media type as sent, or a phrase for its absence.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    match headers.get(CONTENT_TYPE).map(|v| v.to_str()) {
        Some(Ok(text)) => text,
        Some(Err(_)) => "an unreadable media type",
        None => "no media type",
    }
}

fn essence(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
    )
}

/// Returns whether the media type is JSON or missing.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    essence(headers).is_none_or(|e| e.ends_with("/json") || e.ends_with("+json"))
}

/// Returns whether the media type is the expected one, missing, or that of arbitrary bytes.
pub(super) fn is_media(headers: &HeaderMap, expected: &str) -> bool {
    essence(headers).is_none_or(|e| {
        e.is_empty() || e == "application/octet-stream" || e.eq_ignore_ascii_case(expected)
    })
}

/// Returns the declared character set if it is not UTF-8 and the bytes are not ASCII.
pub(super) fn foreign_charset(headers: &HeaderMap, text: &[u8]) -> Option<String> {
    let declared = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let charset = declared.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches('"'))
    })?;
    let known = ["utf-8", "utf8", "us-ascii"]
        .iter()
        .any(|k| charset.eq_ignore_ascii_case(k));
    (!known && !text.is_ascii()).then(|| charset.to_owned())
}

/// Removes the byte order mark, which RFC 8259 allows a reader to ignore.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// Returns whether a body begins as the JSON of a service does, and not as the error page of a proxy.
pub(super) fn looks_like_json(text: &[u8]) -> bool {
    let mut text = without_mark(text).iter();
    let first = text.find(|b| !b.is_ascii_whitespace());
    first.is_some_and(|b| matches!(b, b'{' | b'[' | b'"' | b'0'..=b'9' | b'-'))
}

/// Returns the body as a tree if it is a JSON object or array.
pub(super) fn json(text: &[u8]) -> Option<Value> {
    let text = without_mark(text);
    let first = text.iter().find(|b| !b.is_ascii_whitespace())?;
    matches!(first, b'{' | b'[')
        .then(|| Value::from_json(text).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(media: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        headers
    }

    #[test]
    fn media_types() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/json",
            "application/problem+json",
        ] {
            assert!(is_json(&headers(json)), "{json}");
        }
        assert!(is_json(&HeaderMap::new()));
        assert!(!is_json(&headers("text/html")));
        assert!(is_media(
            &headers("application/PDF; name=x"),
            "application/pdf"
        ));
        assert!(is_media(
            &headers("application/octet-stream"),
            "application/pdf"
        ));
        assert!(!is_media(&headers("text/html"), "application/pdf"));
    }

    #[test]
    fn a_foreign_charset_counts_only_where_it_matters() {
        let latin = headers("application/json; charset=\"iso-8859-2\"");
        assert_eq!(
            foreign_charset(&latin, "{\"a\":\"ű\"}".as_bytes()).as_deref(),
            Some("iso-8859-2")
        );
        assert_eq!(foreign_charset(&latin, b"{}"), None);
        assert_eq!(
            foreign_charset(&headers("application/json; charset=UTF-8"), "ű".as_bytes()),
            None
        );
    }

    #[test]
    fn only_objects_and_arrays_are_trees() {
        assert!(json(b"\xef\xbb\xbf {\"a\":1}").is_some());
        assert!(json(b"<html>").is_none());
        assert!(json(b"").is_none());
        assert!(json(b"true").is_none());
        assert!(json(b"{\"a\":").is_none());
    }
}
