//! Documentation, derives and attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::source;
use crate::rust::{Attribute, Derive, Scope};

pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

pub(super) fn derives(derives: &[Derive], scope: &Scope) -> TokenStream {
    let names = derives.iter().map(|derive| match derive {
        Derive::Std(name) => source(name),
        Derive::Runtime(name) => source(&scope.runtime(name)),
    });
    quote!(#[derive(#(#names),*)])
}

/// `#[wire(…)]` or another holder; nothing where there is no attribute.
pub(super) fn holder(holder: &str, attributes: &[Attribute]) -> TokenStream {
    if attributes.is_empty() {
        return TokenStream::new();
    }
    let holder = source(holder);
    let inside = attributes.iter().map(one);
    quote!(#[#holder(#(#inside),*)])
}

pub(super) fn one(attribute: &Attribute) -> TokenStream {
    match attribute {
        Attribute::Word(key) => source(key),
        Attribute::Value(key, value) => {
            let (key, value) = (source(key), source(value));
            quote!(#key = #value)
        }
        Attribute::List(key, values) => {
            let key = source(key);
            let values = values.iter().map(|value| source(value));
            quote!(#key(#(#values),*))
        }
    }
}
