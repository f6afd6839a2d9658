//! The keywords that few schemas carry, kept only where one of them is there.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use super::{Bound, Dependency, Items, Kind, Property, Rest, Schema, SchemaId};
use crate::source::{Node, Sited};

/// The keywords of a schema but for those that most of them carry.
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
    /// `multipleOf`, the literal.
    pub multiple_of: Option<Box<Sited<String>>>,
    /// `minLength` in code points.
    pub min_length: Option<u64>,
    /// `maxLength` in code points.
    pub max_length: Option<u64>,
    /// `pattern`, ECMA 262.
    pub pattern: Option<Box<Sited<String>>>,
    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `not`
    pub not: Option<SchemaId>,
    /// `x-accept`: forms that the server really sends, beside those that `type` allows.
    pub accept: Vec<Kind>,
    /// `x-zero-date`: a date may be all zeros or empty.
    pub zero_date: bool,
    /// `x-empty-array-as: "object"`: an empty object may be sent as `[]`.
    pub empty_array_as_object: bool,
    /// `x-enum-varnames`: names for the values of `enum`, in order.
    pub variant_names: Vec<Sited<String>>,
    /// Names that the caller asks for, by the position of a value in `enum`.
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

/// [`Keywords`], or nothing in their place: a schema with all of them takes five times the memory.
#[derive(Clone, Debug, Default)]
pub struct More(Option<Box<Keywords>>);

impl More {
    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_none()
    }
}

/// So that the keywords of a schema are read all in one way, wherever they are kept.
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
