//! The assertions of a schema, as data.
use std::fmt;
use std::sync::OnceLock;

use super::Wire;
use super::kinds::Kinds;
use super::shape::Shape;

/// Rules that all have to hold.
pub type Rules = &'static [Rule];

/// One assertion of draft 4. It concerns one kind of value and holds for every other.
///
/// Numbers are JSON literals, so that they stay exact. Values of `Enum` are JSON.
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
    /// `format`. Names other than `date`, `time` and the six of draft 4 hold for every string.
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
    /// `additionalProperties`, for members that `properties` and `patternProperties` of the same schema do not name.
    Additional {
        /// The names under `properties`.
        names: &'static [&'static str],
        /// The patterns under `patternProperties`.
        patterns: &'static [&'static str],
        /// The rules for other members.
        rules: Rules,
    },
    /// `items` with one schema.
    Items(Rules),
    /// `items` with a list of schemas, and `additionalItems`.
    Tuple {
        /// The schemas by position.
        items: &'static [Rules],
        /// The rules for elements after them.
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
    /// `dependencies`: the rules for an object that has the member.
    Dependencies(&'static [(&'static str, Rules)]),
    /// The rules of another type.
    Of(fn() -> Rules),
    /// `null`, or a value for which the rules hold.
    Nullable(Rules),
    /// The rules for values of these kinds; every other value is allowed.
    OfKinds(Kinds, Rules),
    /// The members of a type: which are required, and whether others may be present.
    Shape(&'static Shape),
    /// The listed values of an enum.
    Choices(&'static Shape),
    /// The variants of a union.
    Union(&'static Variants),
    /// A schema as text.
    Check(&'static Check),
    /// The rules at a place in such a text.
    At(Place),
    /// A schema that nothing fits.
    Never,
}

/// A place that a reference points to. Its rules are known once the whole document has been read.
pub type Place = &'static OnceLock<Rules>;

/// What one type knows about another.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    pub(crate) kinds: Kinds,
    pub(crate) rules: fn() -> Rules,
}

impl TypeInfo {
    pub(crate) fn of<T: Wire>() -> Self {
        Self {
            kinds: T::KINDS,
            rules: T::rules,
        }
    }
}

/// The variants of a union with the types of their payloads.
#[derive(Debug)]
pub struct Variants {
    pub(super) shape: &'static Shape,
    pub(super) payloads: Vec<TypeInfo>,
}

/// The name of a type under `$ref`, and the rules of the type.
pub type Named = (&'static str, fn() -> Rules);

/// A draft-4 schema as text, in which `$ref` may name a type.
///
/// Text costs the compiler next to nothing, however long the schema is. It is read once, at the first check, and kept as
/// long as the program runs.
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
    pub(super) text: &'static str,
    pub(super) names: &'static [Named],
    pub(super) rules: OnceLock<Rules>,
}

impl Check {
    /// Creates a check from a schema and the types that it refers to.
    ///
    /// `{"$ref": "Address"}` stands for the rules of the type with that name, `{"$ref": "#/…"}` for a place in the
    /// text, or in the nearest `{"x-document": …}` around it. Members that are not keywords of draft 4 are ignored.
    #[must_use]
    pub const fn new(text: &'static str, names: &'static [Named]) -> Self {
        Self {
            text,
            names,
            rules: OnceLock::new(),
        }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.text).finish()
    }
}
