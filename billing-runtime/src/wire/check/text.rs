//! A draft-4 schema as text, read into rules when they are first needed.
use std::fmt;
use std::sync::OnceLock;

use super::{Rule, Rules};
use crate::types::Value;
use crate::wire::{Kinds, Options, Wire};

/// What a type's name under `$ref` stands for.
pub type Named = (&'static str, fn() -> Rules);

/// A draft-4 schema as text, in which `$ref` may name a type.
///
/// Text costs the compiler next to nothing, however much a schema says. It is read once, when something is
/// checked for the first time, and kept as long as the program runs.
///
/// ```
/// use billing_runtime::Value;
/// use billing_runtime::wire::{Check, Wire, check};
/// static CHECK: Check = Check::new(r#"{"properties":{"qty":{"minimum":1}}}"#, &[]);
/// let invalid = check(&Value::from_json(r#"{"qty":0}"#)?, CHECK.rules()).unwrap_err();
/// assert_eq!(invalid.to_string(), "/qty: 0 is too small, expected at least 1");
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
pub struct Check {
    text: &'static str,
    names: &'static [Named],
    rules: OnceLock<Rules>,
}

impl Check {
    /// A schema and the types that it names.
    ///
    /// `{"$ref": "Address"}` stands for the rules of the type behind that name, `{"$ref": "#/…"}` for a place in the
    /// text, or in the nearest `{"x-document": …}` around it. Keywords that draft 4 does not know say nothing.
    #[must_use]
    pub const fn new(text: &'static str, names: &'static [Named]) -> Self {
        Self {
            text,
            names,
            rules: OnceLock::new(),
        }
    }

    /// The rules that the text says.
    pub fn rules(&'static self) -> Rules {
        self.rules
            .get_or_init(|| kept(schema(self.text, self.names)))
    }
}

/// The rules of a schema as text.
pub(in crate::wire) fn schema(text: &str, names: &'static [Named]) -> Vec<Rule> {
    // The derive has read the text, so it is one; a text that is none says nothing.
    let root = Value::from_json_with(text, &Options::new().depth(1000)).unwrap_or_default();
    let reading = Reading {
        names,
        root: &root,
        places: Vec::new(),
    };
    reading.document()
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.text).finish()
    }
}

/// A place that a reference points to; its rules are known when the whole document was read.
pub type Place = &'static OnceLock<Rules>;

struct Reading<'t> {
    names: &'static [Named],
    root: &'t Value,
    places: Vec<(String, Place)>,
}

impl Reading<'_> {
    fn document(mut self) -> Vec<Rule> {
        let rules = self.rules(self.root);
        let mut next = 0;
        // What a place says may refer to further ones, so the list grows while it is worked off.
        while let Some((pointer, place)) = self.places.get(next).cloned() {
            let rules = self
                .root
                .pointer(&pointer)
                .map_or(&[][..], |at| self.schema(at));
            place.get_or_init(|| rules);
            next += 1;
        }
        rules
    }

    fn schema(&mut self, schema: &Value) -> Rules {
        kept(self.rules(schema))
    }

    /// The rules of a schema; `true` says nothing, and nothing meets `false`.
    fn rules(&mut self, schema: &Value) -> Vec<Rule> {
        let Value::Object(members) = schema else {
            return match schema {
                Value::Bool(false) => vec![Rule::Never],
                _ => Vec::new(),
            };
        };
        if let Some(target) = members.get("$ref").and_then(Value::as_str) {
            return vec![self.reference(target)];
        }
        if let Some(root) = members.get("x-document") {
            return Reading {
                names: self.names,
                root,
                places: Vec::new(),
            }
            .document();
        }
        let rules = members.iter().filter_map(|(word, value)| {
            scalar(word, value)
                .or_else(|| limit(members.get(exclusive(word)), word, value))
                .or_else(|| self.nested(schema, word, value))
        });
        rules.collect()
    }

    fn reference(&mut self, target: &str) -> Rule {
        if let Some((_, rules)) = self.names.iter().find(|(name, _)| *name == target) {
            return Rule::Of(*rules);
        }
        let pointer = percent_decoded(target.strip_prefix('#').unwrap_or(target));
        if let Some((_, place)) = self.places.iter().find(|(known, _)| *known == pointer) {
            return Rule::At(place);
        }
        let place: Place = Box::leak(Box::new(OnceLock::new()));
        self.places.push((pointer, place));
        Rule::At(place)
    }

    /// A keyword whose value holds schemas.
    fn nested(&mut self, schema: &Value, word: &str, value: &Value) -> Option<Rule> {
        Some(match (word, value) {
            ("allOf", Value::Array(parts)) => Rule::AllOf(self.list(parts)),
            ("anyOf", Value::Array(parts)) => match &parts[..] {
                [first, other] if is_null(first) => Rule::Nullable(self.schema(other)),
                _ => Rule::AnyOf(self.list(parts)),
            },
            ("oneOf", Value::Array(parts)) => Rule::OneOf(self.list(parts)),
            ("not", _) => Rule::Not(self.schema(value)),
            ("items", Value::Array(items)) => Rule::Tuple {
                items: self.list(items),
                rest: schema
                    .get("additionalItems")
                    .map_or(&[], |rest| self.schema(rest)),
            },
            ("items", _) => Rule::Items(self.schema(value)),
            ("properties", Value::Object(_)) => Rule::Properties(self.table(value)),
            ("patternProperties", Value::Object(_)) => Rule::PatternProperties(self.table(value)),
            ("dependencies", Value::Object(_)) => Rule::Dependencies(self.table(value)),
            ("additionalProperties", _) => Rule::Additional {
                names: names(schema.get("properties")),
                patterns: names(schema.get("patternProperties")),
                rules: self.schema(value),
            },
            _ => return None,
        })
    }

    fn list(&mut self, schemas: &[Value]) -> &'static [Rules] {
        kept(schemas.iter().map(|schema| self.schema(schema)).collect())
    }

    /// Schemas by name; a list of names in the place of a schema is what it requires.
    fn table(&mut self, table: &Value) -> &'static [(&'static str, Rules)] {
        let members = table.as_object().into_iter().flat_map(|table| table.iter());
        let entry = |(name, schema): (&str, &Value)| {
            let rules = match schema {
                Value::Array(names) => kept(vec![Rule::Required(texts(names))]),
                schema => self.schema(schema),
            };
            (text(name), rules)
        };
        kept(members.map(entry).collect())
    }
}

