//! `derive(Wire)`.
mod choices;
mod container;
mod structs;
mod tuples;
mod unions;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use crate::ctxt::Ctxt;
use container::{Body, Container};

/// Expands the derive.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let cx = Ctxt::default();
    let container = Container::new(&cx, &input);
    let body = body(&cx, &container, &input);
    match (cx.finish(), body) {
        (None, Some(body)) => container.wrap(&input, &body),
        // A stub for a generic type would need bounds that the type does not have, and so would cause another error.
        (errors, _) if !input.generics.params.is_empty() => quote!(#errors),
        (errors, _) => {
            let stub = container.wrap(&input, &Body::stub(&container.w));
            quote!(#errors #stub)
        }
    }
}

fn body(cx: &Ctxt, container: &Container, input: &DeriveInput) -> Option<Body> {
    if !input.generics.params.is_empty() {
        cx.error(
            &input.generics,
            "`Wire` does not support generics: each type has one JSON form",
        );
        return None;
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => structs::expand(cx, container, input, &fields.named),
            Fields::Unnamed(fields) => tuples::expand(cx, container, input, &fields.unnamed),
            Fields::Unit => {
                cx.error(
                    &input.ident,
                    "a type without fields has no JSON form: for null, use `Null`",
                );
                None
            }
        },
        Data::Enum(data) if data.variants.is_empty() => {
            cx.error(
                &input.ident,
                "an enum without variants has no value: use `Never`",
            );
            None
        }
        Data::Enum(data)
            if data
                .variants
                .iter()
                .any(|variant| variant.fields.is_empty()) =>
        {
            choices::expand(cx, container, input, data)
        }
        Data::Enum(data) => unions::expand(cx, container, input, data),
        Data::Union(data) => {
            cx.error(
                data.union_token,
                "`Wire` supports structs and enums: a union does not tell which field it holds",
            );
            None
        }
    }
}
