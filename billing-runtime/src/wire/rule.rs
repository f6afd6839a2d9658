//! What a schema says, as data.
use std::fmt;
use std::sync::OnceLock;

use super::Wire;
use super::kinds::Kinds;
use super::shape::Shape;

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
    /// What the rules say of values of these kinds; every other value is allowed.
    OfKinds(Kinds, Rules),
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

/// A place that a reference points to; its rules are known when the whole document was read.
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
    pub(super) text: &'static str,
    pub(super) names: &'static [Named],
    pub(super) rules: OnceLock<Rules>,
}

impl Check {
    /// Returns a schema and the types that it names.
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
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.text).finish()
    }
}
