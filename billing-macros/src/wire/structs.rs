//! Structs with named fields: JSON objects.
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Token};

use super::{Body, Container};
use crate::attr::Attrs;
use crate::ctxt::Ctxt;
use crate::field::{self, Field};

pub(super) fn expand(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    fields: &Punctuated<syn::Field, Token![,]>,
) -> Option<Body> {
    let w = &container.w;
    let fields: Vec<Field<'_>> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| parse(cx, field, index, w))
        .collect();
    field::check(cx, &fields);
    let shape = field::shape(&input.ident, &fields, container.closed, w);
    let mut rules = field::rules(&fields, &quote!(SHAPE), w);
    rules.extend(container.rules.iter().cloned());
    let members: Vec<_> = fields
        .iter()
        .filter(|field| !field.rest)
        .map(|field| &field.member)
        .collect();
    let rest = fields
        .iter()
        .find(|field| field.rest)
        .map(|field| &field.member);
    let (rest_mut, rest_ref) = match rest {
        Some(rest) => (
            quote!(::core::option::Option::Some(&mut self.#rest)),
            quote!(::core::option::Option::Some(&self.#rest)),
        ),
        None => (
            quote!(::core::option::Option::None),
            quote!(::core::option::Option::None),
        ),
    };
    let all = fields.iter().map(|field| &field.member);
    Some(Body {
        statics: quote! {
            static SHAPE: #w::Shape = #shape;
            static RULES: #w::Rules = &[#(#rules),*];
        },
        read: quote!(reader.object(peek, &SHAPE, &mut [#(&mut self.#members),*], #rest_mut)),
        write: quote!(writer.object(&SHAPE, &[#(&self.#members),*], #rest_ref)),
        extra_node: TokenStream::new(),
        kinds: quote!(#w::Kinds::OBJECT),
        blank: quote!(Self { #(#all: #w::Wire::blank()),* }),
        rules: quote!(RULES),
    })
}

fn parse<'a>(cx: &Ctxt, field: &'a syn::Field, index: usize, w: &TokenStream) -> Field<'a> {
    let mut attrs = Attrs::new(cx, &field.attrs, "wire");
    let parsed = Field::new(cx, field, index, &mut attrs, w);
    attrs.finish(
        cx,
        "a field",
        &[field::KEYS, crate::constraint::KEYS].concat(),
    );
    parsed
}
