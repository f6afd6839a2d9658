//! Matches one character against a literal, a class or an escape.

use std::sync::OnceLock;

use regress::Regex;

/// The flags of ECMA 262.
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
    /// Returns the letters of the flags that matter to one character.
    pub(crate) fn word(self) -> &'static str {
        match (self.icase, self.unicode) {
            (true, true) => "iu",
            (true, false) => "i",
            (false, true) => "u",
            (false, false) => "",
        }
    }
}

/// A matcher of one character. It keeps the results for ASCII, because they are needed often.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    ascii: OnceLock<u128>,
    others: Others,
}

#[derive(Clone, Debug)]
enum Others {
    None,
    Only(char),
    Any,
    /// Every character but U+2028 and U+2029, which end lines.
    InLine,
    As(Regex),
}

impl Atom {
    /// Creates an atom that matches one character literally.
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
            true => Self::new(1 << u32::from(c), Others::None),
            false => Self::new(0, Others::Only(c)),
        })
    }

    /// Creates the atom for `.`.
    pub(crate) fn dot(flags: Flags) -> Self {
        match flags.dot_all {
            true => Self::new(u128::MAX, Others::Any),
            false => Self::new(!(1 << 0x0a | 1 << 0x0d), Others::InLine),
        }
    }

    /// Creates an atom from the source of a class or an escape.
    pub(crate) fn class(source: &str, flags: Flags) -> Option<Self> {
        let regex = Regex::with_flags(&format!("^(?:{source})$"), flags.word()).ok()?;
        Some(Self {
            ascii: OnceLock::new(),
            others: Others::As(regex),
        })
    }

    fn new(ascii: u128, others: Others) -> Self {
        Self {
            ascii: OnceLock::from(ascii),
            others,
        }
    }

    pub(crate) fn takes(&self, c: char) -> bool {
        if c.is_ascii() {
            let ascii = self.ascii.get_or_init(|| self.others.ascii());
            return ascii & 1 << u32::from(c) != 0;
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

impl Others {
    /// Returns one bit for each ASCII character: whether it matches.
    fn ascii(&self) -> u128 {
        let Self::As(regex) = self else { return 0 };
        let takes = |byte: &u8| {
            regex
                .find(char::from(*byte).encode_utf8(&mut [0; 4]))
                .is_some()
        };
        (0..128).filter(takes).fold(0, |all, byte| all | 1 << byte)
    }
}

/// Returns whether a character is a line terminator of ECMA 262.
pub(crate) fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
