//! Tells whether a shape and its limits say everything that a schema says.

use crate::schema::{Kind, Rest, Schema, TEXT_FORMATS};

/// Whether the schema carries nothing but `allOf`, `anyOf`, `oneOf` and annotations.
pub(super) fn says_only_choices(schema: &Schema) -> bool {
    schema.kinds.is_none()
        && schema.values.is_none()
        && schema.not.is_none()
        && !has_object_words(schema)
        && !has_list_words(schema)
        && !has_text_words(schema)
        && !has_number_words(schema)
}

/// Whether the schema takes every document.
pub(super) fn says_nothing(schema: &Schema) -> bool {
    says_only_choices(schema) && schema.all_of.is_empty() && stands_alone(schema)
}

/// Whether the schema says something that only concerns objects.
pub(super) fn has_object_words(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.required.is_empty()
        || !schema.pattern_properties.is_empty()
        || !schema.dependencies.is_empty()
        || !matches!(schema.additional_properties, Rest::Any)
        || schema.min_properties.is_some()
        || schema.max_properties.is_some()
}

/// Whether the schema says something that only concerns arrays.
pub(super) fn has_list_words(schema: &Schema) -> bool {
    schema.items.is_some()
        || !matches!(schema.additional_items, Rest::Any)
        || schema.min_items.is_some()
        || schema.max_items.is_some()
        || schema.unique_items
}

/// Whether the schema says something that only concerns strings.
pub(super) fn has_text_words(schema: &Schema) -> bool {
    let format = schema.format.as_ref();
    schema.min_length.is_some()
        || schema.max_length.is_some()
        || schema.pattern.is_some()
        || format.is_some_and(|format| TEXT_FORMATS.contains(&format.value.as_str()))
}

/// Whether the schema says something that only concerns numbers.
pub(super) fn has_number_words(schema: &Schema) -> bool {
    schema.minimum.is_some() || schema.maximum.is_some() || schema.multiple_of.is_some()
}

/// Whether words about this kind stand in the schema.
pub(super) fn has_words_for(schema: &Schema, kind: Kind) -> bool {
    match kind {
        Kind::Object => has_object_words(schema),
        Kind::Array => has_list_words(schema),
        Kind::String => has_text_words(schema),
        Kind::Integer | Kind::Number => has_number_words(schema),
        Kind::Null | Kind::Boolean => false,
    }
}

/// Whether nothing combines this schema with others.
pub(super) fn stands_alone(schema: &Schema) -> bool {
    schema.not.is_none() && schema.any_of.is_empty() && schema.one_of.is_empty()
}
