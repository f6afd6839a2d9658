//! Resolves the escapes in a text, and records where each byte came from.

/// A text with the position of each byte in the original text.
pub(super) struct Unescaped {
    pub(super) bytes: Vec<u8>,
    /// Where each byte begins in the original text, and finally where the last one ends.
    positions: Vec<usize>,
}

/// The HTML names of characters that may occur in keys and quoted text.
const NAMES: [(&str, u8); 32] = [
    ("amp", b'&'),
    ("lt", b'<'),
    ("gt", b'>'),
    ("quot", b'"'),
    ("apos", b'\''),
    ("sol", b'/'),
    ("bsol", b'\\'),
    ("plus", b'+'),
    ("equals", b'='),
    ("num", b'#'),
    ("percnt", b'%'),
    ("dollar", b'$'),
    ("excl", b'!'),
    ("commat", b'@'),
    ("ast", b'*'),
    ("lpar", b'('),
    ("rpar", b')'),
    ("lsqb", b'['),
    ("rsqb", b']'),
    ("lcub", b'{'),
    ("rcub", b'}'),
    ("verbar", b'|'),
    ("vert", b'|'),
    ("grave", b'`'),
    ("hat", b'^'),
    ("lowbar", b'_'),
    ("colon", b':'),
    ("semi", b';'),
    ("comma", b','),
    ("period", b'.'),
    ("quest", b'?'),
    ("tilde", b'~'),
];

impl Unescaped {
    pub(super) fn of(text: &[u8]) -> Self {
        Self {
            bytes: text.to_vec(),
            positions: (0..=text.len()).collect(),
        }
    }

    /// Returns the range of some bytes in the original text.
    pub(super) fn original(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.positions[from]..self.positions[to]
    }

    /// Resolves one layer of escapes; returns `None` if the text has no escapes.
    pub(super) fn unescaped(&self) -> Option<Self> {
        if !self.bytes.iter().any(|b| matches!(b, b'%' | b'\\' | b'&')) {
            return None;
        }
        let mut out = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            positions: Vec::with_capacity(self.positions.len()),
        };
        let (mut at, mut found) = (0, false);
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (code, length) = match escape(rest) {
                Some(escape) => {
                    found = true;
                    escape
                }
                None => (Code::Byte(rest[0]), 1),
            };
            let mut buffer = [0; 4];
            let bytes = match code {
                Code::Byte(byte) => {
                    buffer[0] = byte;
                    &buffer[..1]
                }
                Code::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
            };
            for byte in bytes {
                out.bytes.push(*byte);
                out.positions.push(self.positions[at]);
            }
            at += length;
        }
        out.positions.push(self.positions[self.bytes.len()]);
        found.then_some(out)
    }
}

/// The value of an escape.
enum Code {
    Byte(u8),
    Char(char),
}

/// Returns the escape at the beginning of a text, and its length.
fn escape(text: &[u8]) -> Option<(Code, usize)> {
    match text {
        [b'%', b'u' | b'U', rest @ ..] => Some((Code::Char(scalar(hex(rest.get(..4)?)?)?), 6)),
        [b'%', rest @ ..] => Some((Code::Byte(byte(rest)?), 3)),
        [b'\\', b'x', rest @ ..] => Some((Code::Byte(byte(rest)?), 4)),
        [b'\\', b'u', b'{', rest @ ..] => {
            let end = rest.iter().take(7).position(|b| *b == b'}')?;
            Some((Code::Char(scalar(hex(&rest[..end])?)?), end + 4))
        }
        [b'\\', b'u', rest @ ..] => utf16(rest),
        [b'\\', c @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((Code::Byte(*c), 2)),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(12).position(|b| *b == b';')?;
            Some((entity(&rest[..end])?, end + 2))
        }
        _ => None,
    }
}

fn utf16(rest: &[u8]) -> Option<(Code, usize)> {
    let first = hex(rest.get(..4)?)?;
    if let Some(c) = scalar(first) {
        return Some((Code::Char(c), 6));
    }
    let [b'\\', b'u', second @ ..] = rest.get(4..)? else {
        return None;
    };
    let second = hex(second.get(..4)?)?;
    if !(0xd800..0xdc00).contains(&first) || !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    let c = scalar(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    Some((Code::Char(c), 12))
}

fn entity(name: &[u8]) -> Option<Code> {
    let code = match name {
        [b'#', b'x' | b'X', digits @ ..] => scalar(hex(digits)?)?,
        [b'#', digits @ ..] => scalar(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        name => {
            let known = |(known, _): &&(&str, u8)| known.as_bytes().eq_ignore_ascii_case(name);
            return NAMES.iter().find(known).map(|(_, byte)| Code::Byte(*byte));
        }
    };
    Some(Code::Char(code))
}

fn byte(digits: &[u8]) -> Option<u8> {
    hex(digits.get(..2)?).and_then(|value| u8::try_from(value).ok())
}

fn scalar(value: u32) -> Option<char> {
    char::from_u32(value)
}

fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0, |value: u32, digit| {
        Some(value << 4 | char::from(*digit).to_digit(16)?)
    })
}
