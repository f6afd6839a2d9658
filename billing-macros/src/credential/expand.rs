//! Expands the constructors, a `Debug` that masks secrets, and the implementation.
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::members::Member;
use super::parse::Credential;

/// Returns the whole expansion. Without a spec (after errors), it sends nothing but still defines every name.
pub(super) fn expand(credential: &Credential<'_>, spec: Option<TokenStream>) -> TokenStream {
    let Credential {
        input,
        krate,
        members,
        ..
    } = credential;
    let ident = &input.ident;
    let (start, arguments, bounds) = input.generics.split_for_impl();
    let spec = spec.unwrap_or_else(|| quote!(#krate::credential::CredentialSpec::Headers(&[])));
    let fields = members.iter().map(|Member { ident, secret, .. }| {
        let name = ident.unraw().to_string();
        let kind = format_ident!("{}", if *secret { "secret" } else { "open" });
        quote!(#krate::credential::Field::#kind(#name, &of.#ident))
    });
    let (count, made, debug) = (members.len(), made(credential), debug(credential));
    let base_url = credential.base_url.as_ref().map(|url| {
        quote! {
            fn base_url(&self) -> ::core::option::Option<::std::string::String> {
                #krate::__private::base_url(#url, &__fields(self))
            }
        }
    });
    quote! {
        const _: () = {
            fn __fields #start(of: &#ident #arguments) -> [#krate::credential::Field<'_>; #count] #bounds {
                [#(#fields),*]
            }
            #made
            #debug
            #[automatically_derived]
            impl #start #krate::Credential for #ident #arguments #bounds {
                fn sign(&self, attempt: &mut #krate::credential::Attempt<'_>) -> #krate::Result<()> {
                    static SPEC: #krate::credential::CredentialSpec = #spec;
                    attempt.apply(&SPEC, &__fields(self))
                }
                fn secrets(&self, hide: &mut dyn ::core::ops::FnMut(&::core::primitive::str)) {
                    #krate::__private::hide(&__fields(self), hide);
                }
                #base_url
            }
        };
    }
}

/// Returns the stub of an item that cannot be a credential, so that the compiler reports no further errors.
pub(super) fn stub(credential: &Credential<'_>) -> TokenStream {
    let Credential { input, krate, .. } = credential;
    if !input.generics.params.is_empty() {
        // The trait requires bounds that the parameters may not have.
        return TokenStream::new();
    }
    let ident = &input.ident;
    quote! {
        #[automatically_derived]
        impl #krate::Credential for #ident {
            fn sign(&self, _attempt: &mut #krate::credential::Attempt<'_>) -> #krate::Result<()> {
                ::core::result::Result::Ok(())
            }
            fn secrets(&self, _hide: &mut dyn ::core::ops::FnMut(&::core::primitive::str)) {}
        }
    }
}

/// Returns `new`, `from_env` and a setter for each field with a default.
fn made(credential: &Credential<'_>) -> TokenStream {
    let Credential {
        input,
        krate,
        members,
        ..
    } = credential;
    let (ident, vis) = (&input.ident, &input.vis);
    let (start, arguments, bounds) = input.generics.split_for_impl();
    let required: Vec<_> = members
        .iter()
        .filter(|member| member.default.is_none())
        .collect();
    let names = required.iter().map(|member| member.ident);
    let types = required.iter().map(|member| member.ty);
    let new = members.iter().map(
        |Member {
             ident, ty, default, ..
         }| match default {
            None => quote!(#ident: ::core::convert::Into::into(#ident)),
            Some(default) => quote!(#ident: <#ty as ::core::convert::From<&::core::primitive::str>>::from(#default)),
        },
    );
    let env = members.iter().map(|Member { ident, default, .. }| {
        let name = ident.unraw().to_string();
        match default {
            None => quote!(#ident: env.required(#name)?),
            Some(default) => quote!(#ident: env.or(#name, #default)?),
        }
    });
    let setters = members
        .iter()
        .filter(|member| member.default.is_some())
        .map(setter);
    quote! {
        // A program uses only one constructor; the others must not cause warnings.
        #[allow(dead_code)]
        #[automatically_derived]
        impl #start #ident #arguments #bounds {
            /// Creates the credential.
            ///
            /// # Errors
            ///
            /// If a value is empty, has white space around it or contains control characters.
            #vis fn new(#(#names: impl ::core::convert::Into<#types>),*) -> #krate::Result<Self> {
                let made = Self { #(#new),* };
                #krate::__private::check(&__fields(&made))?;
                ::core::result::Result::Ok(made)
            }

            /// Reads the credential from the environment variables `PREFIX_FIELD`.
            ///
            /// # Errors
            ///
            /// If a variable is not set, is empty, has white space around it or is not UTF-8.
            #vis fn from_env(prefix: &::core::primitive::str) -> #krate::Result<Self> {
                let env = #krate::__private::Env::new(prefix);
                ::core::result::Result::Ok(Self { #(#env),* })
            }

            #(#setters)*
        }
    }
}

fn setter(member: &Member<'_>) -> TokenStream {
    let Member {
        ident,
        vis,
        ty,
        docs,
        ..
    } = member;
    let name = ident.unraw().to_string();
    let (function, default) = (format_ident!("with_{name}"), format!(" Sets `{name}`."));
    let docs = if docs.is_empty() {
        quote!(#[doc = #default])
    } else {
        quote!(#(#docs)*)
    };
    quote! {
        #docs
        #[must_use]
        #vis fn #function(mut self, #ident: impl ::core::convert::Into<#ty>) -> Self {
            self.#ident = ::core::convert::Into::into(#ident);
            self
        }
    }
}

fn debug(credential: &Credential<'_>) -> TokenStream {
    let Credential { input, members, .. } = credential;
    let ident = &input.ident;
    let (start, arguments, bounds) = input.generics.split_for_impl();
    let name = ident.to_string();
    let fields = members.iter().map(|Member { ident, secret, .. }| {
        let field = ident.unraw().to_string();
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