/// A keyword whose value is no schema and stands on its own.
fn scalar(word: &str, value: &Value) -> Option<Rule> {
    let count = || value.as_number().and_then(crate::types::Number::to_u64);
    Some(match (word, value) {
        ("type", Value::String(_)) => Rule::Type(kinds(std::slice::from_ref(value))),
        ("type", Value::Array(list)) => Rule::Type(kinds(list)),
        ("enum", Value::Array(values)) => Rule::Enum(kept(
            values.iter().map(|value| text(&value.to_json())).collect(),
        )),
        ("required", Value::Array(names)) => Rule::Required(texts(names)),
        ("pattern", Value::String(source)) => Rule::Pattern(text(source)),
        ("format", Value::String(name)) => Rule::Format(text(name)),
        ("uniqueItems", Value::Bool(true)) => Rule::UniqueItems,
        ("multipleOf", Value::Number(number)) => Rule::MultipleOf(text(number.as_str())),
        ("minLength", _) => Rule::MinLength(count()?),
        ("maxLength", _) => Rule::MaxLength(count()?),
        ("minItems", _) => Rule::MinItems(count()?),
        ("maxItems", _) => Rule::MaxItems(count()?),
        ("minProperties", _) => Rule::MinProperties(count()?),
        ("maxProperties", _) => Rule::MaxProperties(count()?),
        _ => return None,
    })
}

/// `minimum` and `maximum`, with the word beside them that excludes the limit itself.
fn limit(exclusive: Option<&Value>, word: &str, value: &Value) -> Option<Rule> {
    let limit = text(value.as_number()?.as_str());
    let exclusive = exclusive.and_then(Value::as_bool) == Some(true);
    Some(match (word, exclusive) {
        ("minimum", false) => Rule::Minimum(limit),
        ("minimum", true) => Rule::ExclusiveMinimum(limit),
        ("maximum", false) => Rule::Maximum(limit),
        ("maximum", true) => Rule::ExclusiveMaximum(limit),
        _ => return None,
    })
}

fn exclusive(word: &str) -> &'static str {
    if word == "minimum" {
        "exclusiveMinimum"
    } else {
        "exclusiveMaximum"
    }
}

fn kinds(names: &[Value]) -> Kinds {
    let kind = |name: &Value| match name.as_str().unwrap_or_default() {
        "null" => Kinds::NULL,
        "boolean" => Kinds::BOOLEAN,
        "integer" => Kinds::INTEGER,
        "number" => Kinds::NUMBER,
        "string" => Kinds::STRING,
        "array" => Kinds::ARRAY,
        "object" => Kinds::OBJECT,
        _ => Kinds::NONE,
    };
    names
        .iter()
        .fold(Kinds::NONE, |all, name| all.or(kind(name)))
}

fn is_null(schema: &Value) -> bool {
    let members = schema.as_object();
    members.is_some_and(|members| members.len() == 1)
        && schema.get("type").and_then(Value::as_str) == Some("null")
}

fn names(table: Option<&Value>) -> &'static [&'static str] {
    let table = table.and_then(Value::as_object);
    kept(
        table
            .into_iter()
            .flat_map(|table| table.keys())
            .map(text)
            .collect(),
    )
}

fn texts(list: &[Value]) -> &'static [&'static str] {
    kept(list.iter().filter_map(Value::as_str).map(text).collect())
}

/// Rules live as long as the program, as those in its own text do; each text is read once.
pub(in crate::wire) fn kept<T>(list: Vec<T>) -> &'static [T] {
    Vec::leak(list)
}

fn text(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let hex = after.get(..2);
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
