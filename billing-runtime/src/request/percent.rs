//! Percent-encodes values in URLs.

use std::fmt::Write as _;

/// Encodes all characters but the unreserved ones of RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encode("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(
            encode("a/b?c#d%e f&g=h+ű"),
            "a%2Fb%3Fc%23d%25e%20f%26g%3Dh%2B%C5%B1"
        );
    }
}
