//! The pull reader that every type reads from.
mod skip;
mod syntax;

use std::borrow::Cow;
use std::cell::RefCell;

use super::error::{ErrorKind, Syntax};
use super::rule::{Named, Rule, TypeInfo};
use super::{Done, Error, Kinds, Options, RecordNames};
use syntax::kinds;
pub(super) use syntax::plain;

/// The first byte of the next value, which tells its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Peek(pub(super) u8);

impl Peek {
    /// The placeholder for a value while a type is inspected.
    pub(super) const NOTHING: Self = Self(0);

    /// Returns the kinds that the value can be. The first byte of a number does not tell whether it is an integer.
    #[must_use]
    pub fn kinds(self) -> Kinds {
        kinds(self.0)
    }

    /// Returns whether `null` comes next.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == b'n'
    }

    /// Returns whether an object comes next.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0 == b'{'
    }

    /// Returns whether an array comes next.
    #[must_use]
    pub fn is_array(self) -> bool {
        self.0 == b'['
    }

    /// Returns whether a string comes next.
    #[must_use]
    pub fn is_string(self) -> bool {
        self.0 == b'"'
    }
}

impl std::fmt::Debug for Peek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Peek({})", self.kinds())
    }
}

/// The mode of a reader: what it does when a type reads from it.
#[derive(Clone, Copy)]
pub(super) enum Mode<'j> {
    /// Reads values.
    Read,
    /// Finds out the type of a variant's payload, which is set once it is known.
    Payload(Option<TypeInfo>),
    /// Finds out the rules of a type, as far as its fields determine them.
    Inspect(&'j Inspection),
}

/// The inspection of a type, which records its rules here.
pub(super) struct Inspection {
    /// The types that the schemas of the shape refer to.
    pub(super) named: &'static [Named],
    pub(super) rules: RefCell<Vec<Rule>>,
}

/// A reader of JSON, value by value. It counts nesting levels and knows what the current member accepts.
///
/// It is small and cheap to copy: a copy is a bookmark from which to read again.
pub struct Reader<'j> {
    pub(super) text: &'j str,
    pub(super) at: usize,
    /// Whether the text was cut off where it stops being UTF-8.
    pub(super) broken: bool,
    left: u32,
    depth: u32,
    /// The flags of the current member.
    pub(crate) flags: u16,
    /// The remaining budget for attempts at the variants of unions.
    pub(super) fuel: u64,
    pub(crate) names: RecordNames,
    /// The tag of the current union; the object of a variant needs no field for it.
    pub(super) tag: Option<&'static str>,
    pub(super) mode: Mode<'j>,
}

