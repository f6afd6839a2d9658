//! Whether one character is taken by what stands for one.

use regress::Regex;

/// What the modifiers of ECMA 262 say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// `i`
    pub(crate) icase: bool,
    /// `m`
    pub(crate) lines: bool,
    /// `s`
    pub(crate) dot_all: bool,
    /// `u`
    pub(crate) unicode: bool,
}

impl Flags {
    /// The letters of those that matter to one character.
    pub(crate) fn word(self) -> &'static str {
        match (self.icase, self.unicode) {
            (true, true) => "iu",
            (true, false) => "i",
            (false, true) => "u",
            (false, false) => "",
        }
    }
}

/// What takes one character: the answer for ASCII in advance, since it is asked for often.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    ascii: u128,
    others: Others,
}

#[derive(Clone, Debug)]
enum Others {
    None,
    Only(char),
    Any,
    /// All but U+2028 and U+2029, which end lines.
    InLine,
    As(Regex),
}

impl Atom {
    /// One character as it stands there.
    pub(crate) fn literal(c: char, flags: Flags) -> Option<Self> {
        if flags.icase {
            let escaped = match flags.unicode {
                true => format!("\\u{{{:x}}}", u32::from(c)),
                false if c.is_ascii_punctuation() => format!("\\{c}"),
                false => c.to_string(),
            };
            return Self::class(&escaped, flags);
        }
        Some(match c.is_ascii() {
            true => Self {
                ascii: 1 << u32::from(c),
                others: Others::None,
            },
            false => Self {
                ascii: 0,
                others: Others::Only(c),
            },
        })
    }

    /// `.`
    pub(crate) fn dot(flags: Flags) -> Self {
        match flags.dot_all {
            true => Self {
                ascii: u128::MAX,
                others: Others::Any,
            },
            false => Self {
                ascii: !(1 << 0x0a | 1 << 0x0d),
                others: Others::InLine,
            },
        }
    }

    /// A class or an escape, as it is written.
    pub(crate) fn class(source: &str, flags: Flags) -> Option<Self> {
        let regex = Regex::with_flags(&format!("^(?:{source})$"), flags.word()).ok()?;
        let mut ascii = 0;
        for byte in 0..128u8 {
            let mut buffer = [0; 4];
            if regex
                .find(char::from(byte).encode_utf8(&mut buffer))
                .is_some()
            {
                ascii |= 1 << byte;
            }
        }
        Some(Self {
            ascii,
            others: Others::As(regex),
        })
    }

    pub(crate) fn takes(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii & 1 << u32::from(c) != 0;
        }
        match &self.others {
            Others::None => false,
            Others::Only(only) => *only == c,
            Others::Any => true,
            Others::InLine => !ends_line(c),
            Others::As(regex) => regex.find(c.encode_utf8(&mut [0; 4])).is_some(),
        }
    }
}

/// The line terminators of ECMA 262.
pub(crate) fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
