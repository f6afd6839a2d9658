//! Tells whether a type says everything that its schema says.
//!
//! A keyword that no part of a type accounts for makes the type incomplete, and then the whole schema is checked. So a
//! new keyword gives a type with a check until somebody teaches a type to say it, and never a wrong type.

use billing_shared::{Keyword, Subject};

use super::Shape;
use crate::schema::{Kind, Schema};

/// What accounts for the keywords of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// Nothing does.
    Nothing,
    /// The shape of the type, with the limits that stand beside it.
    Shape,
    /// The listed values.
    Values,
    /// The alternatives of `anyOf` or `oneOf`.
    Alternatives,
    /// Other types, each of which is made from the same schema for one kind of value.
    Parts,
    /// One other type for these kinds of value. Nothing is said about values of other kinds.
    Kinds(Vec<Kind>),
}

impl Basis {
    /// Returns whether every keyword of a schema is accounted for by the type of this shape.
    pub(super) fn accounts_for(&self, schema: &Schema, shape: &Shape) -> bool {
        *self != Self::Nothing && schema.all_assertions(|keyword| self.says(keyword, shape))
    }

    fn says(&self, keyword: Keyword, shape: &Shape) -> bool {
        let is_combined = matches!(keyword, Keyword::AnyOf | Keyword::OneOf | Keyword::Not);
        match self {
            Self::Nothing => false,
            Self::Shape => shape.says(keyword),
            Self::Values => matches!(keyword, Keyword::Enum | Keyword::Type),
            Self::Alternatives => matches!(keyword, Keyword::AnyOf | Keyword::OneOf),
            // The parts account for the rest themselves.
            Self::Parts => !is_combined,
            Self::Kinds(kinds) => kinds.iter().any(|kind| subject(*kind) == keyword.subject()),
        }
    }
}

impl Shape {
    /// Returns whether a type of this shape, with the limits that are printed beside it, says what a keyword says.
    fn says(&self, keyword: Keyword) -> bool {
        let (own, said): (Subject, &[Keyword]) = match self {
            Self::Any | Self::Enum(_) | Self::Union(_) | Self::Same(_) | Self::OrOther(_) => {
                return false;
            }
            Self::Never | Self::Null | Self::Boolean => (Subject::Nothing, &[]),
            Self::Integer(_) | Self::Number => (
                Subject::Number,
                &[Keyword::Minimum, Keyword::Maximum, Keyword::MultipleOf],
            ),
            Self::Text(_) => (
                Subject::String,
                &[
                    Keyword::MinLength,
                    Keyword::MaxLength,
                    Keyword::Pattern,
                    Keyword::Format,
                ],
            ),
            Self::List(_) => (
                Subject::Array,
                &[
                    Keyword::Items,
                    Keyword::AdditionalItems,
                    Keyword::MinItems,
                    Keyword::MaxItems,
                    Keyword::UniqueItems,
                ],
            ),
            Self::Tuple(..) => (
                Subject::Array,
                &[
                    Keyword::Items,
                    Keyword::AdditionalItems,
                    Keyword::MinItems,
                    Keyword::MaxItems,
                ],
            ),
            Self::Map(_) | Self::Object(_) => (
                Subject::Object,
                &[
                    Keyword::Properties,
                    Keyword::Required,
                    Keyword::AdditionalProperties,
                    Keyword::MinProperties,
                    Keyword::MaxProperties,
                ],
            ),
        };
        match keyword.subject() {
            Subject::Nothing => true,
            Subject::Any => keyword == Keyword::Type,
            // A value of another kind is not a value of the type.
            about => about != own || said.contains(&keyword),
        }
    }
}

/// Returns the subject of keywords about values of a kind.
fn subject(kind: Kind) -> Subject {
    match kind {
        Kind::Object => Subject::Object,
        Kind::Array => Subject::Array,
        Kind::String => Subject::String,
        Kind::Integer | Kind::Number => Subject::Number,
        Kind::Null | Kind::Boolean => Subject::Nothing,
    }
}

/// Returns whether the schema carries nothing but `allOf`, `anyOf`, `oneOf` and annotations.
pub(super) fn says_only_choices(schema: &Schema) -> bool {
    schema.all_assertions(|keyword| {
        matches!(keyword, Keyword::AllOf | Keyword::AnyOf | Keyword::OneOf)
    })
}

/// Returns whether the schema takes every document.
pub(super) fn says_nothing(schema: &Schema) -> bool {
    schema.all_assertions(|_| false)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Object, Rest, TypeId, Width};
    use super::*;

    /// Every shape that a type has by itself.
    fn shapes() -> Vec<Shape> {
        let of = TypeId(0);
        vec![
            Shape::Any,
            Shape::Null,
            Shape::Boolean,
            Shape::Integer(Width::Unbounded),
            Shape::Number,
            Shape::Text(Format::Plain),
            Shape::List(of),
            Shape::Tuple(vec![of], Rest::Any),
            Shape::Map(of),
            Shape::Object(Object {
                members: Vec::new(),
                rest: Rest::Any,
            }),
        ]
    }

    /// Adding a keyword to the table must leave every type that it concerns incomplete.
    #[test]
    fn what_no_type_says_leaves_types_incomplete() {
        let unsaid = [
            Keyword::Enum,
            Keyword::AllOf,
            Keyword::AnyOf,
            Keyword::OneOf,
            Keyword::Not,
            Keyword::PatternProperties,
            Keyword::Dependencies,
        ];
        for shape in shapes() {
            for keyword in unsaid {
                let concerned = match keyword.subject() {
                    Subject::Object => {
                        matches!(shape, Shape::Any | Shape::Map(_) | Shape::Object(_))
                    }
                    _ => true,
                };
                assert_eq!(shape.says(keyword), !concerned, "{keyword:?} {shape:?}");
            }
        }
    }

    #[test]
    fn a_type_of_any_value_says_no_keyword() {
        for keyword in Keyword::ALL {
            assert!(!Shape::Any.says(*keyword), "{keyword:?}");
        }
    }
}
