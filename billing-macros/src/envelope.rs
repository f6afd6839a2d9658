//! `derive(Envelope)`: the envelope of responses, as one constant.
mod parse;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ctxt::Ctxt;
use parse::{EnvelopeSpec, ErrorSpec, Literal, Success};

/// Expands the derive.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let cx = Ctxt::default();
    let spec = parse::parse(&cx, &input);
    let errors = cx.finish();
    let krate = &spec.krate;
    let built = if errors.is_none() {
        built(&spec)
    } else {
        quote!(#krate::__private::EnvelopeSpec::new())
    };
    let ident = &input.ident;
    let (start, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #errors
        #[automatically_derived]
        impl #start #krate::Envelope for #ident #arguments #bounds {
            const SPEC: &'static #krate::__private::EnvelopeSpec = &#built;
        }
    }
}

fn built(spec: &EnvelopeSpec) -> TokenStream {
    let krate = &spec.krate;
    let mut out = quote!(#krate::__private::EnvelopeSpec::new());
    if let Some(Success { name, is, not }) = &spec.success {
        let literals = |list: &[Literal]| {
            let list = list.iter().map(|value| literal(value, krate));
            quote!(const { &[#(#list),*] })
        };
        let (is, not) = (literals(is), literals(not));
        out.extend(
            quote!(.success(#krate::__private::Success { name: #name, is: #is, not: #not })),
        );
    }
    if let Some(kind) = &spec.kind {
        out.extend(quote!(.kind(#kind)));
    }
    if let Some(data) = &spec.data {
        out.extend(quote!(.data(#data)));
    }
    if let Some((id, attributes)) = &spec.record {
        out.extend(quote!(.record(#id, #attributes)));
    }
    if !spec.errors.is_empty() {
        let errors = spec.errors.iter().map(|parts| error(parts, krate));
        out.extend(quote!(.errors(const { &[#(#errors),*] })));
    }
    out
}

fn literal(literal: &Literal, krate: &TokenStream) -> TokenStream {
    match literal {
        Literal::Null => quote!(#krate::__private::Literal::Null),
        Literal::Bool(value) => quote!(#krate::__private::Literal::Bool(#value)),
        Literal::Integer(value) => quote!(#krate::__private::Literal::Integer(#value)),
        Literal::Text(value) => quote!(#krate::__private::Literal::Text(#value)),
    }
}

fn error(parts: &ErrorSpec, krate: &TokenStream) -> TokenStream {
    let parts = parts.iter().map(|(key, path)| quote!(.#key(#path)));
    quote!(#krate::__private::ErrorSpec::new()#(#parts)*)
}
