//! Writes the implementation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::check::{Checked, Place};
use super::parse::Endpoint;

pub(super) fn expand(endpoint: &Endpoint, checked: &Checked<'_>) -> TokenStream {
    let Endpoint { ident, krate, .. } = endpoint;
    let returns = checked.returns;
    let operation = operation(endpoint, checked);
    let encode = endpoint.fields.iter().zip(&checked.places).map(|(field, place)| {
        let (member, name) = (&field.ident, &field.name);
        match place {
            Place::Path => quote!(encoder.path(#name, &self.#member);),
            Place::Query => quote!(encoder.query(#name, &self.#member);),
            Place::Header => {
                let name = &field.header;
                quote!(encoder.header(#name, &self.#member);)
            }
            Place::Body => quote!(encoder.body(&self.#member);),
        }
    });
    let encoder = if endpoint.fields.is_empty() { format_ident!("_encoder") } else { format_ident!("encoder") };
    let paged = checked.paged.map(|(page, item)| paged(endpoint, &page.ident, &page.ty, item));
    quote! {
        #[automatically_derived]
        impl #krate::Endpoint for #ident {
            type Returns = #returns;
            const OPERATION: &'static #krate::operation::Operation = &#operation;
            fn encode(&self, #encoder: &mut #krate::request::Encoder) {
                #(#encode)*
            }
        }
        #paged
    }
}

fn operation(endpoint: &Endpoint, checked: &Checked<'_>) -> TokenStream {
    let krate = &endpoint.krate;
    let name = endpoint.ident.to_string();
    let method = capitalized(checked.method);
    let effect = capitalized(checked.effect);
    let path = checked.path;
    let mut out = quote! {
        #krate::operation::Operation::new(
            #name,
            #krate::operation::Method::#method,
            #path,
            #krate::operation::Effect::#effect,
        )
    };
    if let Some(server) = &endpoint.server {
        out.extend(quote!(.server(#server)));
    }
    if !endpoint.auth.is_empty() {
        let kinds = endpoint.auth.iter().map(|ty| quote!(#krate::credential::CredentialKind::of::<#ty>()));
        out.extend(quote!(.auth(const { &[#(#kinds),*] })));
    }
    if let Some(envelope) = &endpoint.envelope {
        out.extend(quote!(.envelope(<#envelope as #krate::Envelope>::FORM)));
    }
    if let Some(kind) = &endpoint.kind {
        out.extend(quote!(.kind(#kind)));
    }
    if let Some(field) = &endpoint.field {
        out.extend(quote!(.field(#field)));
    }
    if let Some(media) = &endpoint.media {
        out.extend(quote!(.media(#media)));
    }
    if let Some((calls, seconds)) = endpoint.rate {
        out.extend(quote!(.rate(#calls, #seconds)));
    }
    out
}

fn paged(endpoint: &Endpoint, page: &Ident, ty: &Type, item: &Type) -> TokenStream {
    let Endpoint { ident, krate, .. } = endpoint;
    quote! {
        #[automatically_derived]
        impl #krate::endpoint::Paged for #ident {
            type Item = #item;
            fn page(&self) -> ::core::option::Option<i64> {
                #krate::endpoint::PageNumber::number(&self.#page)
            }
            fn at_page(&self, page: i64) -> ::core::option::Option<Self> {
                let page = <#ty as #krate::endpoint::PageNumber>::at(page)?;
                let mut other = ::core::clone::Clone::clone(self);
                other.#page = page;
                ::core::option::Option::Some(other)
            }
        }
    }
}

/// What keeps one mistake from becoming several: the traits, without sense.
pub(super) fn stub(endpoint: &Endpoint) -> TokenStream {
    let Endpoint { ident, krate, generics, .. } = endpoint;
    let (start, arguments, bounds) = generics.split_for_impl();
    let name = ident.to_string();
    let nothing: Type = syn::parse_quote!(#krate::Nothing);
    let returns = endpoint.returns.as_ref().filter(|_| generics.params.is_empty()).unwrap_or(&nothing);
    quote! {
        #[automatically_derived]
        impl #start #krate::Endpoint for #ident #arguments #bounds {
            type Returns = #returns;
            const OPERATION: &'static #krate::operation::Operation = &#krate::operation::Operation::new(
                #name,
                #krate::operation::Method::Get,
                "/",
                #krate::operation::Effect::Read,
            );
            fn encode(&self, _encoder: &mut #krate::request::Encoder) {}
        }
    }
}

/// `side_effect` as `SideEffect`.
fn capitalized(word: &str) -> Ident {
    let parts = word.split('_').map(|part| {
        let (first, rest) = part.split_at(1);
        first.to_ascii_uppercase() + rest
    });
    Ident::new(&parts.collect::<String>(), Span::call_site())
}
