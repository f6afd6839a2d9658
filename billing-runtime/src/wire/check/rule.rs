//! What a schema says, as data.
use super::{Check, Place};
use crate::wire::{Kinds, Shape, Variants};

/// A list of rules, all of which hold.
pub type Rules = &'static [Rule];

/// One assertion of draft 4. Each concerns one kind of value and holds for every other.
///
/// Numbers are JSON literals, so that they stay exact; values of `Enum` are JSON texts.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// `type`.
    Type(Kinds),
    /// `enum`.
    Enum(&'static [&'static str]),
    /// `minimum`.
    Minimum(&'static str),
    /// `minimum` with `exclusiveMinimum`.
    ExclusiveMinimum(&'static str),
    /// `maximum`.
    Maximum(&'static str),
    /// `maximum` with `exclusiveMaximum`.
    ExclusiveMaximum(&'static str),
    /// `multipleOf`.
    MultipleOf(&'static str),
    /// `minLength`, in code points.
    MinLength(u64),
    /// `maxLength`, in code points.
    MaxLength(u64),
    /// `pattern`, an ECMA 262 regular expression.
    Pattern(&'static str),
    /// `format`; names other than the six of draft 4, `date` and `time` hold for every string.
    Format(&'static str),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `required`.
    Required(&'static [&'static str]),
    /// `properties`.
    Properties(&'static [(&'static str, Rules)]),
    /// `patternProperties`.
    PatternProperties(&'static [(&'static str, Rules)]),
    /// `additionalProperties`, for the members that `properties` and `patternProperties` beside it do not name.
    Additional {
        /// The names under `properties`.
        names: &'static [&'static str],
        /// The patterns under `patternProperties`.
        patterns: &'static [&'static str],
        /// What holds for other members.
        rules: Rules,
    },
    /// `items` with one schema.
    Items(Rules),
    /// `items` with a list of schemas, and `additionalItems`.
    Tuple {
        /// The schemas by position.
        items: &'static [Rules],
        /// What holds for elements behind them.
        rest: Rules,
    },
    /// `allOf`.
    AllOf(&'static [Rules]),
    /// `anyOf`.
    AnyOf(&'static [Rules]),
    /// `oneOf`.
    OneOf(&'static [Rules]),
    /// `not`.
    Not(Rules),
    /// `dependencies`: what holds for the object where it has the member.
    Dependencies(&'static [(&'static str, Rules)]),
    /// The rules of another type.
    Of(fn() -> Rules),
    /// `null`, or what the rules say.
    Nullable(Rules),
    /// The members of a type: which are required, whether others may be there.
    Shape(&'static Shape),
    /// The listed values of an enum.
    Choices(&'static Shape),
    /// The forms of a union.
    Union(&'static Variants),
    /// A schema as text.
    Check(&'static Check),
    /// What a place in such a text says.
    At(Place),
    /// A schema that nothing fits.
    Never,
}
