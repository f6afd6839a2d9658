//! Expands the implementation.
use billing_shared::shape;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Generics, Type};

use super::check::{Checked, Paged, Paging, Place};
use super::parameter::Parameter;
use super::parse::Endpoint;
use super::returns::{self, Returns};
use crate::field_type;
use crate::schema_text::SchemaText;
use crate::words::Word;

pub(super) fn expand(endpoint: &Endpoint<'_>, checked: &Checked<'_>) -> TokenStream {
    let Endpoint { ident, krate, .. } = endpoint;
    let returns = checked.returns;
    let operation = operation(endpoint, checked);
    let encode = endpoint
        .fields
        .iter()
        .zip(&checked.places)
        .map(|(field, place)| {
            let (member, name) = (field.ident, &field.inner.name);
            match place {
                Place::Path => quote!(encoder.path(#name, &self.#member);),
                Place::Query => quote!(encoder.query(#name, &self.#member);),
                Place::Header => {
                    let header = &field.header;
                    quote!(encoder.header(#header, &self.#member);)
                }
                Place::Body => quote!(encoder.body(&self.#member);),
            }
        });
    let encoder = if endpoint.fields.is_empty() {
        format_ident!("_encoder")
    } else {
        format_ident!("encoder")
    };
    let paged = checked.paged.as_ref().map(|paged| paging(endpoint, paged));
    quote! {
        #[automatically_derived]
        impl #krate::Endpoint for #ident {
            type Returns = #returns;
            const OPERATION: &'static #krate::__private::Operation = &#operation;
            fn encode(&self, #encoder: &mut #krate::__private::Encoder) {
                #(#encode)*
            }
        }
        #paged
    }
}

/// Returns the constant that describes the endpoint; it sets only what differs from the defaults.
fn operation(endpoint: &Endpoint<'_>, checked: &Checked<'_>) -> TokenStream {
    let krate = &endpoint.krate;
    let name = endpoint.ident.to_string();
    let method = checked.method.variant();
    let effect = checked.effect.variant();
    let path = checked.path;
    let mut out = quote! {
        #krate::__private::Operation::new(
            #name,
            #krate::__private::Method::#method,
            #path,
            #krate::__private::Effect::#effect,
        )
    };
    if let Some(server) = &endpoint.server {
        out.extend(quote!(.server(#server)));
    }
    if !endpoint.auth.is_empty() {
        let kinds = endpoint
            .auth
            .iter()
            .map(|ty| quote!(#krate::credential::CredentialType::of::<#ty>()));
        out.extend(quote!(.auth(const { &[#(#kinds),*] })));
    }
    if let Some(envelope) = &endpoint.envelope {
        out.extend(quote!(.envelope(<#envelope as #krate::Envelope>::SPEC)));
    }
    for (key, text) in [
        ("kind", &endpoint.kind),
        ("field", &endpoint.field),
        ("media", &endpoint.media),
        ("idempotency", &endpoint.idempotency),
        ("reconcile", &endpoint.reconcile),
    ] {
        if let Some(text) = text {
            let key = format_ident!("{key}");
            out.extend(quote!(.#key(#text)));
        }
    }
    if let Some((calls, seconds)) = endpoint.rate {
        out.extend(quote!(.rate(#calls, #seconds)));
    }
    if endpoint.confidential {
        out.extend(quote!(.confidential()));
    }
    let mut properties = Vec::new();
    let mut rules = SchemaText::new();
    for (field, place) in endpoint.fields.iter().zip(&checked.places) {
        let Some((name, schema)) = parameter_schema(field, *place) else {
            continue;
        };
        properties.push(format!("{}:{}", shape::quote(&name), schema.json()));
        rules.adopt_types(&schema);
    }
    if !properties.is_empty() {
        rules.keyword("properties", format!("{{{}}}", properties.join(",")));
        let w = quote!(#krate::wire);
        let check = rules.check(&w);
        out.extend(quote!(.rules(const { #check &[#w::Rule::Check(&CHECK)] })));
    }
    out
}

/// Returns the schema of a parameter, with the name that the encoder uses.
fn parameter_schema(field: &Parameter<'_>, place: Place) -> Option<(String, SchemaText)> {
    let name = match (place, &field.header) {
        (Place::Body, _) => return None,
        (Place::Header, Some(header)) => header.value(),
        _ => field.inner.name.clone(),
    };
    let mut schema = field_type::schema(field.inner.ty);
    schema.extend(&field.inner.schema);
    (!schema.is_empty()).then_some((name, schema))
}

fn paging(endpoint: &Endpoint<'_>, paged: &Paged<'_>) -> TokenStream {
    let krate = &endpoint.krate;
    let (position, set_position) = match paged.paging {
        Paging::PageNumber(page) => {
            let page = page.ident;
            (
                quote!(#krate::__private::PageNumber::position(&self.#page)),
                quote!(#krate::__private::PageNumber::set_position(&mut self.#page, position)),
            )
        }
    };
    paged_impl(endpoint, paged.item, &position, &set_position)
}

fn paged_impl(
    endpoint: &Endpoint<'_>,
    item: &Type,
    position: &TokenStream,
    set_position: &TokenStream,
) -> TokenStream {
    let Endpoint { ident, krate, .. } = endpoint;
    quote! {
        #[automatically_derived]
        impl #krate::__private::Paged for #ident {
            type Item = #item;
            fn position(&self) -> ::core::option::Option<#krate::__private::PagePosition> {
                #position
            }
            fn set_position(&mut self, position: &#krate::__private::PagePosition) -> #krate::Result<()> {
                #set_position
            }
        }
    }
}

/// Returns the stub of an endpoint with errors, so that the compiler reports no further errors.
pub(super) fn stub(endpoint: &Endpoint<'_>, generics: &Generics) -> TokenStream {
    let Endpoint { ident, krate, .. } = endpoint;
    let (start, arguments, bounds) = generics.split_for_impl();
    let name = ident.to_string();
    let returned = returns::sound(endpoint).filter(|_| generics.params.is_empty());
    let returns = match (&endpoint.returns, returned) {
        (Some(returns), Some(_)) => quote!(#returns),
        _ => quote!(#krate::__private::Nothing),
    };
    let paged = match returned {
        Some((Returns::List, Some(item))) if endpoint.keys.contains(&"page") => Some(paged_impl(
            endpoint,
            item,
            &quote!(::core::option::Option::None),
            &quote! {
                let _ = position;
                ::core::result::Result::Ok(())
            },
        )),
        _ => None,
    };
    quote! {
        #[automatically_derived]
        impl #start #krate::Endpoint for #ident #arguments #bounds {
            type Returns = #returns;
            const OPERATION: &'static #krate::__private::Operation = &#krate::__private::Operation::new(
                #name,
                #krate::__private::Method::Get,
                "/",
                #krate::__private::Effect::Read,
            );
            fn encode(&self, _encoder: &mut #krate::__private::Encoder) {}
        }
        #paged
    }
}
