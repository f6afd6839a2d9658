//! `Debug` and `PartialEq` for `#[wire(Debug, PartialEq)]`: an expansion has one line for each. If derived, the two
//! cost the compiler more than all code that reads and writes a type.
use std::fmt;

use super::writer::Purpose;
use super::{Node, Options, Shape, Value, Wire, Writer};

/// Formats a value: the name of its type, and its JSON with secrets masked.
///
/// # Errors
/// The error of the formatter.
pub fn debug<T: Wire>(value: &T, shape: &'static str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show(value, shape, f)
}

fn show(node: &dyn Node, shape: &'static str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ", Shape::of(shape).name)?;
    let text = written(node, Purpose::Show);
    match value(&text) {
        Some(value) => fmt::Debug::fmt(&Shown(&value), f),
        None => f.write_str(&text),
    }
}

/// Returns whether two values would be written as equal JSON, whatever they were read from.
pub fn eq<T: Wire>(one: &T, other: &T) -> bool {
    is_same(one, other)
}

fn is_same(one: &dyn Node, other: &dyn Node) -> bool {
    let (one, other) = (
        written(one, Purpose::Compare),
        written(other, Purpose::Compare),
    );
    // A number can be written in several ways, and members in any order.
    one == other || value(&one).is_some_and(|one| value(&other) == Some(one))
}

fn written(node: &dyn Node, purpose: Purpose) -> String {
    let mut writer = Writer::of(purpose);
    writer.value(node);
    writer.into_text()
}

fn value(text: &str) -> Option<Value> {
    Value::from_json_with(text, &Options::new().depth(1000)).ok()
}

/// JSON, formatted as `Debug` formats lists and maps.
struct Shown<'v>(&'v Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Array(elements) => f.debug_list().entries(elements.iter().map(Shown)).finish(),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name, Shown(value)));
                f.debug_map().entries(members).finish()
            }
            other => f.write_str(&other.to_json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::types::{Accepted, Maybe};
    use crate::wire::Extra;
    use crate::{Decimal, Id, Wire};

    #[derive(Wire)]
    #[wire(Debug, Default, PartialEq)]
    struct Item {
        #[wire(accept(string, number))]
        price: Option<Accepted<Decimal>>,
        client: Option<Id>,
        note: Maybe<String>,
        extra: Extra,
    }

    fn item(text: &str) -> Item {
        Item::from_json(text).unwrap()
    }

    #[test]
    fn shows_the_name_of_the_type_and_json() {
        let item = item(r#"{"price":"1.50","note":null,"tags":["a\"b"]}"#);
        assert_eq!(
            format!("{item:?}"),
            r#"Item {"price": "1.50", "note": null, "tags": ["a\"b"]}"#
        );
        assert_eq!(
            format!("{item:#?}"),
            "Item {\n    \"price\": \"1.50\",\n    \"note\": null,\n    \"tags\": [\n        \"a\\\"b\",\n    ],\n}"
        );
        assert_eq!(format!("{:?}", Item::default()), "Item {}");
    }

    #[test]
    fn what_is_written_alike_is_equal() {
        for (one, other) in [
            (r#"{"price":1.5}"#, r#"{"price":"1.50"}"#),
            (r#"{"client":7}"#, r#"{"client":"7"}"#),
            (r#"{"a":1,"b":[2]}"#, r#"{"b":[2.0],"a":1}"#),
        ] {
            assert_eq!(item(one), item(other));
        }
    }

    #[test]
    fn what_is_written_otherwise_is_not() {
        for (one, other) in [
            (r#"{"price":1.5}"#, r#"{"price":1.6}"#),
            (r#"{"note":null}"#, "{}"),
            (r#"{"note":"a"}"#, r#"{"note":"b"}"#),
            (r#"{"a":1}"#, r#"{"a":"1"}"#),
        ] {
            assert_ne!(item(one), item(other));
        }
    }
}
