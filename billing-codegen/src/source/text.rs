//! Bytes to text, and bytes of a text to lines and columns.

use super::origin::Span;

/// The text of a file, or what is wrong with its bytes.
pub struct Decoded {
    /// The text, as far as it is UTF-8, without byte order mark.
    pub text: String,
    /// What is wrong, and what to do about it.
    pub flaw: Option<(Span, String, &'static str)>,
}

/// Reads bytes as UTF-8, with or without byte order mark.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    const SAVE: &str = "save the file as UTF-8";
    if let Some(order) = utf16(&bytes) {
        return Decoded {
            text: String::new(),
            flaw: Some((
                Span::default(),
                format!("the file is UTF-16 ({order}), not UTF-8"),
                SAVE,
            )),
        };
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, flaw: None },
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            let message = format!("byte 0x{:02x} is not UTF-8", bytes[good]);
            bytes.truncate(good);
            let at = Span::new(good, good);
            Decoded {
                text: String::from_utf8(bytes).unwrap_or_default(),
                flaw: Some((at, message, SAVE)),
            }
        }
    }
}

/// Tells UTF-16 by its byte order mark, or by the zero byte beside a first ASCII character.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, ..] => Some("little endian"),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] => Some("big endian"),
        _ => None,
    }
}

/// A place in a text as people count: from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<'t> {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The whole line without its end.
    pub content: &'t str,
    /// Where the place is in `content`, in bytes.
    pub offset: usize,
}

/// Finds a byte of a text.
pub fn position(text: &str, byte: u32) -> Position<'_> {
    let mut byte = (byte as usize).min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |at| byte + at);
    let content = text[start..end].trim_end_matches('\r');
    Position {
        line: before.bytes().filter(|b| *b == b'\n').count() + 1,
        column: text[start..byte].chars().count() + 1,
        content,
        offset: (byte - start).min(content.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns_in_characters() {
        let text = "á\r\nőű x\r\n";
        let at = position(text, text.find('x').unwrap() as u32);
        assert_eq!((at.line, at.column, at.content), (2, 4, "őű x"));
        let end = position(text, 999);
        assert_eq!((end.line, end.column, end.content), (3, 1, ""));
    }

    #[test]
    fn drops_a_byte_order_mark() {
        assert_eq!(decode(b"\xef\xbb\xbf{}".to_vec()).text, "{}");
    }

    #[test]
    fn names_utf16_and_broken_bytes() {
        let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let flaw = decode(utf16).flaw.unwrap();
        assert_eq!(flaw.1, "the file is UTF-16 (little endian), not UTF-8");
        let broken = decode(b"{\"a\": \"\xe1\"}".to_vec());
        assert_eq!(broken.text, "{\"a\": \"");
        assert_eq!(broken.flaw.unwrap().1, "byte 0xe1 is not UTF-8");
    }
}
