//! JSON text, token by token: white space, literals, numbers, strings, commas and braces.
use std::borrow::Cow;

use super::{ErrorKind, Peek, Reader, Syntax};
use crate::wire::{Error, Kinds};

impl<'j> Reader<'j> {
    #[inline]
    fn bytes(&self) -> &'j [u8] {
        self.text.as_bytes()
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// Returns the next byte that is not white space.
    #[inline]
    pub(in crate::wire) fn next_byte(&mut self) -> Result<u8, Error> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(byte) => return Ok(byte),
                None => return Err(self.syntax(Syntax::End)),
            }
        }
    }

    /// Returns whether only white space follows.
    pub(in crate::wire) fn at_end(&mut self) -> bool {
        self.next_byte().is_err() && !self.broken
    }

    /// Returns an error at this position. If the text is cut here because it is not UTF-8, the error says so.
    #[cold]
    pub(in crate::wire) fn syntax(&self, syntax: Syntax) -> Error {
        let syntax = if self.broken && self.at >= self.text.len() {
            Syntax::Utf8
        } else {
            syntax
        };
        Error::new(ErrorKind::Syntax(syntax), self.at)
    }

    /// Reads a word whose first byte is known to be next.
    pub(in crate::wire) fn word(&mut self, word: &str) -> Result<(), Error> {
        let rest = &self.bytes()[self.at.min(self.text.len())..];
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.syntax(if word.as_bytes().starts_with(rest) {
            Syntax::End
        } else {
            Syntax::Value
        }))
    }

    /// Reads a number.
    #[inline]
    pub(in crate::wire) fn number_text(&mut self) -> Result<&'j str, Error> {
        let (bytes, start) = (self.bytes(), self.at);
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        match bytes.get(at) {
            Some(b'0') => at += 1,
            Some(b'1'..=b'9') => at = digits(bytes, at),
            _ => return Err(self.broken_number(at)),
        }
        if bytes.get(at) == Some(&b'.') {
            let end = digits(bytes, at + 1);
            if end == at + 1 {
                return Err(self.broken_number(end));
            }
            at = end;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let sign = at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let end = digits(bytes, sign);
            if end == sign {
                return Err(self.broken_number(end));
            }
            at = end;
        }
        self.at = at;
        Ok(self.text.get(start..at).unwrap_or_default())
    }

    #[cold]
    fn broken_number(&mut self, at: usize) -> Error {
        self.at = at;
        self.syntax(if at >= self.text.len() {
            Syntax::End
        } else {
            Syntax::Number
        })
    }

    /// Reads an integer of up to 18 digits. For anything else, returns `None` and does not advance.
    #[inline]
    pub(in crate::wire) fn short_integer(&mut self) -> Option<i64> {
        let bytes = self.bytes();
        let negative = bytes.get(self.at) == Some(&b'-');
        let start = self.at + usize::from(negative);
        let (mut at, mut value) = (start, 0_i64);
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            if at - start == 18 {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            at += 1;
        }
        let zeros = bytes.get(start) == Some(&b'0') && at > start + 1;
        if at == start || zeros || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at = at;
        Some(if negative { -value } else { value })
    }

    /// Reads a string; its opening quote is next.
    #[inline]
    pub(in crate::wire) fn string_text(&mut self) -> Result<Cow<'j, str>, Error> {
        let start = self.at + 1;
        let end = plain(self.bytes(), start);
        if self.bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(self.text.get(start..end).unwrap_or_default()));
        }
        self.escaped(start, end).map(Cow::Owned)
    }

    /// Reads the rest of a string, from its first escape on.
    fn escaped(&mut self, start: usize, mut end: usize) -> Result<String, Error> {
        let mut text = String::new();
        let mut from = start;
        loop {
            text.push_str(self.text.get(from..end).unwrap_or_default());
            self.at = end;
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.syntax(Syntax::Control)),
                None => return Err(self.syntax(Syntax::End)),
            }
            from = self.at;
            end = plain(self.bytes(), from);
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        self.at += 1;
        let char = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            Some(_) => return Err(self.syntax(Syntax::Escape)),
            None => return Err(self.syntax(Syntax::End)),
        };
        self.at += 1;
        Ok(char)
    }

    fn unicode(&mut self) -> Result<char, Error> {
        let high = self.hex()?;
        let code = if !(0xD800..0xDC00).contains(&high) {
            high
        } else if self.bytes().get(self.at..self.at + 2) == Some(b"\\u") {
            self.at += 1;
            let low = self.hex()?;
            if !(0xDC00..0xE000).contains(&low) {
                return Err(self.syntax(Syntax::Surrogate));
            }
            0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.syntax(Syntax::Surrogate))
    }

    /// Reads the `u` that comes next and the four hex digits after it.
    fn hex(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for at in self.at + 1..self.at + 5 {
            let digit = self
                .bytes()
                .get(at)
                .map(|byte| char::from(*byte).to_digit(16));
            match digit {
                Some(Some(digit)) => code = code * 16 + digit,
                Some(None) => return Err(self.syntax(Syntax::Escape)),
                None => return Err(self.syntax(Syntax::End)),
            }
        }
        self.at += 5;
        Ok(code)
    }

    /// Enters the array that comes next and returns its first element, if it has one.
    #[inline]
    pub(in crate::wire) fn first_element(&mut self) -> Result<Option<Peek>, Error> {
        self.at += 1;
        let byte = self.next_byte()?;
        if byte == b']' {
            self.at += 1;
            return Ok(None);
        }
        Ok(Some(Peek(byte)))
    }

    /// Returns the next element of an array, if there is one.
    #[inline]
    pub(in crate::wire) fn next_element(&mut self) -> Result<Option<Peek>, Error> {
        let byte = self.next_byte()?;
        if byte != b',' && byte != b']' {
            return Err(self.syntax(Syntax::CommaOrBracket));
        }
        self.at += 1;
        if byte == b']' {
            return Ok(None);
        }
        let byte = self.next_byte()?;
        if byte == b']' {
            return Err(self.syntax(Syntax::TrailingComma));
        }
        Ok(Some(Peek(byte)))
    }

    /// Enters the object that comes next and returns the name of its first member, if it has one.
    #[inline]
    pub(in crate::wire) fn first_name(&mut self) -> Result<Option<Cow<'j, str>>, Error> {
        self.at += 1;
        match self.next_byte()? {
            b'"' => self.name().map(Some),
            b'}' => {
                self.at += 1;
                Ok(None)
            }
            _ => Err(self.syntax(Syntax::Name)),
        }
    }

    /// Returns the name of the next member of an object, if there is one.
    #[inline]
    pub(in crate::wire) fn next_name(&mut self) -> Result<Option<Cow<'j, str>>, Error> {
        match self.next_byte()? {
            b',' => {
                self.at += 1;
                match self.next_byte()? {
                    b'"' => self.name().map(Some),
                    b'}' => Err(self.syntax(Syntax::TrailingComma)),
                    _ => Err(self.syntax(Syntax::Name)),
                }
            }
            b'}' => {
                self.at += 1;
                Ok(None)
            }
            _ => Err(self.syntax(Syntax::CommaOrBrace)),
        }
    }

    #[inline]
    fn name(&mut self) -> Result<Cow<'j, str>, Error> {
        let name = self.string_text()?;
        if self.next_byte()? != b':' {
            return Err(self.syntax(Syntax::Colon));
        }
        self.at += 1;
        Ok(name)
    }
}

