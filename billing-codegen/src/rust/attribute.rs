//! Turns the limits of a schema into attributes.

use std::collections::BTreeSet;

use super::Attribute;
use super::check;
use super::literal::raw_string;
use super::spelling::Spelling;
use crate::model::types::{Format, Shape, Type, TypeId, Width, kind_word};
use crate::schema::{Bound, Kind, Schema};

impl Spelling<'_> {
    /// Returns the attributes of a field, a newtype or a tuple position of this type.
    pub(super) fn attributes(&self, id: TypeId) -> Vec<Attribute> {
        if let (Shape::Same(other), true) = (&self.types.get(id).shape, self.types.get(id).complete)
        {
            return self.attributes(*other);
        }
        let mut attributes = Vec::new();
        let accepts = self.accepts(id);
        if !accepts.is_empty() {
            attributes.push(Attribute::List("accept", accepts));
        }
        if self.names.get(id).is_some() {
            return attributes;
        }
        match self.says_all(id) {
            true => attributes.extend(self.limits(id)),
            false => attributes.push(self.check(id)),
        }
        attributes
    }

    /// Returns the attributes of the field inside a newtype of this type.
    pub(super) fn inner_attributes(&self, id: TypeId) -> Vec<Attribute> {
        match self.says_all(id) {
            true => self.limits(id),
            false => vec![self.check(id)],
        }
    }

    /// Returns the attributes of a map whose values are of this type.
    pub(super) fn element_attributes(&self, id: TypeId) -> Vec<Attribute> {
        match self.accepts(id) {
            accepts if accepts.is_empty() => Vec::new(),
            accepts => vec![Attribute::List("accept", accepts)],
        }
    }

    /// Returns the whole schema as a check.
    pub(super) fn check(&self, id: TypeId) -> Attribute {
        Attribute::Check(check::check(self, self.types.get(id).written))
    }

    /// Whether the attributes of this type alone express its whole schema.
    fn says_all(&self, id: TypeId) -> bool {
        let ty = self.types.get(id);
        let inner = match ty.shape {
            Shape::List(inner) | Shape::Map(inner) | Shape::Same(inner) | Shape::OrOther(inner) => {
                inner
            }
            _ => return ty.complete,
        };
        ty.complete && self.is_silent(inner)
    }

    /// Whether a list item or map value of this type needs no attribute for its limits.
    pub(super) fn is_silent(&self, id: TypeId) -> bool {
        self.names.get(id).is_some() || (self.says_all(id) && self.limits(id).is_empty())
    }

    /// Returns the limits that the Rust type itself does not enforce.
    pub(super) fn limits(&self, id: TypeId) -> Vec<Attribute> {
        let ty = self.types.get(id);
        let schema = self.schemas.get(ty.schema);
        let mut limits = Limits(Vec::new());
        match &ty.shape {
            Shape::Integer(width) => limits.numbers(schema, Some(*width)),
            Shape::Number => limits.numbers(schema, None),
            Shape::Text(format) => {
                // The type `Date` enforces its format.
                if let (Some(asserted), false) =
                    (self.types.asserted(schema), *format == Format::Date)
                {
                    limits
                        .0
                        .push(Attribute::Value("format", format!("{asserted:?}")));
                }
                limits.count("min_length", schema.min_length.filter(|least| *least > 0));
                limits.count("max_length", schema.max_length);
                if let Some(pattern) = &schema.pattern {
                    limits
                        .0
                        .push(Attribute::Value("pattern", raw_string(&pattern.value)));
                }
            }
            Shape::List(_) => {
                limits.count("min_items", schema.min_items.filter(|least| *least > 0));
                limits.count("max_items", schema.max_items);
                if schema.unique_items {
                    limits.0.push(Attribute::Word("unique_items"));
                }
            }
            Shape::Same(other) => return self.limits(*other),
            Shape::Map(_) | Shape::Object(_) => {
                limits.count(
                    "min_properties",
                    schema.min_properties.filter(|least| *least > 0),
                );
                limits.count("max_properties", schema.max_properties);
            }
            _ => {}
        }
        limits.0
    }

    /// Returns the kinds of JSON values that are accepted, the schema's own kinds first; nothing if no others are
    /// accepted. For a list or a map that accepts no others, returns the kinds of its items or values.
    fn accepts(&self, id: TypeId) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut at = id;
        while seen.insert(at) {
            let ty = self.types.get(at);
            let words = self.own_accepts(ty);
            match ty.shape {
                Shape::List(inner) | Shape::Map(inner) | Shape::Same(inner) if words.is_empty() => {
                    at = inner;
                }
                _ => return words,
            }
        }
        Vec::new()
    }

    fn own_accepts(&self, ty: &Type) -> Vec<String> {
        let schema = self.schemas.get(ty.schema);
        let own = own_words(ty, schema);
        let extra = schema.accept.iter().copied();
        let extra = extra.filter(|kind| *kind != Kind::Null).map(kind_word);
        let array = schema.empty_array_as_object.then_some("empty_array");
        let mut unique: Vec<String> = Vec::new();
        for word in own.iter().copied().chain(extra).chain(array) {
            if !unique.iter().any(|known| known == word) {
                unique.push(word.to_owned());
            }
        }
        match unique.len() > own.len() {
            true => unique,
            false => Vec::new(),
        }
    }
}

