//! Prints documentation, derives and attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens_of;
use crate::rust::{Attribute, Scope};

/// Prints doc comments, one attribute for each line.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// Prints the derives of a wire type: `Clone`, these traits and `Wire`.
pub(super) fn derives(traits: &[&str], scope: &Scope) -> TokenStream {
    let (traits, wire) = (
        traits.iter().map(|name| tokens_of(name)),
        tokens_of(&scope.runtime("Wire")),
    );
    quote!(#[derive(Clone, #(#traits,)* #wire)])
}

/// Prints one entry of a `#[wire(…)]` attribute.
pub(super) fn entry(attribute: &Attribute, scope: &Scope) -> String {
    match attribute {
        Attribute::Word(key) => (*key).to_owned(),
        Attribute::Value(key, value) => format!("{key} = {value}"),
        Attribute::List(key, values) => format!("{key}({})", values.join(", ")),
        Attribute::Check(check) => format!("check = {}", scope.check(check)),
    }
}
