//! The pull reader that every type reads from.
use std::borrow::Cow;

use jiter::Jiter;

use super::error::What;
use super::{Done, Error, Kinds, Node, Options, RecordNames};

/// What kind of value comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Peek(pub(crate) jiter::Peek);

impl Peek {
    /// The kind; an integer and another number cannot be told apart yet and count as both.
    #[must_use]
    pub fn kinds(self) -> Kinds {
        match self.0 {
            jiter::Peek::Null => Kinds::NULL,
            jiter::Peek::True | jiter::Peek::False => Kinds::BOOLEAN,
            jiter::Peek::String => Kinds::STRING,
            jiter::Peek::Array => Kinds::ARRAY,
            jiter::Peek::Object => Kinds::OBJECT,
            other if other.into_inner() == b'-' || other.into_inner().is_ascii_digit() => {
                Kinds::NUMBER
            }
            _ => Kinds::NONE,
        }
    }

    /// Whether `null` comes next.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == jiter::Peek::Null
    }

    /// Whether an object comes next.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0 == jiter::Peek::Object
    }

    /// Whether an array comes next.
    #[must_use]
    pub fn is_array(self) -> bool {
        self.0 == jiter::Peek::Array
    }

    /// Whether a string comes next.
    #[must_use]
    pub fn is_string(self) -> bool {
        self.0 == jiter::Peek::String
    }
}

impl std::fmt::Debug for Peek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Peek({})", self.kinds())
    }
}

/// Reads JSON text value by value; counts nesting, and knows what the member being read accepts.
pub struct Reader<'j> {
    pub(crate) jiter: Jiter<'j>,
    pub(crate) text: &'j [u8],
    pub(crate) left: u32,
    pub(crate) depth: u32,
    /// The flags of the member being read.
    pub(crate) flags: u16,
    /// What attempts at the forms of unions may still cost.
    pub(crate) fuel: u64,
    pub(crate) names: RecordNames,
    /// The tag of the union being read: the object of the form need not know it.
    pub(crate) tag: Option<&'static str>,
}

impl<'j> Reader<'j> {
    /// A reader at the start of a text.
    #[must_use]
    pub fn new(text: &'j [u8], options: &Options) -> Self {
        Self {
            jiter: Jiter::new(text),
            text,
            left: options.depth,
            depth: options.depth,
            flags: 0,
            fuel: (1 << 20) + 16 * text.len() as u64,
            names: options.record,
            tag: None,
        }
    }