fn own_words(ty: &Type, schema: &Schema) -> Vec<&'static str> {
    match (&ty.shape, &schema.kinds) {
        (Shape::Integer(_), _) => vec!["integer"],
        (Shape::Number, _) => vec!["number"],
        (Shape::Boolean, _) => vec!["boolean"],
        (Shape::Text(_), _) => vec!["string"],
        (Shape::Object(_) | Shape::Map(_), _) => vec!["object"],
        (Shape::List(_) | Shape::Tuple(..), _) => vec!["array"],
        (_, Some(kinds)) => kinds
            .value
            .iter()
            .filter(|kind| **kind != Kind::Null)
            .map(|kind| kind_word(*kind))
            .collect(),
        (_, None) => Vec::new(),
    }
}

struct Limits(Vec<Attribute>);

impl Limits {
    fn count(&mut self, key: &'static str, count: Option<u64>) {
        self.0
            .extend(count.map(|count| Attribute::Value(key, count.to_string())));
    }

    fn numbers(&mut self, schema: &Schema, width: Option<Width>) {
        let (least, most) = edges(width).unzip();
        self.bound(
            ["minimum", "exclusive_minimum"],
            schema.minimum.as_deref(),
            least,
        );
        self.bound(
            ["maximum", "exclusive_maximum"],
            schema.maximum.as_deref(),
            most,
        );
        if let Some(step) = &schema.multiple_of {
            self.0
                .push(Attribute::Value("multiple_of", number(&step.value)));
        }
    }

    /// Adds an inclusive limit under the first key, or an exclusive one under the second. Omits a limit that the
    /// integer type enforces anyway.
    fn bound(&mut self, keys: [&'static str; 2], bound: Option<&Bound>, edge: Option<i128>) {
        let Some(bound) = bound else { return };
        let limit = bound.limit.value.parse::<i128>().ok();
        if bound.exclusive || limit.is_none() || limit != edge {
            let key = keys[usize::from(bound.exclusive)];
            self.0
                .push(Attribute::Value(key, number(&bound.limit.value)));
        }
    }
}

/// Returns the limits of the smallest integer type that holds a range.
fn edges(width: Option<Width>) -> Option<(i128, i128)> {
    let Some(Width::Range(low, high)) = width else {
        return None;
    };
    let types: [(i128, i128); 8] = [
        (0, u8::MAX.into()),
        (i8::MIN.into(), i8::MAX.into()),
        (0, u16::MAX.into()),
        (i16::MIN.into(), i16::MAX.into()),
        (0, u32::MAX.into()),
        (i32::MIN.into(), i32::MAX.into()),
        (i64::MIN.into(), i64::MAX.into()),
        (0, u64::MAX.into()),
    ];
    types
        .into_iter()
        .find(|(least, most)| low >= *least && high <= *most)
}

/// Returns an integer unchanged, and any other number as a string, which stays exact.
fn number(literal: &str) -> String {
    match literal.parse::<i64>() {
        Ok(_) if !literal.starts_with("-0") => literal.to_owned(),
        _ => format!("{literal:?}"),
    }
}
