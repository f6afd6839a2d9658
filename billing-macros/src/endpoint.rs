//! `derive(Endpoint)`: a constant that describes the endpoint, and a function that encodes its parameters.
mod check;
mod expand;
mod parameter;
mod parse;
mod path;
mod returns;

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
    let endpoint = parse::parse(&cx, &input);
    let checked = check::check(&cx, &endpoint);
    match (cx.finish(), checked) {
        (None, Some(checked)) => expand::expand(&endpoint, &checked),
        (errors, _) => {
            let stub = expand::stub(&endpoint, &input.generics);
            quote!(#errors #stub)
        }
    }
}
