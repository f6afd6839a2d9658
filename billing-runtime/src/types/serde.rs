//! A wire type for types that only implement serde's traits.
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::wire::{Done, Kinds, Node, Peek, Reader, Rule, Rules, Wire, Writer};

/// A wrapper for a type with serde's traits, as the body or response of an endpoint. It is read and written through
/// serde_json.
///
/// The value is what serde reads: unknown members are lost, and a number may lose digits. The only check is that the
/// value can be written. The wrapper dereferences to the type.
///
/// ```
/// use billing_runtime::{Record, Wire};
/// use billing_runtime::types::Serde;
///
/// #[derive(serde::Deserialize, serde::Serialize)]
/// struct Client {
///     name: String,
/// }
///
/// let client: Record<Serde<Client>> = Record::from_json(r#"{"id":7,"attributes":{"name":"Gigazoom"}}"#)?;
/// assert_eq!(client.attributes.name, "Gigazoom");
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Serde<T>(Option<T>);

/// The panic message for an empty wrapper. A wrapper is empty only during reading, which ends with a value or an error.
const BLANK: &str = "a value that was not read is never handed out";

impl<T> Serde<T> {
    /// Wraps a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Some(value))
    }

    /// Returns the value itself.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0.expect(BLANK)
    }
}

impl<T> From<T> for Serde<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Serde<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect(BLANK)
    }
}

impl<T> DerefMut for Serde<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.as_mut().expect(BLANK)
    }
}

impl<T: DeserializeOwned + Serialize + 'static> Node for Serde<T> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        let start = reader.bookmark();
        let text = reader.raw(peek)?;
        match serde_json::from_str(text) {
            Ok(value) => self.0 = Some(value),
            Err(error) => {
                // The line and column would refer to this part only.
                let error = error.to_string();
                let message = error.split_once(" at line ").map(|(text, _)| text);
                return Err(start.error(message.unwrap_or(&error).to_owned()));
            }
        }
        Ok(())
    }

    /// Writes the value, or nothing if it has no JSON form, such as a map whose keys are lists. The surrounding text is
    /// then not valid JSON.
    fn write(&self, writer: &mut Writer) {
        if let Some(Ok(text)) = self.0.as_ref().map(serde_json::to_string) {
            writer.raw(&text);
        }
    }
}

impl<T: DeserializeOwned + Serialize + 'static> Wire for Serde<T> {
    const KINDS: Kinds = Kinds::ANY;

    fn blank() -> Self {
        Self(None)
    }

    /// Returns a rule that every value meets. A body with rules is read once more before it is sent, so a value that
    /// could not be written is not sent.
    fn rules() -> Rules {
        &[Rule::Type(Kinds::ANY)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::types::Maybe;
    use crate::wire::Map;

    #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
    struct Line {
        unit: String,
        count: u8,
    }

    #[test]
    fn stands_anywhere_in_a_document() {
        let text = r#"{"a":[{"unit":"db","count":3}],"b":[]}"#;
        let lines = Map::<Vec<Serde<Line>>>::from_json(text).unwrap();
        assert_eq!(lines.get("a").unwrap()[0].count, 3);
        assert_eq!(lines.to_json(), text);
        let none = Vec::<Maybe<Serde<Line>>>::from_json("[null]").unwrap();
        assert_eq!(none, [Maybe::Null]);
        assert_eq!(
            Serde::<Option<u8>>::from_json("null").unwrap().into_inner(),
            None
        );
    }

    #[test]
    fn what_serde_refuses_is_an_error_at_the_value() {
        let text = "{\"a\":\n [{\"unit\":\"db\",\"count\":300}]}";
        let error = Map::<Vec<Serde<Line>>>::from_json(text).unwrap_err();
        let place = (error.pointer(), error.line(), error.column());
        assert_eq!(place, ("/a/0".into(), Some(2), Some(3)));
        let said = error.to_string();
        assert!(
            said.contains("invalid value: integer `300`, expected u8"),
            "{said}"
        );
        assert!(!said.contains("line 1"), "{said}");
        assert!(Serde::<Line>::from_json(r#"{"unit":"db","count":1}}"#).is_err());
    }

    #[test]
    fn a_value_without_a_json_form_is_not_taken_for_one() {
        let odd = Serde::new(BTreeMap::from([(vec![1_u8], 2_u8)]));
        assert!(odd.validate().is_err());
    }
}
