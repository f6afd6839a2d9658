//! The id of a record.
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::wire::Number;
use crate::wire::{Done, Kinds, Node, Peek, Purpose, Reader, Rule, Rules, Wire, Writer};

/// The id of a record of type `T`: an integer or a string, as the service sent it.
///
/// Ids are compared as strings, because services send the same id as `2` and as `"2"`. `T` is only a label that keeps the
/// ids of different records apart.
///
/// ```
/// use billing_runtime::{Id, Wire};
/// struct Invoice;
/// let id = Id::<Invoice>::from(2);
/// assert_eq!(id, Id::from("2"));
/// assert_eq!((id.to_json().as_str(), Id::<Invoice>::from("2").to_json().as_str()), ("2", r#""2""#));
/// ```
pub struct Id<T = ()> {
    text: Text,
    of: PhantomData<fn() -> T>,
}

#[derive(Clone)]
enum Text {
    Integer(Number),
    String(String),
}

impl<T> Id<T> {
    fn new(text: Text) -> Self {
        Self {
            text,
            of: PhantomData,
        }
    }

    /// Returns the id as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.text {
            Text::Integer(number) => number.as_str(),
            Text::String(text) => text,
        }
    }

    /// Returns the id as an integer, if it is one in the range of `i64`, even if it was sent as a string.
    ///
    /// ```
    /// # use billing_runtime::Id;
    /// assert_eq!(Id::<()>::from("7").as_i64(), Some(7));
    /// assert_eq!(Id::<()>::from("org_7").as_i64(), None);
    /// ```
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_str().parse().ok()
    }

    /// Returns the same id as the id of another type of record.
    #[must_use]
    pub fn cast<U>(self) -> Id<U> {
        Id::new(self.text)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Text::Integer(number) => write!(f, "Id({number})"),
            Text::String(text) => write!(f, "Id({text:?})"),
        }
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

macro_rules! from_integers {
    ($($int:ident)*) => {$(
        impl<T> From<$int> for Id<T> {
            fn from(id: $int) -> Self {
                Self::new(Text::Integer(id.into()))
            }
        }
    )*};
}
from_integers! { i32 i64 u32 u64 }

impl<T> From<String> for Id<T> {
    fn from(id: String) -> Self {
        Self::new(Text::String(id))
    }
}

impl<T> From<&str> for Id<T> {
    fn from(id: &str) -> Self {
        id.to_owned().into()
    }
}

impl<T> From<&Self> for Id<T> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<T: 'static> Node for Id<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        self.text = if peek.is_string() {
            Text::String(reader.string(peek)?.into_owned())
        } else if reader.kind(peek) == Kinds::INTEGER {
            Text::Integer(Number::from_literal(reader.number(peek)?))
        } else {
            return Err(reader.unexpected(Self::KINDS, peek));
        };
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match &self.text {
            Text::Integer(number) if writer.purpose != Purpose::Compare => number.write(writer),
            _ => writer.string(self.as_str()),
        }
    }
}

impl<T: 'static> Wire for Id<T> {
    const KINDS: Kinds = Kinds::INTEGER.or(Kinds::STRING);

    fn blank() -> Self {
        Self::new(Text::String(String::new()))
    }

    fn rules() -> Rules {
        const { &[Rule::Type(Kinds::INTEGER.or(Kinds::STRING))] }
    }
}
