//! Writes the constructors, the `Debug` that hides, and the implementation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::members::Member;
use super::parse::Credential;
use crate::keys;

/// Without a form (after mistakes) nothing is sent, but every name is there.
pub(super) fn expand(credential: &Credential, form: Option<TokenStream>) -> TokenStream {
    let Credential { ident, krate, generics, .. } = credential;
    let (start, arguments, bounds) = generics.split_for_impl();
    let members = &credential.members;
    let form = form.unwrap_or_else(|| quote!(#krate::credential::Form::Headers(&[])));
    let count = members.len();
    let fields = members.iter().map(|m| field(credential, m));
    let secrets = members.iter().filter(|m| m.secret).map(|Member { ident, .. }| {
        quote!(hide(#krate::credential::Text::text(&self.#ident));)
    });
    let hide = match members.iter().any(|m| m.secret) {
        true => format_ident!("hide"),
        false => format_ident!("_hide"),
    };
    let made = made(credential);
    let debug = debug(credential);
    quote! {
        #made
        #debug
        #[automatically_derived]
        impl #start #krate::Credential for #ident #arguments #bounds {
            fn sign(&self, attempt: &mut #krate::credential::Attempt<'_>) -> #krate::Result<()> {
                static FORM: #krate::credential::Form = #form;
                let fields: [#krate::credential::Field<'_>; #count] = [#(#fields),*];
                attempt.apply(&FORM, &fields)
            }
            fn secrets(&self, #hide: &mut dyn FnMut(&str)) {
                #(#secrets)*
            }
        }
    }
}

fn field(credential: &Credential, member: &Member) -> TokenStream {
    let krate = &credential.krate;
    let (ident, name, secret) = (&member.ident, keys::plain(&member.ident), member.secret);
    quote! {
        #krate::credential::Field {
            name: #name,
            text: #krate::credential::Text::text(&self.#ident),
            secret: #secret,
        }
    }
}

/// `new`, `from_env` and a setter for each field that has a default.
fn made(credential: &Credential) -> TokenStream {
    let Credential { ident, vis, krate, generics, members, .. } = credential;
    let (start, arguments, bounds) = generics.split_for_impl();
    let required: Vec<_> = members.iter().filter(|m| m.default.is_none()).collect();
    let names = required.iter().map(|m| &m.ident);
    let types = required.iter().map(|m| &m.ty);
    let new = members.iter().map(|Member { ident, ty, default, .. }| match default {
        None => quote!(#ident: ::core::convert::Into::into(#ident)),
        Some(default) => quote!(#ident: <#ty as ::core::convert::From<&str>>::from(#default)),
    });
    let env = members.iter().map(|Member { ident, default, .. }| {
        let name = keys::plain(ident);
        match default {
            None => quote!(#ident: env.required(#name)?),
            Some(default) => quote!(#ident: env.or(#name, #default)?),
        }
    });
    let checks = members.iter().map(|m| field(credential, m));
    let setters = members.iter().filter(|m| m.default.is_some()).map(setter);
    quote! {
        #[automatically_derived]
        impl #start #ident #arguments #bounds {
            /// Makes the credential.
            ///
            /// # Errors
            ///
            /// When a value is empty, padded with white space or holds control characters.
            #vis fn new(#(#names: impl ::core::convert::Into<#types>),*) -> #krate::Result<Self> {
                let made = Self { #(#new),* };
                made.checked()?;
                ::core::result::Result::Ok(made)
            }

            /// Reads the credential from the environment variables `PREFIX_FIELD`.
            ///
            /// # Errors
            ///
            /// When a variable is not set, empty, padded with white space or not UTF-8.
            #vis fn from_env(prefix: &str) -> #krate::Result<Self> {
                let env = #krate::credential::Env::new(prefix);
                ::core::result::Result::Ok(Self { #(#env),* })
            }

            #(#setters)*

            fn checked(&self) -> #krate::Result<()> {
                #krate::credential::check(&[#(#checks),*])
            }
        }
    }
}

fn setter(member: &Member) -> TokenStream {
    let Member { ident, vis, ty, docs, .. } = member;
    let name = format_ident!("with_{}", keys::plain(ident));
    let default = format!("Sets `{}`.", keys::plain(ident));
    let docs = if docs.is_empty() { quote!(#[doc = #default]) } else { quote!(#(#docs)*) };
    quote! {
        #docs
        #[must_use]
        #vis fn #name(mut self, #ident: impl ::core::convert::Into<#ty>) -> Self {
            self.#ident = ::core::convert::Into::into(#ident);
            self
        }
    }
}

fn debug(credential: &Credential) -> TokenStream {
    let Credential { ident, generics, members, .. } = credential;
    let (start, arguments, bounds) = generics.split_for_impl();
    let name = ident.to_string();
    let fields = members.iter().map(|Member { ident, secret, .. }| {
        let field = keys::plain(ident);
        match secret {
            true => quote!(.field(#field, &::core::format_args!("***"))),
            false => quote!(.field(#field, &self.#ident)),
        }
    });
    quote! {
        #[automatically_derived]
        impl #start ::core::fmt::Debug for #ident #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name)#(#fields)*.finish()
            }
        }
    }
}
