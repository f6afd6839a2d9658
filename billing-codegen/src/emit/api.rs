//! Prints the root module: servers, credentials, envelopes and the struct of the API.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::docs;
use super::types::field;
use super::{WithPrinter, tokens_of};
use crate::rust::{ApiStruct, Credential, Envelope};

impl ToTokens for WithPrinter<'_, ApiStruct> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs_of_api, name) = (docs(&item.docs), tokens_of(&item.name));
        let (client, server) = (
            tokens_of(&scope.runtime("Client")),
            tokens_of(&scope.runtime("Server")),
        );
        let servers = item.servers.iter().map(|(name, url)| match name {
            None => quote!(#server::new(#url)),
            Some(name) => quote!(#server::named(#name, #url)),
        });
        let resources = item.resources.iter().map(|resource| {
            let (method, ty, docs) = (
                tokens_of(&resource.method),
                tokens_of(&scope.local(&resource.place)),
                docs(std::slice::from_ref(&resource.about)),
            );
            quote!(#docs pub fn #method(&self) -> #ty<'_> { #ty(&self.client) })
        });
        tokens.extend(quote! {
            /// The servers of the API. The client's builder can replace them.
            pub const SERVERS: &[#server] = &[#(#servers),*];

            #docs_of_api
            #[derive(Clone, Debug)]
            pub struct #name { client: #client }

            impl #name {
                /// Returns the API; its requests are sent with `client`, to [`SERVERS`].
                pub fn new(client: #client) -> Self {
                    Self { client: client.with_servers(SERVERS) }
                }
                #(#resources)*
            }
        });
    }
}

impl ToTokens for WithPrinter<'_, Credential> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs, name) = (docs(&item.docs), tokens_of(&item.name));
        let derive = tokens_of(&scope.runtime("Credential"));
        let attributes = item
            .attributes
            .iter()
            .map(|text| printer.defer_parts("credential", vec![text.clone()]));
        let fields = item
            .fields
            .iter()
            .map(|each| field(each, "credential", printer));
        tokens.extend(quote! {
            #docs
            #[derive(Clone, #derive)]
            #(#attributes)*
            pub struct #name { #(#fields),* }
        });
    }
}

impl ToTokens for WithPrinter<'_, Envelope> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs, name) = (docs(&item.docs), tokens_of(&item.name));
        let derive = tokens_of(&scope.runtime("Envelope"));
        let attributes = item
            .attributes
            .iter()
            .map(|parts| printer.defer_parts("envelope", parts.clone()));
        tokens.extend(quote! {
            #docs
            #[derive(Debug, #derive)]
            #(#attributes)*
            pub struct #name;
        });
    }
}
