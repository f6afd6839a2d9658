//! Deserializes from any self-describing serde format, through JSON.
use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::{DATE_TIME, NUMBER, RAW};
use crate::wire::{Done, Node, Options, Rules, Wire, Writer, read_text, strict_rules};
use crate::wire::{Number, ParseError};

/// Deserializes a value; `derive(Wire)` implements `Deserialize` with it.
///
/// serde_json hands over the JSON text itself. Input in any other format is transcribed to JSON first.
///
/// # Errors
/// The format's own errors, and those of [`Wire::from_json`].
pub fn de<'de, D: Deserializer<'de>, T: Wire>(deserializer: D) -> Result<T, D::Error> {
    let text = deserializer.deserialize_newtype_struct(RAW, Top)?;
    let mut value = T::blank();
    match fill(&text, &mut value, strict_rules::<T>()) {
        Ok(()) => Ok(value),
        Err(error) => Err(D::Error::custom(error)),
    }
}

/// Reads a value. The error has no line and column: they would be relative to a part of the document or to a transcript.
fn fill(text: &[u8], value: &mut dyn Node, rules: Option<Rules>) -> Done {
    read_text(text, value, rules, &Options::default())
}

/// Visits the whole value: takes the text itself from serde_json, and transcribes any other format.
struct Top;

macro_rules! transcribed {
    ($($visit:ident($type:ty))*) => {$(
        fn $visit<E: serde::de::Error>(self, value: $type) -> Result<Self::Value, E> {
            let mut writer = Writer::new();
            Transcript(&mut writer).$visit(value)?;
            Ok(writer.out.into())
        }
    )*};
}

impl<'de> Visitor<'de> for Top {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can express")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        let mut writer = Writer::new();
        deserializer.deserialize_any(Transcript(&mut writer))?;
        Ok(writer.out.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut first = String::new();
        let found = map.next_key_seed(Key(&mut first))?.is_some();
        if found && first == RAW {
            return map.next_value_seed(Text);
        }
        let mut writer = Writer::new();
        Transcript(&mut writer).members(found.then_some(first), map)?;
        Ok(writer.out.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let mut writer = Writer::new();
        Transcript(&mut writer).visit_seq(seq)?;
        Ok(writer.out.into())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.visit_newtype_struct(deserializer)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(b"null".as_slice().into())
    }

    transcribed! { visit_bool(bool) visit_i64(i64) visit_i128(i128) visit_u64(u64) visit_u128(u128) visit_f64(f64) visit_str(&str) visit_bytes(&[u8]) }
}

/// Takes the JSON text that follows serde_json's token, borrowed if possible.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, [u8]>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON text")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.as_bytes().into())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into_bytes().into())
    }
}

/// Writes what it visits as JSON.
struct Transcript<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Transcript<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Transcript<'_> {
    fn members<'de, A: MapAccess<'de>>(
        self,
        mut name: Option<String>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut next = String::new();
        if let Some(token) = name
            .as_deref()
            .filter(|name| [NUMBER, DATE_TIME].contains(name))
        {
            // A document from outside can contain these names too, so what follows is checked.
            let mut text = String::new();
            map.next_value_seed(Key(&mut text))?;
            let more = map.next_key_seed(Key(&mut next))?.is_some();
            match (token, more) {
                (NUMBER, false) if text.parse::<Number>().is_ok() => {
                    self.0.raw(&text);
                    return Ok(());
                }
                (DATE_TIME, false) => {
                    self.0.string(&text);
                    return Ok(());
                }
                _ => {}
            }
            self.0.begin_object();
            self.0.key(token);
            self.0.string(&text);
            name = more.then(|| std::mem::take(&mut next));
        } else {
            self.0.begin_object();
        }
        while let Some(found) = name {
            self.0.key(&found);
            map.next_value_seed(Transcript(self.0))?;
            name = map
                .next_key_seed(Key(&mut next))?
                .map(|()| std::mem::take(&mut next));
        }
        self.0.end_object();
        Ok(())
    }
}

impl<'de> Visitor<'de> for Transcript<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can express")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.boolean(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.integer(value.into());
        Ok(())
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.integer(value.into());
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.0.raw(&value.to_string());
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let number = Number::try_from(value).map_err(|error: ParseError| E::custom(error))?;
        self.0.raw(number.as_str());
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.string(value);
        Ok(())
    }

    fn visit_bytes<E: serde::de::Error>(self, value: &[u8]) -> Result<(), E> {
        let text = std::str::from_utf8(value)
            .map_err(|_| E::custom("bytes that are not UTF-8 cannot be expressed in JSON"))?;
        self.0.string(text);
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.begin_array();
        loop {
            let before = self.0.out.len();
            self.0.element();
            if seq.next_element_seed(Transcript(self.0))?.is_none() {
                self.0.out.truncate(before);
                break;
            }
        }
        self.0.end_array();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut first = String::new();
        let found = map.next_key_seed(Key(&mut first))?;
        self.members(found.map(|()| first), map)
    }
}

/// Takes a member name; a name that is a boolean or an integer becomes its text.
struct Key<'k>(&'k mut String);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        value.clone_into(self.0);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.0 = value.to_string();
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.0 = value.to_string();
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.0 = value.to_string();
        Ok(())
    }
}