    /// A reader of another text in the same surroundings, for a value inside a string.
    pub(crate) fn nested<'k>(&self, text: &'k [u8]) -> Reader<'k> {
        Reader {
            jiter: Jiter::new(text),
            text,
            left: self.left,
            depth: self.depth,
            flags: self.flags,
            fuel: self.fuel,
            names: self.names,
            tag: None,
        }
    }

    /// A second reader at the same place, to read ahead or to try.
    pub(crate) fn bookmark(&self) -> Self {
        Self {
            jiter: self.jiter.clone(),
            ..*self
        }
    }

    /// What comes next.
    ///
    /// # Errors
    /// The text ends here.
    #[inline]
    pub fn peek(&mut self) -> Result<Peek, Error> {
        Ok(Peek(self.jiter.peek()?))
    }

    /// The place in the text, in bytes.
    #[must_use]
    pub fn index(&self) -> usize {
        self.jiter.current_index()
    }

    /// An error at this place, in your own words.
    #[must_use]
    pub fn error(&self, text: impl Into<Cow<'static, str>>) -> Error {
        Error::new(What::Text(text.into()), self.index())
    }

    /// The error for a member that is not there.
    pub(crate) fn missing(&self, name: &'static str, at: usize) -> Error {
        Error::new(What::Missing(name), at)
    }

    /// The error for a member that was there before.
    pub(crate) fn duplicate(&self, name: String) -> Error {
        Error::new(What::Duplicate(name.clone()), self.index()).inside(name)
    }

    /// The error for a value of a kind that does not belong here.
    #[cold]
    #[must_use]
    pub fn unexpected(&self, expected: Kinds, peek: Peek) -> Error {
        let found = peek.kinds();
        let what = if found == Kinds::NONE {
            What::Syntax(jiter::JsonErrorType::ExpectedSomeValue)
        } else if found == Kinds::NUMBER {
            What::Found {
                expected,
                found: self.number_kind(),
            }
        } else {
            What::Found { expected, found }
        };
        Error::new(what, self.index())
    }

    /// Whether the number that comes next is an integer or another number.
    pub(crate) fn number_kind(&self) -> Kinds {
        let rest = self.text.get(self.index()..).unwrap_or_default();
        let literal = rest
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        match literal
            .into_iter()
            .any(|byte| matches!(byte, b'.' | b'e' | b'E'))
        {
            true => Kinds::FRACTION,
            false => Kinds::INTEGER,
        }
    }

    /// The exact kind of the value that comes next.
    pub(crate) fn kind(&self, peek: Peek) -> Kinds {
        match peek.kinds() {
            Kinds::NUMBER => self.number_kind(),
            kind => kind,
        }
    }

    /// Goes one level deeper.
    #[inline]
    pub(crate) fn enter(&mut self) -> Done {
        if self.left == 0 {
            return Err(Error::new(What::Depth(self.depth), self.index()));
        }
        self.left -= 1;
        Ok(())
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
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
        Ok(self.jiter.known_null()?)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn boolean(&mut self, peek: Peek) -> Result<bool, Error> {
        if !matches!(peek.0, jiter::Peek::True | jiter::Peek::False) {
            return Err(self.unexpected(Kinds::BOOLEAN, peek));
        }
        Ok(self.jiter.known_bool(peek.0)?)
    }

    /// Reads a string.
    ///
    /// # Errors
    /// Something else comes next, or the string is not valid UTF-8.
    #[inline]
    pub fn string(&mut self, peek: Peek) -> Result<&str, Error> {
        if !peek.is_string() {
            return Err(self.unexpected(Kinds::STRING, peek));
        }
        Ok(self.jiter.known_str()?)
    }

    /// Reads a number and gives its text, exactly as it stands there.
    ///
    /// # Errors
    /// Something else comes next.
    pub fn number(&mut self, peek: Peek) -> Result<&'j str, Error> {
        if peek.kinds() != Kinds::NUMBER {
            return Err(self.unexpected(Kinds::NUMBER, peek));
        }
        let start = self.index();
        self.jiter.known_number_bytes(peek.0)?;
        Ok(std::str::from_utf8(self.jiter.slice_to_current(start)).unwrap_or_default())
    }

    /// Reads an integer of at most 128 bits.
    ///
    /// # Errors
    /// Something else comes next, or a number with a fraction or an exponent, or it is too large.
    #[inline]
    pub fn integer(&mut self, peek: Peek) -> Result<i128, Error> {
        match self.jiter.known_int(peek.0) {
            Ok(jiter::NumberInt::Int(int)) => Ok(int.into()),
            // The fast way ends at eighteen digits; the index has not moved.
            Err(_) => self.long_integer(peek),
        }
    }

    fn long_integer(&mut self, peek: Peek) -> Result<i128, Error> {
        if peek.kinds() != Kinds::NUMBER || self.number_kind() != Kinds::INTEGER {
            return Err(self.unexpected(Kinds::INTEGER, peek));
        }
        let at = self.index();
        let literal = self.number(peek)?;
        literal
            .parse()
            .map_err(|_| Error::new(What::Text("integer out of range".into()), at))
    }

    /// Reads a value where these flags are in force: the payload of a newtype that accepts more.
    ///
    /// # Errors
    /// What the value says.
    pub fn accepting(&mut self, flags: u16, peek: Peek, value: &mut dyn Node) -> Done {
        let before = std::mem::replace(&mut self.flags, flags);
        value.read(self, peek)?;
        self.flags = before;
        Ok(())
    }

    /// Ends the document.
    ///
    /// # Errors
    /// Something other than white space follows.
    pub fn finish(&mut self) -> Done {
        Ok(self.jiter.finish()?)
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader(at byte {})", self.index())
    }
}
