//! Decides whether a type expresses everything that its schema demands.
//!
//! If no part of a type accounts for a keyword, the type is incomplete and values are checked against the whole schema.
//! So a keyword that is new to the table never leads to a wrong type: values are checked until a type expresses it.

use billing_shared::{Keyword, Subject};

use super::Shape;
use crate::schema::{Kind, Schema};

/// The part of a type that accounts for the keywords of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// Nothing accounts for them.
    Nothing,
    /// The shape of the type together with its limits (lengths, bounds, patterns).
    Shape,
    /// The listed values.
    Values,
    /// The alternatives of `anyOf` or `oneOf`.
    Alternatives,
    /// Several types, each made from the same schema for one kind of value.
    Parts,
    /// One type for these kinds of value. The schema demands nothing of values of other kinds.
    Kinds(Vec<Kind>),
}

impl Basis {
    /// Returns whether a type of this shape accounts for every keyword of a schema.
    pub(super) fn accounts_for(&self, schema: &Schema, shape: &Shape) -> bool {
        *self != Self::Nothing
            && schema.all_assertions(|keyword| self.accounts_for_keyword(keyword, shape))
    }

    fn accounts_for_keyword(&self, keyword: Keyword, shape: &Shape) -> bool {
        let is_combined = matches!(keyword, Keyword::AnyOf | Keyword::OneOf | Keyword::Not);
        match self {
            Self::Nothing => false,
            Self::Shape => shape.expresses(keyword),
            Self::Values => matches!(keyword, Keyword::Enum | Keyword::Type),
            Self::Alternatives => matches!(keyword, Keyword::AnyOf | Keyword::OneOf),
            // The parts account for the other keywords.
            Self::Parts => !is_combined,
            Self::Kinds(kinds) => kinds.iter().any(|kind| subject(*kind) == keyword.subject()),
        }
    }
}

impl Shape {
    /// Returns whether a type of this shape, together with its limits, expresses a keyword.
    fn expresses(&self, keyword: Keyword) -> bool {
        let (own, expressed): (Subject, &[Keyword]) = match self {
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
            // A keyword about values of another kind concerns no value of the type.
            subject => subject != own || expressed.contains(&keyword),
        }
    }
}

/// Returns the subject of the keywords that concern values of a kind.
fn subject(kind: Kind) -> Subject {
    match kind {
        Kind::Object => Subject::Object,
        Kind::Array => Subject::Array,
        Kind::String => Subject::String,
        Kind::Integer | Kind::Number => Subject::Number,
        Kind::Null | Kind::Boolean => Subject::Nothing,
    }
}

/// Returns whether the schema has nothing but `allOf`, `anyOf`, `oneOf` and annotations.
pub(super) fn only_combines(schema: &Schema) -> bool {
    schema.all_assertions(|keyword| {
        matches!(keyword, Keyword::AllOf | Keyword::AnyOf | Keyword::OneOf)
    })
}

/// Returns whether the schema accepts every document.
pub(super) fn accepts_everything(schema: &Schema) -> bool {
    schema.all_assertions(|_| false)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Object, Rest, TypeId, Width};
    use super::*;

    /// Every shape that does not depend on other schemas.
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

    /// A keyword that is added to the table must make every type that it concerns incomplete.
    #[test]
    fn keywords_that_no_shape_expresses_leave_types_incomplete() {
        let not_expressed = [
            Keyword::Enum,
            Keyword::AllOf,
            Keyword::AnyOf,
            Keyword::OneOf,
            Keyword::Not,
            Keyword::PatternProperties,
            Keyword::Dependencies,
        ];
        for shape in shapes() {
            for keyword in not_expressed {
                let concerned = match keyword.subject() {
                    Subject::Object => {
                        matches!(shape, Shape::Any | Shape::Map(_) | Shape::Object(_))
                    }
                    _ => true,
                };
                assert_eq!(
                    shape.expresses(keyword),
                    !concerned,
                    "{keyword:?} {shape:?}"
                );
            }
        }
    }

    #[test]
    fn a_type_of_any_value_expresses_no_keyword() {
        for keyword in Keyword::ALL {
            assert!(!Shape::Any.expresses(*keyword), "{keyword:?}");
        }
    }
}
