//! Reads rules from the text of a draft-4 schema.
use std::sync::OnceLock;

use billing_shared::{Keyword, percent};

use crate::wire::rule::{Check, Named, Place, Rule, Rules};
use crate::wire::{Extra, Value};
use crate::wire::{Kinds, Options, Wire};

impl Check {
    /// Returns the rules of the text.
    pub fn rules(&'static self) -> Rules {
        self.rules
            .get_or_init(|| leak(schema(self.text, self.names)))
    }
}

/// Returns the rules of a schema that is given as text.
pub(in crate::wire) fn schema(text: &str, names: &'static [Named]) -> Vec<Rule> {
    // The derive has checked that the text is valid JSON; an invalid text would have no rules.
    let root = Value::from_json_with(text, &Options::new().depth(1000)).unwrap_or_default();
    let reading = Reading {
        names,
        root: &root,
        places: Vec::new(),
    };
    reading.document()
}

struct Reading<'t> {
    names: &'static [Named],
    root: &'t Value,
    places: Vec<(String, Place)>,
}

impl Reading<'_> {
    fn document(mut self) -> Vec<Rule> {
        let rules = self.rules(self.root);
        let mut next = 0;
        // The rules of a place may refer to further places, so the list grows while it is processed.
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
        leak(self.rules(schema))
    }

    /// Returns the rules of a schema; `true` allows everything, and `false` nothing.
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
        let rules = members.iter().filter_map(|(name, value)| {
            let keyword = Keyword::from_name(name)?;
            self.rule(schema, keyword, value)
        });
        rules.collect()
    }

    fn reference(&mut self, target: &str) -> Rule {
        if let Some((_, rules)) = self.names.iter().find(|(name, _)| *name == target) {
            return Rule::Of(*rules);
        }
        let pointer = percent::decode(target.strip_prefix('#').unwrap_or(target));
        if let Some((_, place)) = self.places.iter().find(|(known, _)| *known == pointer) {
            return Rule::At(place);
        }
        let place: Place = Box::leak(Box::new(OnceLock::new()));
        self.places.push((pointer, place));
        Rule::At(place)
    }

    /// Returns what a keyword asserts; `None` if it asserts nothing by itself or its value is invalid.
    fn rule(&mut self, schema: &Value, keyword: Keyword, value: &Value) -> Option<Rule> {
        let count = || value.as_number().and_then(crate::wire::Number::to_u64);
        Some(match keyword {
            Keyword::Type => Rule::Type(kinds(value)?),
            Keyword::Enum => Rule::Enum(leak(
                value
                    .as_array()?
                    .iter()
                    .map(|value| leak_string(&value.to_json()))
                    .collect(),
            )),
            Keyword::Minimum => match exclusive(schema, Keyword::ExclusiveMinimum) {
                false => Rule::Minimum(number(value)?),
                true => Rule::ExclusiveMinimum(number(value)?),
            },
            Keyword::Maximum => match exclusive(schema, Keyword::ExclusiveMaximum) {
                false => Rule::Maximum(number(value)?),
                true => Rule::ExclusiveMaximum(number(value)?),
            },
            Keyword::MultipleOf => Rule::MultipleOf(number(value)?),
            Keyword::MinLength => Rule::MinLength(count()?),
            Keyword::MaxLength => Rule::MaxLength(count()?),
            Keyword::Pattern => Rule::Pattern(leak_string(value.as_str()?)),
            Keyword::Format => Rule::Format(leak_string(value.as_str()?)),
            Keyword::MinItems => Rule::MinItems(count()?),
            Keyword::MaxItems => Rule::MaxItems(count()?),
            Keyword::UniqueItems => value.as_bool()?.then_some(Rule::UniqueItems)?,
            Keyword::Items => match value {
                Value::Array(items) => Rule::Tuple {
                    items: self.list(items),
                    rest: schema
                        .get(Keyword::AdditionalItems.name())
                        .map_or(&[], |rest| self.schema(rest)),
                },
                _ => Rule::Items(self.schema(value)),
            },
            Keyword::MinProperties => Rule::MinProperties(count()?),
            Keyword::MaxProperties => Rule::MaxProperties(count()?),
            Keyword::Required => Rule::Required(leak_strings(value.as_array()?)),
            Keyword::Properties => Rule::Properties(self.table(value.as_object()?)),
            Keyword::PatternProperties => Rule::PatternProperties(self.table(value.as_object()?)),
            Keyword::AdditionalProperties => Rule::Additional {
                names: names(schema.get(Keyword::Properties.name())),
                patterns: names(schema.get(Keyword::PatternProperties.name())),
                rules: self.schema(value),
            },
            Keyword::Dependencies => Rule::Dependencies(self.table(value.as_object()?)),
            Keyword::AllOf => Rule::AllOf(self.list(value.as_array()?)),
            Keyword::AnyOf => self.any_of(value.as_array()?),
            Keyword::OneOf => Rule::OneOf(self.list(value.as_array()?)),
            Keyword::Not => Rule::Not(self.schema(value)),
            // These change the assertion of another keyword and are read with that keyword.
            Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum | Keyword::AdditionalItems => {
                return None;
            }
            // `$ref` is read before all other keywords and replaces them; references look up their definitions.
            Keyword::Ref | Keyword::Definitions => return None,
            Keyword::Title | Keyword::Description | Keyword::Default => return None,
            Keyword::Id | Keyword::Schema => return None,
        })
    }

    /// Returns a rule that is cheaper than [`Rule::AnyOf`] if the first of two choices only restricts the kind.
    fn any_of(&mut self, choices: &[Value]) -> Rule {
        if let [first, other] = choices {
            if is_null(first) {
                return Rule::Nullable(self.schema(other));
            }
            if let Some(kinds) = other_kinds(first) {
                return Rule::OfKinds(kinds, self.schema(other));
            }
        }
        Rule::AnyOf(self.list(choices))
    }

    fn list(&mut self, schemas: &[Value]) -> &'static [Rules] {
        leak(schemas.iter().map(|schema| self.schema(schema)).collect())
    }

    /// Returns rules by name; a list of names instead of a schema means that these members are required.
    fn table(&mut self, table: &Extra) -> &'static [(&'static str, Rules)] {
        let entry = |(name, schema): (&str, &Value)| {
            let rules = match schema {
                Value::Array(names) => leak(vec![Rule::Required(leak_strings(names))]),
                schema => self.schema(schema),
            };
            (leak_string(name), rules)
        };
        leak(table.iter().map(entry).collect())
    }
}

