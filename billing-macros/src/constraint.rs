//! Constraint attributes such as `minimum = 0` and `pattern = "…"`, as keywords of a schema.
use billing_shared::Keyword;
use billing_shared::shape::quote;
use syn::{Lit, LitInt, LitStr};

use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::json::is_number;
use crate::schema;
use crate::schema_text::SchemaText;

/// The attribute that sets a keyword: its key and the type of its value.
enum Attribute {
    Number(&'static str),
    /// An exclusive limit, with the keyword of the limit.
    Exclusive(&'static str, Keyword),
    Count(&'static str),
    String(&'static str),
    Flag(&'static str),
}

impl Attribute {
    /// Returns the attribute that sets a keyword; `None` if only the field's type or `check` can set it.
    fn of(keyword: Keyword) -> Option<Self> {
        Some(match keyword {
            Keyword::Minimum => Self::Number("minimum"),
            Keyword::Maximum => Self::Number("maximum"),
            Keyword::MultipleOf => Self::Number("multiple_of"),
            Keyword::ExclusiveMinimum => Self::Exclusive("exclusive_minimum", Keyword::Minimum),
            Keyword::ExclusiveMaximum => Self::Exclusive("exclusive_maximum", Keyword::Maximum),
            Keyword::MinLength => Self::Count("min_length"),
            Keyword::MaxLength => Self::Count("max_length"),
            Keyword::MinItems => Self::Count("min_items"),
            Keyword::MaxItems => Self::Count("max_items"),
            Keyword::MinProperties => Self::Count("min_properties"),
            Keyword::MaxProperties => Self::Count("max_properties"),
            Keyword::Pattern => Self::String("pattern"),
            Keyword::Format => Self::String("format"),
            Keyword::UniqueItems => Self::Flag("unique_items"),
            // Other keywords have no attribute; `check` can set them.
            _ => return None,
        })
    }

    fn key(&self) -> &'static str {
        match self {
            Self::Number(key)
            | Self::Exclusive(key, _)
            | Self::Count(key)
            | Self::String(key)
            | Self::Flag(key) => key,
        }
    }
}

/// The keywords with an attribute, in the order in which schemas list them.
const ORDER: [Keyword; 14] = [
    Keyword::Minimum,
    Keyword::Maximum,
    Keyword::MultipleOf,
    Keyword::ExclusiveMinimum,
    Keyword::ExclusiveMaximum,
    Keyword::MinLength,
    Keyword::MaxLength,
    Keyword::MinItems,
    Keyword::MaxItems,
    Keyword::MinProperties,
    Keyword::MaxProperties,
    Keyword::Pattern,
    Keyword::Format,
    Keyword::UniqueItems,
];

/// Adds the keys that [`rules`] takes to other keys.
pub(crate) fn with_keys(others: &[&'static str]) -> Vec<&'static str> {
    let attributes = ORDER.into_iter().filter_map(Attribute::of);
    let mut keys = others.to_vec();
    keys.extend(attributes.map(|attribute| attribute.key()));
    keys.push("check");
    keys
}

/// Removes the constraints from the attributes and returns them as a schema.
pub(crate) fn rules(cx: &Ctxt, attrs: &mut Attrs) -> SchemaText {
    let mut schema = SchemaText::new();
    if attrs.is_empty() {
        return schema;
    }
    for keyword in ORDER {
        if let Some(attribute) = Attribute::of(keyword) {
            add(cx, attrs, keyword, &attribute, &mut schema);
        }
    }
    for item in attrs.take_all("check") {
        if let Some(literal) = item.parse::<LitStr>(cx, "r#\"{ … }\"#") {
            schema::read(cx, &literal, &mut schema);
        }
    }
    schema
}

/// Removes the attribute of a keyword and adds the keyword to a schema.
fn add(
    cx: &Ctxt,
    attrs: &mut Attrs,
    keyword: Keyword,
    attribute: &Attribute,
    schema: &mut SchemaText,
) {
    let name = keyword.name();
    match attribute {
        Attribute::Number(key) => {
            if let Some(literal) = attrs.take(cx, key).and_then(|item| number(cx, &item)) {
                schema.keyword(name, literal);
            }
        }
        Attribute::Exclusive(key, limit) => {
            if let Some(literal) = attrs.take(cx, key).and_then(|item| number(cx, &item)) {
                let limit = limit.name();
                schema.all_of(format!("{{\"{limit}\":{literal},\"{name}\":true}}"));
            }
        }
        Attribute::Count(key) => {
            if let Some(count) = attrs.parsed::<LitInt>(cx, key, "12") {
                match count.base10_parse::<u64>() {
                    Ok(number) => schema.keyword(name, number),
                    Err(_) => cx.error(count, format!("`{key}` takes a whole number from 0")),
                }
            }
        }
        Attribute::String(key) => {
            if let Some(string) = attrs.string(cx, key) {
                schema.keyword(name, quote(&string.value()));
            }
        }
        Attribute::Flag(key) => {
            if attrs.flag(cx, key).is_some() {
                schema.keyword(name, true);
            }
        }
    }
}

/// Returns the JSON literal of `key = 1`, `key = -0.5` or `key = "1e400"`.
fn number(cx: &Ctxt, item: &Item) -> Option<String> {
    const EXPECTED: &str = "a number such as 5, -0.5 or \"1e400\"";
    let Value::Assigned(tokens) = &item.value else {
        cx.error(&item.key, format!("`{}` takes {EXPECTED}", item.name()));
        return None;
    };
    let text = match syn::parse2::<Lit>(tokens.clone()) {
        Ok(Lit::Str(text)) => text.value(),
        Ok(Lit::Int(int)) => int.base10_digits().to_owned(),
        _ => tokens.to_string().replace([' ', '_'], ""),
    };
    if !is_number(&text) {
        cx.error(tokens, format!("`{}` takes {EXPECTED}", item.name()));
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_has_its_turn() {
        for keyword in Keyword::ALL {
            let listed = ORDER.contains(keyword);
            assert_eq!(listed, Attribute::of(*keyword).is_some(), "{keyword:?}");
        }
    }
}
