//! Endpoints, and the methods that send them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::{docs, one};
use super::types::field;
use super::{In, source};
use crate::rust::{
    Endpoint, EndpointAttribute, Method, MethodArgument, Operations, Passing, Scope,
};

impl ToTokens for In<'_, Endpoint> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, scope) = self;
        let (docs, name) = (docs(&item.docs), source(&item.name));
        let default = item.default.then(|| quote!(Default,));
        let derive = source(&scope.runtime("Endpoint"));
        let keys = item
            .attributes
            .iter()
            .map(|attribute| key(attribute, scope));
        let fields = item
            .fields
            .iter()
            .map(|each| field(each, "endpoint", scope));
        let body = match item.fields.is_empty() {
            true => quote!(;),
            false => quote!({ #(#fields),* }),
        };
        tokens.extend(quote! {
            #docs
            #[derive(Clone, Debug, #default #derive)]
            #[endpoint(#(#keys),*)]
            pub struct #name #body
        });
    }
}

fn key(attribute: &EndpointAttribute, scope: &Scope) -> TokenStream {
    match attribute {
        EndpointAttribute::Text(attribute) => one(attribute),
        EndpointAttribute::Type(key, ty) => {
            let (key, ty) = (source(key), source(&scope.spell(ty)));
            quote!(#key = #ty)
        }
        EndpointAttribute::Types(key, types) => {
            let key = source(key);
            let types = types.iter().map(|ty| source(&scope.spell(ty)));
            quote!(#key(#(#types),*))
        }
    }
}

impl ToTokens for In<'_, Operations> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, scope) = self;
        let (docs, name) = (docs(&item.docs), source(&item.name));
        let client = source(&scope.runtime("Client"));
        let methods = item.methods.iter().map(|each| method(each, scope));
        tokens.extend(quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub struct #name<'c>(pub(super) &'c #client);

            impl<'c> #name<'c> { #(#methods)* }
        });
    }
}

fn method(method: &Method, scope: &Scope) -> TokenStream {
    let docs = docs(&method.docs);
    let (name, endpoint) = (source(&method.name), source(&method.endpoint));
    if method.paged {
        let pages = source(&scope.runtime("Pages"));
        return quote! {
            #docs
            pub fn #name(self, query: &#endpoint) -> #pages<#endpoint> { self.0.pages(query) }
        };
    }
    let result = source(&scope.runtime("Result"));
    let output = source(&scope.spell(&method.output));
    if method.whole {
        return quote! {
            #docs
            pub async fn #name(self, call: &#endpoint) -> #result<#output> { self.0.send(call).await }
        };
    }
    let arguments = method.arguments.iter().map(|each| argument(each, scope));
    let members = method.arguments.iter().map(member);
    let body = match method.arguments.is_empty() {
        true => quote!(#endpoint),
        false => quote!(#endpoint { #(#members),* }),
    };
    quote! {
        #docs
        pub async fn #name(self, #(#arguments),*) -> #result<#output> { self.0.send(&#body).await }
    }
}

fn argument(argument: &MethodArgument, scope: &Scope) -> TokenStream {
    let (name, ty) = (source(&argument.name), source(&scope.spell(&argument.ty)));
    match argument.passing {
        Passing::Value => quote!(#name: #ty),
        Passing::Into => {
            let into = source(&scope.prelude("Into"));
            quote!(#name: impl #into<#ty>)
        }
        Passing::Reference => quote!(#name: &#ty),
    }
}

fn member(argument: &MethodArgument) -> TokenStream {
    let name = source(&argument.name);
    match argument.passing {
        Passing::Value => quote!(#name),
        Passing::Into => quote!(#name: #name.into()),
        Passing::Reference => quote!(#name: #name.clone()),
    }
}
