//! Constraint attributes such as `minimum = 0` and `pattern = "…"`, as keywords of a schema.
use billing_shared::shape::quote;
use syn::{Lit, LitInt, LitStr};

use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::json::is_number;
use crate::schema;
use crate::schema_text::SchemaText;

/// Keys that take a number, with their keywords.
const NUMBERS: [(&str, &str); 3] = [
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("multiple_of", "multipleOf"),
];
/// Keys of exclusive limits, with the keyword of the limit and the keyword that makes it exclusive.
const EXCLUSIVE: [(&str, &str, &str); 2] = [
    ("exclusive_minimum", "minimum", "exclusiveMinimum"),
    ("exclusive_maximum", "maximum", "exclusiveMaximum"),
];
const COUNTS: [(&str, &str); 6] = [
    ("min_length", "minLength"),
    ("max_length", "maxLength"),
    ("min_items", "minItems"),
    ("max_items", "maxItems"),
    ("min_properties", "minProperties"),
    ("max_properties", "maxProperties"),
];
const TEXTS: [&str; 2] = ["pattern", "format"];

/// Every key that [`rules`] takes.
pub(crate) const KEYS: &[&str] = &[
    "minimum",
    "exclusive_minimum",
    "maximum",
    "exclusive_maximum",
    "multiple_of",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "min_properties",
    "max_properties",
    "pattern",
    "format",
    "unique_items",
    "check",
];

/// Takes the constraints out of the attributes.
pub(crate) fn rules(cx: &Ctxt, attrs: &mut Attrs) -> SchemaText {
    let mut schema = SchemaText::new();
    if attrs.is_empty() {
        return schema;
    }
    for (key, word) in NUMBERS {
        if let Some(literal) = attrs.take(cx, key).and_then(|item| number(cx, &item)) {
            schema.keyword(word, literal);
        }
    }
    for (key, word, excludes) in EXCLUSIVE {
        if let Some(literal) = attrs.take(cx, key).and_then(|item| number(cx, &item)) {
            schema.all_of(format!("{{\"{word}\":{literal},\"{excludes}\":true}}"));
        }
    }
    for (key, word) in COUNTS {
        if let Some(count) = attrs.parsed::<LitInt>(cx, key, "12") {
            match count.base10_parse::<u64>() {
                Ok(number) => schema.keyword(word, number),
                Err(_) => cx.error(count, format!("`{key}` takes a whole number from 0")),
            }
        }
    }
    for key in TEXTS {
        if let Some(text) = attrs.string(cx, key) {
            schema.keyword(key, quote(&text.value()));
        }
    }
    for item in attrs.take_all("check") {
        if let Some(literal) = item.parse::<LitStr>(cx, "r#\"{ … }\"#") {
            schema::read(cx, &literal, &mut schema);
        }
    }
    if attrs.flag(cx, "unique_items").is_some() {
        schema.keyword("uniqueItems", true);
    }
    schema
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
