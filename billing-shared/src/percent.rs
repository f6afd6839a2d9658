//! Percent-encoding, RFC 3986 section 2.1.

/// Decodes every `%xx`. Other percent signs stay. If the decoded string is not UTF-8, returns the string unchanged.
///
/// ```
/// assert_eq!(billing_shared::percent::decode("/a%20b%C3%A1%zz%+1%"), "/a bá%zz%+1%");
/// assert_eq!(billing_shared::percent::decode("%ff"), "%ff");
/// ```
#[must_use]
pub fn decode(string: &str) -> String {
    let bytes = string.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high << 4 | low);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| string.to_owned())
}

fn digit(byte: Option<&u8>) -> Option<u8> {
    match byte? {
        byte @ b'0'..=b'9' => Some(byte - b'0'),
        byte @ b'a'..=b'f' => Some(byte - b'a' + 10),
        byte @ b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}
