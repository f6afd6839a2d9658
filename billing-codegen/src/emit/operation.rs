//! Prints endpoints and the methods that call them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::{docs, entry};
use super::types::field;
use super::{WithPrinter, tokens_of};
use crate::rust::{
    Endpoint, EndpointAttribute, Method, MethodArgument, Operations, Passing, Reconcile, Scope,
};

impl ToTokens for WithPrinter<'_, Endpoint> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs, name) = (docs(&item.docs), tokens_of(&item.name));
        let default = item.default.then(|| quote!(Default,));
        let derive = tokens_of(&scope.runtime("Endpoint"));
        let keys = item
            .attributes
            .iter()
            .map(|attribute| key(attribute, scope))
            .collect();
        let keys = printer.defer_parts("endpoint", keys);
        let fields = item
            .fields
            .iter()
            .map(|each| field(each, "endpoint", printer));
        let body = match item.fields.is_empty() {
            true => quote!(;),
            false => quote!({ #(#fields),* }),
        };
        tokens.extend(quote! {
            #docs
            #[derive(Clone, Debug, #default #derive)]
            #keys
            pub struct #name #body
        });
    }
}

fn key(attribute: &EndpointAttribute, scope: &Scope) -> String {
    match attribute {
        EndpointAttribute::Text(attribute) => entry(attribute, scope),
        EndpointAttribute::Type(key, ty) => {
            format!("{key} = {}", scope.spell(ty))
        }
        EndpointAttribute::Types(key, types) => {
            let types: Vec<String> = types.iter().map(|ty| scope.spell(ty)).collect();
            format!("{key}({})", types.join(", "))
        }
    }
}

impl ToTokens for WithPrinter<'_, Operations> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs, name) = (docs(&item.docs), tokens_of(&item.name));
        let client = tokens_of(&scope.runtime("Client"));
        let methods = item.methods.iter().map(|each| {
            let method = method(each, scope);
            let reconcile = each.reconcile.as_ref();
            let reconcile = reconcile.map(|with| self::reconcile(each, with, scope));
            quote!(#method #reconcile)
        });
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
    let (name, endpoint) = (tokens_of(&method.name), tokens_of(&method.endpoint));
    if method.paged {
        let pages = tokens_of(&scope.runtime("Pages"));
        return quote! {
            #docs
            pub fn #name(self, query: &#endpoint) -> #pages<#endpoint> { self.0.pages(query) }
        };
    }
    let result = tokens_of(&scope.runtime("Result"));
    let output = tokens_of(&scope.spell(&method.output));
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
    let long = method.arguments.len() > 1
        || method
            .arguments
            .iter()
            .any(|argument| argument.passing == Passing::Reference);
    let send = match long {
        true => quote!(let call = #body; self.0.send(&call).await),
        false => quote!(self.0.send(&#body).await),
    };
    quote! {
        #docs
        pub async fn #name(self, #(#arguments),*) -> #result<#output> { #send }
    }
}

fn reconcile(of: &Method, with: &Reconcile, scope: &Scope) -> TokenStream {
    let docs = docs(&with.docs);
    let (name, call, endpoint) = (
        tokens_of(&with.name),
        tokens_of(&of.endpoint),
        tokens_of(&with.endpoint),
    );
    let (error, result) = (
        tokens_of(&scope.runtime("Error")),
        tokens_of(&scope.runtime("Result")),
    );
    if with.paged {
        let pages = tokens_of(&scope.runtime("Pages"));
        return quote! {
            #docs
            pub fn #name(self, error: &#error, query: &#endpoint) -> #result<#pages<#endpoint>> {
                self.0.reconcile_pages::<#call, _>(error, query)
            }
        };
    }
    let output = tokens_of(&scope.spell(&with.output));
    quote! {
        #docs
        pub async fn #name(self, error: &#error, call: &#endpoint) -> #result<#output> {
            self.0.reconcile::<#call, _>(error, call).await
        }
    }
}

fn argument(argument: &MethodArgument, scope: &Scope) -> TokenStream {
    let (name, ty) = (
        tokens_of(&argument.name),
        tokens_of(&scope.spell(&argument.ty)),
    );
    match argument.passing {
        Passing::Value => quote!(#name: #ty),
        Passing::Into => {
            let into = tokens_of(&scope.prelude("Into"));
            quote!(#name: impl #into<#ty>)
        }
        Passing::Reference => quote!(#name: &#ty),
    }
}

fn member(argument: &MethodArgument) -> TokenStream {
    let name = tokens_of(&argument.name);
    match argument.passing {
        Passing::Value => quote!(#name),
        Passing::Into => quote!(#name: #name.into()),
        Passing::Reference => quote!(#name: #name.clone()),
    }
}
