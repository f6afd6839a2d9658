//! `derive(Envelope)`: what answers are wrapped in, as one constant.

mod parse;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::keys::Errors;
use parse::{ErrorForm, Form, Literal, Success};

/// Writes the implementation, or the mistakes and a stub that keeps them from spreading.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let form = parse::parse(&input, &mut errors);
    let krate = &form.krate;
    let built = if errors.is_empty() { expand(&form) } else { quote!(#krate::envelope::Form::new()) };
    let errors = errors.tokens();
    let ident = &input.ident;
    let (start, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #errors
        #[automatically_derived]
        impl #start #krate::Envelope for #ident #arguments #bounds {
            const FORM: &'static #krate::envelope::Form = &#built;
        }
    }
}

fn expand(form: &Form) -> TokenStream {
    let krate = &form.krate;
    let mut out = quote!(#krate::envelope::Form::new());
    if let Some(Success { name, is, not }) = &form.success {
        let literals = |list: &[Literal]| {
            let list = list.iter().map(|l| literal(l, form));
            quote!(const { &[#(#list),*] })
        };
        let (is, not) = (literals(is), literals(not));
        out.extend(quote!(.success(#krate::envelope::Success { name: #name, is: #is, not: #not })));
    }
    if let Some(kind) = &form.kind {
        out.extend(quote!(.kind(#kind)));
    }
    if let Some(data) = &form.data {
        out.extend(quote!(.data(#data)));
    }
    if let Some((id, attributes)) = &form.record {
        out.extend(quote!(.record(#id, #attributes)));
    }
    if !form.errors.is_empty() {
        let errors = form.errors.iter().map(|e| error(e, form));
        out.extend(quote!(.errors(const { &[#(#errors),*] })));
    }
    out
}

fn literal(literal: &Literal, form: &Form) -> TokenStream {
    let krate = &form.krate;
    match literal {
        Literal::Null => quote!(#krate::envelope::Literal::Null),
        Literal::Bool(value) => quote!(#krate::envelope::Literal::Bool(#value)),
        Literal::Integer(value) => quote!(#krate::envelope::Literal::Integer(#value)),
        Literal::Text(value) => quote!(#krate::envelope::Literal::Text(#value)),
    }
}

fn error(error: &ErrorForm, form: &Form) -> TokenStream {
    let krate = &form.krate;
    let mut out = quote!(#krate::envelope::ErrorForm::new());
    for (key, path) in error {
        out.extend(quote!(.#key(#path)));
    }
    out
}
