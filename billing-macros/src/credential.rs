//! `derive(Credential)`: how a credential is constructed, checked, masked and sent.
mod address;
mod claims;
mod expand;
mod kind;
mod members;
mod parse;
mod spec;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ctxt::Ctxt;

/// Expands the derive.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let cx = Ctxt::default();
    let credential = parse::parse(&cx, &input);
    spec::check(&cx, &credential);
    let errors = cx.finish();
    if errors.is_some() && !credential.is_sound() {
        // Only a struct with named fields can be a credential.
        let stub = expand::stub(&credential);
        return quote!(#errors #stub);
    }
    let spec = errors.is_none().then(|| spec::expand(&credential));
    let written = expand::expand(&credential, spec);
    quote!(#errors #written)
}
