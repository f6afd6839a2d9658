//! `derive(Credential)`: how a credential is made, checked, hidden and sent.

mod expand;
mod form;
mod members;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::keys::Errors;

/// Writes the implementation, or the mistakes and a stub that keeps them from spreading.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let credential = parse::parse(&input, &mut errors);
    form::check(&credential, &mut errors);
    let form = errors.is_empty().then(|| form::expand(&credential));
    let written = expand::expand(&credential, form);
    let errors = errors.tokens();
    quote!(#errors #written)
}
