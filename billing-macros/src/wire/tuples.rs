//! Tuple structs: a newtype has the JSON of its field; a longer one is an array, by position.
use billing_shared::shape::flags;
use proc_macro2::Literal;
use quote::quote;
use syn::DeriveInput;
use syn::punctuated::Punctuated;

use super::container::{Body, Container, parse_field, rest};
use crate::ctxt::Ctxt;
use crate::field::{self, Field, accepted_kinds};
use crate::schema_text::SchemaText;

pub(super) fn expand(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    fields: &Punctuated<syn::Field, syn::Token![,]>,
) -> Option<Body> {
    let fields: Vec<Field<'_>> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| parse_field(cx, field, index))
        .collect();
    if let Some(default) = &container.default {
        cx.error(default, "`Default` needs a struct with named fields");
    }
    if let Some(closed) = &container.closed {
        cx.error(closed, "`closed` needs a struct with named fields; a tuple without `extra` takes no further elements anyway");
    }
    match fields.as_slice() {
        [] => {
            cx.error(
                &input.ident,
                "a type without fields has no JSON form: for null, use `Null`",
            );
            None
        }
        [only] if container.tuple.is_none() => Some(newtype(container, input, only)),
        _ => tuple(cx, container, input, &fields),
    }
}

fn newtype(container: &Container, input: &DeriveInput, field: &Field<'_>) -> Body {
    let (w, ty) = (&container.w, field.ty);
    let mut shape = container.shape(&input.ident, false);
    field.describe(&mut shape);
    let more = accepted_kinds(&field.accept) | if field.nullable { flags::NULL } else { 0 };
    let more = (more != 0).then(|| Literal::u16_unsuffixed(more));
    let more = more.iter();
    let (into, from, blank) = (field.read_into(), field.write_from(), field.blank());
    Body {
        shape: shape.whole(&container.schema),
        read: quote!(reader.newtype(peek, SHAPE, #into)),
        write: quote!(writer.newtype(SHAPE, #from)),
        kinds: Some(quote!(#w::Kinds(<#ty as #w::Wire>::KINDS.0 #(| #more)*))),
        blank: quote!(Self(#blank)),
    }
}

fn tuple(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    fields: &[Field<'_>],
) -> Option<Body> {
    let w = &container.w;
    field::check(cx, fields);
    let (others, named): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.rest);
    if let (Some(other), Some(last)) = (others.first(), fields.last())
        && !last.rest
    {
        cx.error(
            other.ty,
            "the field for further elements has to be the last one",
        );
        return None;
    }
    let (into, from) = (
        named.iter().map(|field| field.read_into()),
        named.iter().map(|field| field.write_from()),
    );
    let (rest_into, rest_from) = rest(others.first().copied());
    let mut shape = container.shape(&input.ident, false);
    let mut schema = SchemaText::new();
    for field in &named {
        field.describe(&mut shape);
    }
    others.iter().for_each(|field| schema.extend(&field.schema));
    schema.extend(&container.schema);
    let all = fields.iter().map(Field::blank);
    Some(Body {
        shape: shape.whole(&schema),
        read: quote!(reader.tuple(peek, SHAPE, [#(#into),*], #rest_into)),
        write: quote!(writer.tuple(SHAPE, [#(#from),*], #rest_from)),
        kinds: Some(quote!(#w::Kinds::ARRAY)),
        blank: quote!(Self(#(#all),*)),
    })
}