impl<'j> Reader<'j> {
    /// Creates a reader at the start of a text. Reading past the end of valid UTF-8 is an error.
    #[must_use]
    pub fn new(text: &'j [u8], options: &Options) -> Self {
        let (valid, broken) = match std::str::from_utf8(text) {
            Ok(text) => (text, false),
            Err(error) => {
                let valid = text.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), true)
            }
        };
        Self {
            text: valid,
            at: 0,
            broken,
            left: options.depth,
            depth: options.depth,
            flags: 0,
            fuel: (1 << 20) + 16 * text.len() as u64,
            names: options.record,
            tag: None,
            mode: Mode::Read,
        }
    }

    /// Creates a reader of another text with the same settings, for a value inside a string.
    pub(crate) fn nested<'k>(&self, text: &'k str) -> Reader<'k> {
        Reader {
            text,
            at: 0,
            broken: false,
            tag: None,
            mode: Mode::Read,
            ..*self
        }
    }

    /// Creates a second reader at the same position, to read ahead or to try a variant.
    pub(crate) fn bookmark(&self) -> Self {
        Self { ..*self }
    }

    /// Returns the kind of the next value.
    ///
    /// # Errors
    /// The text ends here.
    #[inline]
    pub fn peek(&mut self) -> Result<Peek, Error> {
        self.next_byte().map(Peek)
    }

    /// Returns the position in the text, in bytes.
    #[must_use]
    pub fn index(&self) -> usize {
        self.at
    }

    /// Returns an error at this position, with the caller's message.
    #[must_use]
    pub fn error(&self, text: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Text(text.into()), self.at)
    }

    /// Returns the error for a missing member.
    pub(crate) fn missing(&self, name: &'static str, at: usize) -> Error {
        Error::new(ErrorKind::Missing(name), at)
    }

    /// Returns the error for a duplicate member.
    pub(crate) fn duplicate(&self, name: String) -> Error {
        Error::new(ErrorKind::Duplicate(name.clone()), self.at).inside(name)
    }

    /// Returns the error for a value of an unexpected kind.
    #[cold]
    #[must_use]
    pub fn unexpected(&self, expected: Kinds, peek: Peek) -> Error {
        match self.kind(peek) {
            Kinds::NONE => self.syntax(Syntax::Value),
            found => Error::new(ErrorKind::Found { expected, found }, self.at),
        }
    }

    /// Returns the exact kind of the next value.
    pub(crate) fn kind(&self, peek: Peek) -> Kinds {
        match peek.kinds() {
            Kinds::NUMBER => self.number_kind(),
            kind => kind,
        }
    }

    fn number_kind(&self) -> Kinds {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let end = rest.iter().find(|byte| !matches!(byte, b'0'..=b'9' | b'-'));
        match end {
            Some(b'.' | b'e' | b'E') => Kinds::FRACTION,
            _ => Kinds::INTEGER,
        }
    }

    /// Goes one level deeper.
    #[inline]
    pub(super) fn enter(&mut self) -> Done {
        if self.left == 0 {
            return Err(Error::new(ErrorKind::Depth(self.depth), self.at));
        }
        self.left -= 1;
        Ok(())
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.left += 1;
    }

    /// Reads `null`.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn null(&mut self, peek: Peek) -> Done {
        if !peek.is_null() {
            return Err(self.unexpected(Kinds::NULL, peek));
        }
        self.word("null")
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn boolean(&mut self, peek: Peek) -> Result<bool, Error> {
        match peek.0 {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => Err(self.unexpected(Kinds::BOOLEAN, peek)),
        }
    }

    /// Reads a string. It is borrowed from the text unless it has escapes.
    ///
    /// # Errors
    /// Something else comes next.
    #[inline]
    pub fn string(&mut self, peek: Peek) -> Result<Cow<'j, str>, Error> {
        if !peek.is_string() {
            return Err(self.unexpected(Kinds::STRING, peek));
        }
        self.string_text()
    }

    /// Reads a number and returns its literal.
    ///
    /// # Errors
    /// Something else comes next.
    #[inline]
    pub fn number(&mut self, peek: Peek) -> Result<&'j str, Error> {
        if peek.kinds() != Kinds::NUMBER {
            return Err(self.unexpected(Kinds::NUMBER, peek));
        }
        self.number_text()
    }

    /// Reads an integer of at most 128 bits.
    ///
    /// # Errors
    /// Something else comes next, or the number has a fraction or an exponent, or is too large.
    #[inline]
    pub fn integer(&mut self, peek: Peek) -> Result<i128, Error> {
        match self.short_integer() {
            Some(value) => Ok(value.into()),
            None => self.long_integer(peek),
        }
    }

    fn long_integer(&mut self, peek: Peek) -> Result<i128, Error> {
        if self.kind(peek) != Kinds::INTEGER {
            return Err(self.unexpected(Kinds::INTEGER, peek));
        }
        let at = self.at;
        let literal = self.number_text()?;
        literal
            .parse()
            .map_err(|_| Error::new(ErrorKind::Text("integer out of range".into()), at))
    }

    /// Checks that the document ends here.
    ///
    /// # Errors
    /// Something other than white space follows.
    pub fn finish(&mut self) -> Done {
        match self.at_end() {
            true => Ok(()),
            false => Err(self.syntax(Syntax::More)),
        }
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader(at byte {})", self.at)
    }
}
