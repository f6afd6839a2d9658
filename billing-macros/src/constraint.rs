//! Constraint attributes: `minimum = 0`, `pattern = "…"` and so on, as rules.
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Lit, LitInt, LitStr};

use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::json::is_number;
use crate::schema;

/// The keys that every field takes, with the name of the rule.
const NUMBERS: [(&str, &str); 5] = [
    ("minimum", "Minimum"),
    ("exclusive_minimum", "ExclusiveMinimum"),
    ("maximum", "Maximum"),
    ("exclusive_maximum", "ExclusiveMaximum"),
    ("multiple_of", "MultipleOf"),
];
const COUNTS: [(&str, &str); 6] = [
    ("min_length", "MinLength"),
    ("max_length", "MaxLength"),
    ("min_items", "MinItems"),
    ("max_items", "MaxItems"),
    ("min_properties", "MinProperties"),
    ("max_properties", "MaxProperties"),
];
const TEXTS: [(&str, &str); 2] = [("pattern", "Pattern"), ("format", "Format")];

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

/// Takes the constraints out of the attributes. `w` is the path of the wire module.
pub(crate) fn rules(cx: &Ctxt, attrs: &mut Attrs, w: &TokenStream) -> Vec<TokenStream> {
    let mut rules = Vec::new();
    for (key, rule) in NUMBERS {
        let rule = format_ident!("{rule}");
        if let Some(literal) = attrs.take(cx, key).and_then(|item| number(cx, &item)) {
            rules.push(quote!(#w::Rule::#rule(#literal)));
        }
    }
    for (key, rule) in COUNTS {
        let rule = format_ident!("{rule}");
        if let Some(count) = attrs.parsed::<LitInt>(cx, key, "12") {
            match count.base10_parse::<u64>() {
                Ok(number) => rules.push(quote!(#w::Rule::#rule(#number))),
                Err(_) => cx.error(count, format!("`{key}` takes a whole number from 0")),
            }
        }
    }
    for (key, rule) in TEXTS {
        let rule = format_ident!("{rule}");
        if let Some(text) = attrs.text(cx, key) {
            rules.push(quote!(#w::Rule::#rule(#text)));
        }
    }
    for item in attrs.take_all("check") {
        if let Some(literal) = item.parse::<LitStr>(cx, "r#\"{ … }\"#") {
            rules.extend(schema::rules(cx, &literal, w));
        }
    }
    if attrs.flag(cx, "unique_items").is_some() {
        rules.push(quote!(#w::Rule::UniqueItems));
    }
    rules
}

/// The JSON literal of `key = 1`, `key = -0.5` or `key = "1e400"`.
fn number(cx: &Ctxt, item: &Item) -> Option<String> {
    const EXPECTED: &str = "a number such as 5, -0.5 or \"1e400\"";
    let Value::Is(tokens) = &item.value else {
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
