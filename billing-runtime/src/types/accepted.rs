//! A value that may be read from JSON that its schema does not allow.
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::wire::number::is_number;
use crate::wire::{Done, Error, Kinds, Node, Peek, Reader, Rules, Wire, Writer, flags};

/// A value that a service may send as JSON of a different kind than its schema says: `1`, `"1"` or `true` for a
/// boolean, `"12"` for an integer, `12` for a string, `[]` for an object without members.
///
/// The member lists what it accepts: `#[wire(accept(integer, string))]`. Such a member writes the JSON back as it
/// was read. Without `accept`, as in requests, the value is written as the schema says. Comparisons ignore the JSON.
/// To change the value, replace it: `field = true.into()`.
///
/// ```
/// use billing_runtime::Wire;
/// use billing_runtime::types::Accepted;
/// #[derive(Wire)]
/// struct Product {
///     #[wire(accept(integer, string))]
///     is_service: Accepted<bool>,
/// }
///
/// let product = Product::from_json(r#"{"is_service":"0"}"#)?;
/// assert!(!*product.is_service);
/// assert_eq!(product.to_json(), r#"{"is_service":"0"}"#);
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone)]
pub struct Accepted<T> {
    value: T,
    /// The JSON that was read, if its kind differs from the schema.
    json: Option<Box<str>>,
}

impl<T> Accepted<T> {
    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> From<T> for Accepted<T> {
    fn from(value: T) -> Self {
        Self { value, json: None }
    }
}

impl From<&str> for Accepted<String> {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl<T> Deref for Accepted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> Default for Accepted<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: PartialEq> PartialEq for Accepted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq> PartialEq<T> for Accepted<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: Eq> Eq for Accepted<T> {}

impl<T: PartialOrd> PartialOrd for Accepted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Accepted<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Hash> Hash for Accepted<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Debug> fmt::Debug for Accepted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Accepted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Wire> Node for Accepted<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        let kind = reader.kind(peek);
        self.json = None;
        if T::KINDS.contains(kind) {
            return self.value.read(reader, peek);
        }
        let json = accepted(T::KINDS, kind, reader, peek)?;
        let own = own_json(T::KINDS, json).ok_or_else(|| refused(T::KINDS, kind, reader))?;
        read_part(&own, &mut self.value, reader)?;
        self.json = Some(json.into());
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match &self.json {
            Some(json) if writer.flags & flags::READING != 0 && !writer.is_plain() => {
                writer.raw(json)
            }
            _ => self.value.write(writer),
        }
    }
}

/// Reads the JSON of the next value, if the member accepts its kind.
fn accepted<'j>(
    own: Kinds,
    kind: Kinds,
    reader: &mut Reader<'j>,
    peek: Peek,
) -> Result<&'j str, Error> {
    let flags = reader.flags;
    if Kinds::from_bits(flags).contains(kind) && kind != Kinds::NONE {
        return reader.raw(peek);
    }
    let empty = [
        (Kinds::ARRAY, flags::EMPTY_ARRAY, "[]"),
        (Kinds::STRING, flags::EMPTY_STRING, "\"\""),
    ];
    let refused = reader.unexpected(own.or(Kinds::from_bits(flags)), peek);
    if !empty
        .iter()
        .any(|(of, bit, _)| *of == kind && flags & bit != 0)
    {
        return Err(refused);
    }
    let json = reader.raw(peek)?;
    let compact: String = json.split_ascii_whitespace().collect();
    match empty
        .iter()
        .any(|(_, bit, text)| flags & bit != 0 && compact == *text)
    {
        true => Ok(json),
        false => Err(refused),
    }
}

/// Returns the same value as JSON of a kind that the schema allows, if the JSON can stand for one.
fn own_json(own: Kinds, json: &str) -> Option<String> {
    let content = json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(text) = content
        && own.meets(Kinds::NUMBER)
        && is_number(text)
    {
        return Some(text.to_owned());
    }
    if own.contains(Kinds::BOOLEAN) {
        match content.unwrap_or(json) {
            "1" | "true" => return Some("true".to_owned()),
            "0" | "false" => return Some("false".to_owned()),
            _ => {}
        }
    }
    if own.meets(Kinds::NUMBER) && matches!(json, "true" | "false") {
        return Some(if json == "true" { "1" } else { "0" }.to_owned());
    }
    let empty = matches!(content, Some("")) || json == "null" || json.starts_with('[');
    if empty {
        return [
            (Kinds::NULL, "null"),
            (Kinds::OBJECT, "{}"),
            (Kinds::ARRAY, "[]"),
            (Kinds::STRING, "\"\""),
        ]
        .into_iter()
        .find_map(|(kind, text)| own.contains(kind).then(|| text.to_owned()));
    }
    (own.contains(Kinds::STRING) && content.is_none() && !json.starts_with('{'))
        .then(|| format!("\"{json}\""))
}

#[cold]
fn refused(own: Kinds, kind: Kinds, reader: &Reader<'_>) -> Error {
    reader.error(format!(
        "expected {own} or a value that stands for it, found {kind} that does not"
    ))
}

/// Reads a value from JSON that was converted to the kind of its schema.
fn read_part(text: &str, value: &mut dyn Node, reader: &Reader<'_>) -> Done {
    let mut part = reader.nested(text);
    let peek = part.peek()?;
    value
        .read(&mut part, peek)
        .and_then(|()| part.finish())
        .map_err(|error| reader.error(error.to_string()))
}

impl<T: Wire> Wire for Accepted<T> {
    const KINDS: Kinds = T::KINDS;
    const SHAPE: &'static str = T::SHAPE;

    fn blank() -> Self {
        T::blank().into()
    }

    fn rules() -> Rules {
        T::rules()
    }
}
