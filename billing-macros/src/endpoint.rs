//! `derive(Endpoint)`: one constant that says what the endpoint is, and where its values go.

mod check;
mod expand;
mod field;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::keys::Errors;

/// Writes the implementation, or the mistakes and a stub that keeps them from spreading.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let endpoint = parse::parse(&input, &mut errors);
    let checked = check::check(&endpoint, &mut errors);
    match checked {
        Some(checked) if errors.is_empty() => expand::expand(&endpoint, &checked),
        _ => {
            let stub = expand::stub(&endpoint);
            let errors = errors.tokens();
            quote::quote!(#errors #stub)
        }
    }
}
