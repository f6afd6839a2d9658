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

pub(super) fn one(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Word(key) => (*key).to_owned(),
        Attribute::Value(key, value) => format!("{key} = {value}"),
        Attribute::List(key, values) => format!("{key}({})", values.join(", ")),
        Attribute::Check(text, _) => format!("check = {text}"),
    }
}
