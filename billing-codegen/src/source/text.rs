//! Decodes the bytes of a file.

use crate::origin::Span;

/// The decoded content of a file, and the error in its bytes, if any.
pub struct Decoded {
    /// The content up to the first byte that is not UTF-8, without byte order mark.
    pub text: String,
    /// The error and its help.
    pub flaw: Option<(Span, String, &'static str)>,
}

/// Decodes bytes as UTF-8, with or without byte order mark.
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

/// Recognizes UTF-16 by its byte order mark, or by a zero byte next to an ASCII character at the start.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, ..] => Some("little endian"),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] => Some("big endian"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
