//! Serializes to any self-describing serde format.
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::RAW;
use crate::wire::{Number, Value};
use crate::wire::{Options, Wire, write_document};

/// Serializes a value. `derive(Wire)` implements `Serialize` with this function.
///
/// serde_json's text writer receives the JSON unchanged; every other format receives the values one by one.
///
/// # Errors
/// The errors of the format. For example, binary formats that do not describe themselves refuse objects of unknown
/// size.
pub fn ser<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = write_document(value);
    let target = Target::of::<S>();
    if target == Target::Compact {
        return raw(&text, serializer);
    }
    let value =
        Value::from_json_with(text, &Options::new().depth(1000)).map_err(S::Error::custom)?;
    Tree {
        value: &value,
        target,
    }
    .serialize(serializer)
}

/// The format that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// serde_json's text writer without formatting: takes JSON text.
    Compact,
    /// serde_json's text writer with formatting: takes number literals.
    Formatted,
    Other,
}

impl Target {
    /// Finds the target by the name of the serializer's type, since Rust has no specialization. These names may change:
    /// an unknown name selects `Other`, which is always correct, and a test detects a change.
    fn of<S>() -> Self {
        let Some(arguments) =
            std::any::type_name::<S>().strip_prefix("&mut serde_json::ser::Serializer<")
        else {
            return Self::Other;
        };
        let mut depth = 0_i32;
        for byte in arguments.bytes() {
            match byte {
                b'<' | b'(' | b'[' => depth += 1,
                b'>' | b')' | b']' => depth -= 1,
                // A second argument is a formatter other than the compact one.
                b',' if depth == 0 => return Self::Formatted,
                _ => {}
            }
        }
        Self::Compact
    }
}

/// Passes JSON text to serde_json.
fn raw<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut part = serializer.serialize_struct(RAW, 1)?;
    part.serialize_field(RAW, text)?;
    part.end()
}

/// A value that can be serialized more than once, as toml does.
struct Tree<'v> {
    value: &'v Value,
    target: Target,
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let target = self.target;
        match self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) if target == Target::Formatted => {
                raw(number.as_str(), serializer)
            }
            Value::Number(value) => number(value, serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(elements) => {
                let mut seq = serializer.serialize_seq(None)?;
                for value in elements {
                    seq.serialize_element(&Tree { value, target })?;
                }
                seq.end()
            }
            Value::Object(members) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in members.iter() {
                    map.serialize_entry(name, &Tree { value, target })?;
                }
                map.end()
            }
        }
    }
}

/// Serializes a number as the smallest of serde's number types that holds it.
fn number<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    let literal = number.as_str();
    if number.is_integer() && literal != "-0" {
        if let Ok(value) = literal.parse() {
            return serializer.serialize_i64(value);
        }
        if let Ok(value) = literal.parse() {
            return serializer.serialize_u64(value);
        }
        if let Ok(value) = literal.parse() {
            return serializer.serialize_i128(value);
        }
        if let Ok(value) = literal.parse() {
            return serializer.serialize_u128(value);
        }
    }
    match number.to_f64() {
        Some(value) => serializer.serialize_f64(value),
        None => Err(S::Error::custom("number out of range of the format")),
    }
}
