//! Stores the keywords that few schemas have, and only for schemas that have at least one of them.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use billing_shared::Keyword;

use super::assertion::Operand;
use super::{Bound, Dependency, Items, Kind, Property, Rest, Schema, SchemaId, TEXT_FORMATS};
use crate::source::{Node, Sited};

/// The keywords of a schema, except those that most schemas have.
#[derive(Clone, Debug)]
pub struct Keywords {
    /// `enum`
    pub values: Option<Box<Sited<Vec<Node>>>>,
    /// `default`: an annotation.
    pub default: Option<Box<Node>>,
    /// `format`: an annotation.
    pub format: Option<Box<Sited<String>>>,
    /// `properties` in source order.
    pub properties: Vec<Property>,
    /// `required`
    pub required: Vec<Sited<String>>,
    /// `patternProperties` in source order.
    pub pattern_properties: Vec<(Sited<String>, SchemaId)>,
    /// `additionalProperties`
    pub additional_properties: Rest,
    /// `dependencies`
    pub dependencies: Vec<(Sited<String>, Dependency)>,
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
    /// `items`
    pub items: Option<Items>,
    /// `additionalItems`
    pub additional_items: Rest,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems`
    pub unique_items: bool,
    /// `minimum` with `exclusiveMinimum`
    pub minimum: Option<Box<Bound>>,
    /// `maximum` with `exclusiveMaximum`
    pub maximum: Option<Box<Bound>>,
    /// The literal of `multipleOf`.
    pub multiple_of: Option<Box<Sited<String>>>,
    /// `minLength` in code points.
    pub min_length: Option<u64>,
    /// `maxLength` in code points.
    pub max_length: Option<u64>,
    /// `pattern` in the syntax of ECMA 262.
    pub pattern: Option<Box<Sited<String>>>,
    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `not`
    pub not: Option<SchemaId>,
    /// `x-accept`: types that the server sends in addition to those that `type` allows.
    pub accept: Vec<Kind>,
    /// `x-zero-date`: whether a date may be all zeros or empty.
    pub zero_date: bool,
    /// `x-empty-array-as: "object"`: whether an empty object may be sent as `[]`.
    pub empty_array_as_object: bool,
    /// `x-enum-varnames`: names for the values of `enum`, in order.
    pub variant_names: Vec<Sited<String>>,
    /// The names that the caller chooses, by the position of the value in `enum`.
    pub value_names: BTreeMap<usize, Sited<String>>,
}

impl Keywords {
    const NONE: Self = Self {
        values: None,
        default: None,
        format: None,
        properties: Vec::new(),
        required: Vec::new(),
        pattern_properties: Vec::new(),
        additional_properties: Rest::Any,
        dependencies: Vec::new(),
        min_properties: None,
        max_properties: None,
        items: None,
        additional_items: Rest::Any,
        min_items: None,
        max_items: None,
        unique_items: false,
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        all_of: Vec::new(),
        any_of: Vec::new(),
        one_of: Vec::new(),
        not: None,
        accept: Vec::new(),
        zero_date: false,
        empty_array_as_object: false,
        variant_names: Vec::new(),
        value_names: BTreeMap::new(),
    };
}

impl Schema {
    /// Passes every assertion keyword and its value to a function, in a fixed order.
    ///
    /// All code that handles every keyword uses this function. The pattern has no `..`, so the compiler rejects a new
    /// keyword until it is handled here.
    pub(crate) fn assertions<'s>(&'s self, each: &mut dyn FnMut(Keyword, Operand<'s>)) {
        let Self {
            origin: _,
            reference: _,
            title: _,
            description: _,
            kinds,
            type_name: _,
            more: _,
        } = self;
        let Keywords {
            values,
            default: _,
            format,
            properties,
            required,
            pattern_properties,
            additional_properties,
            dependencies,
            min_properties,
            max_properties,
            items,
            additional_items,
            min_items,
            max_items,
            unique_items,
            minimum,
            maximum,
            multiple_of,
            min_length,
            max_length,
            pattern,
            all_of,
            any_of,
            one_of,
            not,
            accept: _,
            zero_date: _,
            empty_array_as_object: _,
            variant_names: _,
            value_names: _,
        } = &**self;
        let format = format.as_deref();
        let format = format.filter(|format| TEXT_FORMATS.contains(&format.value.as_str()));
        #[rustfmt::skip]
        let operands = [
            (Keyword::Type, Operand::kinds(kinds.as_ref())),
            (Keyword::Enum, Operand::values(values.as_deref())),
            (Keyword::AllOf, Operand::schemas(all_of)),
            (Keyword::AnyOf, Operand::schemas(any_of)),
            (Keyword::OneOf, Operand::schemas(one_of)),
            (Keyword::Not, not.map(Operand::Schema)),
            (Keyword::Properties, Operand::properties(properties)),
            (Keyword::Required, Operand::names(required)),
            (Keyword::PatternProperties, Operand::patterns(pattern_properties)),
            (Keyword::AdditionalProperties, Operand::rest(additional_properties)),
            (Keyword::Dependencies, Operand::dependencies(dependencies)),
            (Keyword::MinProperties, min_properties.map(Operand::Count)),
            (Keyword::MaxProperties, max_properties.map(Operand::Count)),
            (Keyword::Items, items.as_ref().map(Operand::items)),
            (Keyword::AdditionalItems, Operand::rest(additional_items)),
            (Keyword::MinItems, min_items.map(Operand::Count)),
            (Keyword::MaxItems, max_items.map(Operand::Count)),
            (Keyword::UniqueItems, unique_items.then_some(Operand::True)),
            (Keyword::Minimum, minimum.as_deref().map(Operand::Bound)),
            (Keyword::Maximum, maximum.as_deref().map(Operand::Bound)),
            (Keyword::MultipleOf, multiple_of.as_deref().map(Operand::Number)),
            (Keyword::MinLength, min_length.map(Operand::Count)),
            (Keyword::MaxLength, max_length.map(Operand::Count)),
            (Keyword::Pattern, pattern.as_deref().map(Operand::String)),
            (Keyword::Format, format.map(Operand::String)),
        ];
        for (keyword, operand) in operands {
            operand
                .into_iter()
                .for_each(|operand| each(keyword, operand));
        }
    }
}

/// The [`Keywords`] of a schema if it has any. Storing them in every schema would take five times the memory.
#[derive(Clone, Debug, Default)]
pub struct More(Option<Box<Keywords>>);

impl More {
    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_none()
    }
}

/// Makes all keywords accessible as fields of a schema, regardless of where they are stored.
impl Deref for Schema {
    type Target = Keywords;

    fn deref(&self) -> &Keywords {
        static NONE: Keywords = Keywords::NONE;
        self.more.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Schema {
    fn deref_mut(&mut self) -> &mut Keywords {
        let none = || Box::new(Keywords::NONE);
        self.more.0.get_or_insert_with(none)
    }
}
