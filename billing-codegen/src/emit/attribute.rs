//! Documentation, derives and attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::source;
use crate::rust::{Attribute, Scope};

pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// The derives of a type that goes over the wire. `Debug` and such are among the keys of `wire`, where they cost less.
pub(super) fn derives(scope: &Scope) -> TokenStream {
    let wire = source(&scope.runtime("Wire"));
    quote!(#[derive(Clone, #wire)])
}

pub(super) fn one(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Word(key) => (*key).to_owned(),
        Attribute::Value(key, value) => format!("{key} = {value}"),
        Attribute::List(key, values) => format!("{key}({})", values.join(", ")),
        Attribute::Check(text, _) => format!("check = {text}"),
    }
}
