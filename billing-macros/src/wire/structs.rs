//! Structs with named fields: JSON objects.
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Token};

use super::container::{Body, Container, parse_field, rest};
use crate::ctxt::Ctxt;
use crate::field::{self, Field};
use crate::field_type;
use crate::schema_text::SchemaText;

pub(super) fn expand(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    fields: &Punctuated<syn::Field, Token![,]>,
) -> Option<Body> {
    let fields: Vec<Field<'_>> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| parse_field(cx, field, index))
        .collect();
    field::check(cx, &fields);
    check(cx, container, input, &fields);
    let mut schema = SchemaText::new();
    for field in fields.iter().filter(|field| field.rest) {
        schema.extend(&field.schema);
    }
    schema.extend(&container.schema);
    let closed = container.closed.is_some();
    let mut shape = container.shape(&input.ident, closed);
    for field in fields.iter().filter(|field| !field.rest) {
        field.describe(&mut shape);
    }
    let members = fields.iter().filter(|field| !field.rest);
    let (into, from) = (
        members.clone().map(Field::read_into),
        members.map(Field::write_from),
    );
    let (rest_into, rest_from) = rest(fields.iter().find(|field| field.rest));
    let all = fields.iter().map(|field| &field.member);
    let blanks = fields.iter().map(Field::blank);
    Some(Body {
        shape: shape.whole(&schema),
        read: quote!(reader.object(peek, SHAPE, [#(#into),*], #rest_into)),
        write: quote!(writer.object(SHAPE, [#(#from),*], #rest_from)),
        kinds: None,
        blank: quote!(Self { #(#all: #blanks),* }),
    })
}

fn check(cx: &Ctxt, container: &Container, input: &DeriveInput, fields: &[Field<'_>]) {
    if let Some(tuple) = &container.tuple {
        cx.error(tuple, "`tuple` needs a struct with unnamed fields");
    }
    if let Some(tag) = &container.tag {
        cx.error(
            tag,
            "`tag` needs an enum whose variants have one field each",
        );
    }
    if let Some(closed) = &container.closed
        && fields.iter().any(|field| field.rest)
    {
        cx.error(closed, "`closed` refuses other members, but this type has a field that takes them: remove one of the two");
    }
    if let Some(default) = &container.default {
        let mut fields = fields.iter();
        if let Some(field) =
            fields.find(|field| !field.rest && !field_type::is_optional(field.field_type))
        {
            cx.error(
                default,
                format!("`Default` is the value without any member, but `{}` is required: derive the trait of the standard library", field.name),
            );
        }
    }
    for field in fields {
        if field_type::needs(field.ty, field.field_type, &input.ident) {
            cx.error(
                field.ty,
                format!(
                    "`{}` always contains itself: use `Option<Box<{0}>>`",
                    input.ident
                ),
            );
        }
    }
}
