//! Prints API keys and sessions.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::attribute::docs;
use super::{WithPrinter, tokens_of};
use crate::rust::{ApiKey, Scope, Session, Step};

impl ToTokens for WithPrinter<'_, ApiKey> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let runtime = tokens_of(&printer.scope.runtime("credential"));
        let (docs, name, marker) = (
            docs(&item.docs),
            tokens_of(&item.name),
            tokens_of(&item.kind),
        );
        let marker_docs = format!(" How [`{}`] is sent, and to which servers.", item.name);
        let scheme = item.scheme.as_ref().map(|word| quote!(.scheme(#word)));
        let rotate = item.rotate.map(|days| {
            let days = tokens_of(&days.to_string());
            quote!(.rotate_days(#days))
        });
        tokens.extend(quote! {
            #docs
            pub type #name = #runtime::ApiKey<#marker>;

            #[doc = #marker_docs]
            #[derive(Clone, Copy, Debug)]
            pub struct #marker;

            impl #runtime::ApiKeyKind for #marker {
                const SPEC: &'static #runtime::ApiKeySpec =
                    &#runtime::ApiKeySpec::new() #scheme #rotate .servers(SERVERS);
            }
        });
    }
}

impl ToTokens for WithPrinter<'_, Session> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let runtime = tokens_of(&scope.runtime("session"));
        let (docs, key) = (docs(&item.docs), &item.key);
        let (name, login) = (tokens_of(&item.name), tokens_of(&item.login));
        let protocol = tokens_of(&item.protocol);
        let login_docs = format!(
            " Starts a [`{}`] by signing in or from stored tokens.",
            item.name
        );
        let protocol_docs = format!(
            " The protocol of a [`{}`]: how it signs in, renews its tokens and signs out.",
            item.name
        );
        let identity = match &item.identity {
            Some(identity) => tokens_of(identity),
            None => quote!(#runtime::NoIdentity),
        };
        let scheme = item.scheme.as_ref().map(|word| quote!(.scheme(#word)));
        let steps = item.steps.iter().map(|each| step(each, &runtime, scope));
        let seconds = |key: &str, seconds: Option<u64>| {
            let (key, seconds) = (format_ident!("{key}"), tokens_of(&seconds?.to_string()));
            Some(quote!(.#key(#seconds)))
        };
        let lifetime = seconds("lifetime", item.lifetime);
        let reuse = seconds("reuse", item.reuse);
        let codes = item.codes.iter().map(|(code, reaction)| {
            let reaction = format_ident!("{reaction}");
            quote!((#code, #runtime::Reaction::#reaction))
        });
        let codes = (!item.codes.is_empty()).then(|| quote!(.codes(&[#(#codes),*])));
        tokens.extend(quote! {
            #[doc = #login_docs]
            pub type #login = #runtime::Login<#protocol>;

            #docs
            pub type #name = #runtime::Session<#protocol>;

            #[doc = #protocol_docs]
            #[derive(Clone, Copy, Debug)]
            pub struct #protocol;

            impl #runtime::Protocol for #protocol {
                type Identity = #identity;

                const SPEC: &'static #runtime::SessionSpec = &#runtime::SessionSpec::new(#key)
                    #scheme .servers(SERVERS) #(#steps)* #lifetime #reuse #codes;
            }
        });
    }
}

fn step(step: &Step, runtime: &TokenStream, scope: &Scope) -> TokenStream {
    let method = format_ident!("{}", step.method);
    let endpoint = tokens_of(&scope.local(&step.endpoint));
    let operation = match scope.runtime("Endpoint") {
        short if !short.contains(':') => quote!(#endpoint::OPERATION),
        long => {
            let long = tokens_of(&long);
            quote!(<#endpoint as #long>::OPERATION)
        }
    };
    let input = |(name, value): &(String, String)| {
        let value = tokens_of(value);
        quote!((#name, #runtime::Input::#value))
    };
    let send = step.send.iter().map(input);
    let send = (!step.send.is_empty()).then(|| quote!(.send(&[#(#send),*])));
    let query = step.query.iter().map(input);
    let query = (!step.query.is_empty()).then(|| quote!(.query(&[#(#query),*])));
    let take = step.take.iter().map(|(output, path)| {
        let output = format_ident!("{output}");
        quote!((#runtime::Output::#output, #path))
    });
    let take = (!step.take.is_empty()).then(|| quote!(.take(&[#(#take),*])));
    let bearer = step.bearer.map(|token| {
        let token = format_ident!("{token}");
        quote!(.bearer(#runtime::Input::#token))
    });
    quote!(.#method(#runtime::Step::new(#operation) #send #query #take #bearer))
}
