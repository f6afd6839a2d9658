//! The error of a document that could not be read.
use std::borrow::Cow;
use std::fmt;

use super::invalid::Invalid;
use super::kinds::Kinds;
use super::shape::Shape;

/// The error of a document that could not be read: what is wrong, where, and what was expected.
///
/// It shows member names, but never the contents of strings.
///
/// ```
/// use billing_runtime::wire::Wire;
/// let error = Vec::<i64>::from_json("[1, \"two\"]").unwrap_err();
/// assert_eq!(error.to_string(), "expected an integer, found a string at /1 (line 1, column 5)");
/// assert_eq!((error.pointer().as_str(), error.column()), ("/1", Some(5)));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// The path, from the inside out: each reader adds its own step as the error passes through it.
    path: Vec<Step>,
    at: usize,
    /// The line and the column.
    position: Option<(usize, usize)>,
}

enum Step {
    Member(Cow<'static, str>),
    Index(usize),
}

pub(crate) enum ErrorKind {
    Found {
        expected: Kinds,
        found: Kinds,
    },
    Missing(&'static str),
    Unknown {
        name: String,
        shape: &'static Shape,
    },
    Duplicate(String),
    Syntax(Syntax),
    Depth(u32),
    Fuel,
    NoVariant {
        name: &'static str,
        tried: Vec<(&'static str, Error)>,
    },
    Invalid(Invalid),
    Text(Cow<'static, str>),
}

/// A violation of the JSON grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    End,
    Utf8,
    Value,
    Number,
    Control,
    Escape,
    Surrogate,
    Name,
    Colon,
    CommaOrBracket,
    CommaOrBrace,
    TrailingComma,
    More,
}

impl Syntax {
    /// Returns the message.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::End => "the text ends in the middle of a value",
            Self::Utf8 => "the text is not UTF-8",
            Self::Value => "expected a value",
            Self::Number => "invalid number, expected for example 12, -0.5 or 1e3",
            Self::Control => "control character in a string, expected the escape \\u00…",
            Self::Escape => "unknown escape in a string",
            Self::Surrogate => "half a surrogate pair in a string",
            Self::Name => "expected a member name in quotes",
            Self::Colon => "expected `:` after a member name",
            Self::CommaOrBracket => "expected `,` or `]`",
            Self::CommaOrBrace => "expected `,` or `}`",
            Self::TrailingComma => "trailing comma",
            Self::More => "unexpected text after the value",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, at: usize) -> Self {
        Self(Box::new(Inner {
            kind,
            path: Vec::new(),
            at,
            position: None,
        }))
    }

    #[cold]
    pub(crate) fn inside(mut self, member: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(Step::Member(member.into()));
        self
    }

    #[cold]
    pub(crate) fn inside_index(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// Returns the error of a strict type.
    pub(crate) fn invalid(invalid: Invalid) -> Self {
        Self::new(ErrorKind::Invalid(invalid), 0)
    }

    /// Adds the name of the member in which the error occurred; for hand-written readers.
    #[must_use]
    pub fn at_member(self, name: impl Into<Cow<'static, str>>) -> Self {
        self.inside(name)
    }

    /// Adds the line and column in the whole text.
    #[cold]
    pub(crate) fn locate(mut self, text: &[u8]) -> Self {
        let before = text.get(..self.0.at).unwrap_or(text);
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.0.position = Some((line, before.len() - start + 1));
        self
    }

    /// Removes what must not be shown from names and other strings of the document.
    #[cfg(feature = "client")]
    pub(crate) fn cleaned(mut self, clean: &dyn Fn(String) -> String) -> Self {
        for step in &mut self.0.path {
            if let Step::Member(Cow::Owned(name)) = step {
                *name = clean(std::mem::take(name));
            }
        }
        match &mut self.0.kind {
            ErrorKind::Unknown { name, .. }
            | ErrorKind::Duplicate(name)
            | ErrorKind::Text(Cow::Owned(name)) => {
                *name = clean(std::mem::take(name));
            }
            ErrorKind::NoVariant { tried, .. } => {
                let errors = std::mem::take(tried).into_iter();
                *tried = errors
                    .map(|(form, error)| (form, error.cleaned(clean)))
                    .collect();
            }
            ErrorKind::Invalid(invalid) => invalid.clean(clean),
            _ => {}
        }
        self
    }

    /// Returns the byte offset where reading stopped. The variant that was read furthest is most
    /// likely the one that was meant.
    pub(crate) fn index(&self) -> usize {
        self.0.at
    }

    /// Returns whether every other variant of a union would fail too.
    pub(crate) fn is_final(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Depth(_) | ErrorKind::Fuel | ErrorKind::Syntax(_)
        )
    }

    /// Returns the JSON pointer of the value that could not be read; empty for the document itself.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.0.path.iter().rev() {
            match step {
                Step::Member(name) => push_token(&mut pointer, name),
                Step::Index(index) => push_token(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }

    /// Returns the line, from 1, if the whole text is known.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// Returns the column in bytes, from 1, if the whole text is known.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }
}

/// Appends one token to a JSON pointer.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}

/// Shortens a name from a document, so no body can flood a log.
pub(crate) fn short(name: &str) -> String {
    match name.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { expected, found } if *found == Kinds::NULL => {
                write!(
                    f,
                    "expected {expected}, found null (a schema allows null with its `type`)"
                )
            }
            Self::Found { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Missing(name) => write!(f, "member `{name}` is missing"),
            Self::Unknown { name, shape } => {
                write!(f, "unknown member `{}` in {}", short(name), shape.name)?;
                match shape.nearest(name) {
                    Some(near) => write!(f, ", did you mean `{near}`?"),
                    None => Ok(()),
                }
            }
            Self::Duplicate(name) => write!(f, "duplicate member `{}`", short(name)),
            Self::Syntax(syntax) => write!(f, "not valid JSON: {}", syntax.words()),
            Self::Depth(limit) => write!(
                f,
                "nested deeper than {limit} levels (the reader's `depth` option sets the limit)"
            ),
            Self::Fuel => f.write_str(
                "too many variants to try: give the union a `tag`, or each variant a `key`",
            ),
            Self::NoVariant { name, tried } => {
                write!(f, "no variant of {name} fits")?;
                for (i, (variant, error)) in tried.iter().enumerate() {
                    write!(
                        f,
                        "{} {variant}: {}",
                        if i == 0 { ":" } else { ";" },
                        error.0.kind
                    )?;
                    let pointer = error.pointer();
                    if !pointer.is_empty() {
                        write!(f, " at {pointer}")?;
                    }
                }
                Ok(())
            }
            Self::Invalid(invalid) => write!(f, "{invalid}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind)?;
        let pointer = self.pointer();
        if !pointer.is_empty() {
            write!(f, " at {pointer}")?;
        }
        match &self.0.position {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wire::Error({self})")
    }
}

impl std::error::Error for Error {}