/// Returns whether another keyword makes a limit exclusive.
fn exclusive(schema: &Value, keyword: Keyword) -> bool {
    schema.get(keyword.name()).and_then(Value::as_bool) == Some(true)
}

fn number(value: &Value) -> Option<&'static str> {
    value.as_number().map(|number| leak_string(number.as_str()))
}

/// Reads the value of `type`.
fn kinds(value: &Value) -> Option<Kinds> {
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
    match value {
        Value::String(_) => Some(kind(value)),
        Value::Array(list) => Some(list.iter().map(kind).fold(Kinds::NONE, Kinds::or)),
        _ => None,
    }
}

fn is_null(schema: &Value) -> bool {
    only(schema, "type").and_then(Value::as_str) == Some("null")
}

/// Returns the kinds that a schema excludes if it asserts nothing else, as in `{"not":{"type":"object"}}`.
fn other_kinds(schema: &Value) -> Option<Kinds> {
    kinds(only(only(schema, "not")?, "type")?)
}

/// Returns the value of a keyword if a schema has no other member.
fn only<'v>(schema: &'v Value, word: &str) -> Option<&'v Value> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    members.get(word)
}

fn names(table: Option<&Value>) -> &'static [&'static str] {
    let table = table.and_then(Value::as_object);
    leak(
        table
            .into_iter()
            .flat_map(|table| table.keys())
            .map(leak_string)
            .collect(),
    )
}

fn leak_strings(list: &[Value]) -> &'static [&'static str] {
    leak(
        list.iter()
            .filter_map(Value::as_str)
            .map(leak_string)
            .collect(),
    )
}

/// Keeps a list as long as the program runs. Each text is read once, so the number of lists is bounded.
pub(in crate::wire) fn leak<T>(list: Vec<T>) -> &'static [T] {
    Vec::leak(list)
}

fn leak_string(string: &str) -> &'static str {
    String::leak(string.to_owned())
}
