//! Any JSON value.
use super::{Done, Kinds, Map, Node, Number, Peek, Reader, Rules, Wire, Writer};

/// The members that a type does not name, kept unchanged.
pub type Extra = Map<Value>;

/// Any JSON value, without loss: numbers keep their literals, and objects keep the order of their members.
///
/// Equality is that of JSON: the order of members does not count, and `1 == 1.0`.
///
/// ```
/// use billing_runtime::{Value, Wire};
/// let value = Value::from_json(r#"{"total": 4445.000, "paid": [true, null]}"#)?;
/// assert_eq!(value.get("total").and_then(Value::as_number).map(|n| n.as_str()), Some("4445.000"));
/// assert_eq!(value, Value::from_json(r#"{"paid":[true,null],"total":4445}"#)?);
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Map<Self>),
}

impl Value {
    /// Returns the kind of value.
    #[must_use]
    pub fn kind(&self) -> Kinds {
        match self {
            Self::Null => Kinds::NULL,
            Self::Bool(_) => Kinds::BOOLEAN,
            Self::Number(number) if number.is_integer() => Kinds::INTEGER,
            Self::Number(_) => Kinds::FRACTION,
            Self::String(_) => Kinds::STRING,
            Self::Array(_) => Kinds::ARRAY,
            Self::Object(_) => Kinds::OBJECT,
        }
    }

    /// Returns the member of that name, if this is an object that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// Returns the value at a JSON pointer.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |value, token| match value {
                Self::Object(members) => members.get(&token.replace("~1", "/").replace("~0", "~")),
                Self::Array(elements) => elements.get(token.parse::<usize>().ok()?),
                _ => None,
            })
    }

    /// Returns whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the boolean, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the integer, if this is an integer in the range of `i64`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.to_i64()
    }

    /// Returns the string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Returns the members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Map<Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
from! {
    bool => Bool
    Number => Number
    i32 => Number
    i64 => Number
    u32 => Number
    u64 => Number
    &str => String
    String => String
    Vec<Value> => Array
    Map<Value> => Object
}

/// The value as compact JSON.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl Node for Value {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        *self = match peek.kinds() {
            Kinds::NULL => {
                reader.null(peek)?;
                Self::Null
            }
            Kinds::BOOLEAN => Self::Bool(reader.boolean(peek)?),
            Kinds::NUMBER => Self::Number(Number::from_literal(reader.number(peek)?)),
            Kinds::STRING => Self::String(reader.string(peek)?.into_owned()),
            Kinds::ARRAY => {
                let mut elements = Vec::new();
                elements.read(reader, peek)?;
                Self::Array(elements)
            }
            Kinds::OBJECT => {
                let mut members = Map::new();
                members.read(reader, peek)?;
                Self::Object(members)
            }
            _ => return Err(reader.unexpected(Kinds::ANY, peek)),
        };
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.null(),
            Self::Bool(value) => writer.boolean(*value),
            Self::Number(number) => number.write(writer),
            Self::String(text) => writer.string(text),
            Self::Array(elements) => elements.write(writer),
            Self::Object(members) => members.write(writer),
        }
    }
}

impl Wire for Value {
    const KINDS: Kinds = Kinds::ANY;

    fn blank() -> Self {
        Self::Null
    }

    fn rules() -> Rules {
        &[]
    }
}