/// Returns the kinds of value that begin with a byte.
pub(super) fn kinds(byte: u8) -> Kinds {
    match byte {
        b'n' => Kinds::NULL,
        b't' | b'f' => Kinds::BOOLEAN,
        b'"' => Kinds::STRING,
        b'[' => Kinds::ARRAY,
        b'{' => Kinds::OBJECT,
        b'-' | b'0'..=b'9' => Kinds::NUMBER,
        _ => Kinds::NONE,
    }
}

#[inline]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns the position of the next quote, backslash or control character, or the end of the text.
///
/// It compares eight bytes at a time, and marks the highest bit of each matching byte. Borrows can mark wrong bytes
/// only after a matching one, and only the first mark counts.
#[inline]
pub(in crate::wire) fn plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        let marks = (control
            | (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash))
            & TOPS;
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\\' | 0..=0x1f) {
            return at;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn finds_the_first_special_byte_wherever_it_is() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for length in 0..40 {
                for at in 0..length {
                    let mut bytes = vec![b'x'; length];
                    bytes[at] = special;
                    bytes[length - 1] = b'"';
                    assert_eq!(plain(&bytes, 0), at.min(length - 1));
                    assert_eq!(plain(&bytes, at), at.min(length - 1));
                }
            }
        }
        assert_eq!(
            plain("é\u{7f}ÿ\u{80}🐲 !#[]".as_bytes(), 0),
            "é\u{7f}ÿ\u{80}🐲 !#[]".len()
        );
        assert_eq!(plain(b"", 0), 0);
    }
}
