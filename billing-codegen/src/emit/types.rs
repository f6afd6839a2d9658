//! Structs, tuples and enums.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::{derives, docs};
use super::{In, Page, source};
use crate::rust::{Argument, Companion, Constructor, Enum, Field, Scope, Struct, Tuple, Variant};

pub(super) fn field(field: &Field, keys: &'static str, page: &Page<'_>) -> TokenStream {
    let docs = docs(&field.docs);
    let attributes = page.hold(keys, &field.attributes);
    let visibility = field.public.then(|| quote!(pub));
    let (name, ty) = (source(&field.name), source(&page.scope.spell(&field.ty)));
    quote!(#docs #attributes #visibility #name: #ty)
}

impl ToTokens for In<'_, Struct> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, page) = self;
        let scope = page.scope;
        let (docs, derives) = (docs(&item.docs), derives(&[], scope));
        let attributes = page.hold("wire", &item.attributes);
        let name = source(&item.name);
        let fields = item.fields.iter().map(|each| field(each, "wire", page));
        let constructor = item
            .constructor
            .as_ref()
            .map(|new| constructor(&item.name, new, scope));
        tokens.extend(quote! {
            #docs #derives #attributes
            pub struct #name { #(#fields),* }
            #constructor
        });
    }
}

fn constructor(of: &str, constructor: &Constructor, scope: &Scope) -> TokenStream {
    let of = source(of);
    let into = source(&scope.prelude("Into"));
    let arguments = constructor.arguments.iter().map(|argument| {
        let (name, ty) = (source(&argument.name), source(&scope.spell(&argument.ty)));
        match argument.into {
            true => quote!(#name: impl #into<#ty>),
            false => quote!(#name: #ty),
        }
    });
    let members = constructor
        .arguments
        .iter()
        .map(|Argument { name, into, .. }| {
            let name = source(name);
            match into {
                true => quote!(#name: #name.into()),
                false => quote!(#name),
            }
        });
    let more = constructor.has_more.then(|| quote!(..Self::blank()));
    quote! {
        impl #of {
            /// Takes the members that must be there; the others begin absent.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#members,)* #more }
            }
        }
    }
}

impl ToTokens for In<'_, Companion> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, page) = self;
        let (name, of) = (source(&item.name), source(&item.of));
        let about = format!(
            " The members that a [`{}`] must have, each named at the call.",
            item.of
        );
        let fields = item.fields.iter().map(|each| field(each, "wire", page));
        let names: Vec<TokenStream> = item.fields.iter().map(|each| source(&each.name)).collect();
        let more = item.has_more.then(|| quote!(..Self::blank()));
        tokens.extend(quote! {
            #[doc = #about]
            #[derive(Clone, Debug)]
            pub struct #name { #(#fields),* }

            impl From<#name> for #of {
                fn from(required: #name) -> Self {
                    Self { #(#names: required.#names,)* #more }
                }
            }
        });
    }
}

impl ToTokens for In<'_, Tuple> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, page) = self;
        let scope = page.scope;
        let (docs, derives) = (docs(&item.docs), derives(&[], scope));
        let name = source(&item.name);
        let attributes = page.hold("wire", &item.attributes);
        let positions = item.positions.iter().map(|(attributes, ty)| {
            let (attributes, ty) = (page.hold("wire", attributes), source(&scope.spell(ty)));
            quote!(#attributes pub #ty)
        });
        tokens.extend(quote! {
            #docs #derives #attributes
            pub struct #name(#(#positions),*);
        });
    }
}

impl ToTokens for In<'_, Enum> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, page) = self;
        let scope = page.scope;
        let (docs, derives) = (docs(&item.docs), derives(item.traits, scope));
        let attributes = page.hold("wire", &item.attributes);
        let name = source(&item.name);
        let variants = item.variants.iter().map(|each| variant(each, page));
        tokens.extend(quote! {
            #docs #derives #attributes
            pub enum #name { #(#variants),* }
        });
    }
}

fn variant(variant: &Variant, page: &Page<'_>) -> TokenStream {
    let docs = docs(&variant.docs);
    let attributes = page.hold("wire", &variant.attributes);
    let name = source(&variant.name);
    let payload = variant.payload.as_ref().map(|ty| {
        let ty = source(&page.scope.spell(ty));
        quote!((#ty))
    });
    quote!(#docs #attributes #name #payload)
}
