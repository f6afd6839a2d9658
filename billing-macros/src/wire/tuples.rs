//! Tuple structs: newtypes are their field, longer ones are arrays by position.
use quote::quote;
use syn::DeriveInput;
use syn::punctuated::Punctuated;

use super::{Body, Container, parse_field};
use crate::ctxt::Ctxt;
use crate::field::{self, Field, bits};
use crate::said::Said;
use crate::ty;

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
    if let Some(closed) = &container.closed {
        cx.error(closed, "`closed` goes with structs of named fields; a tuple without `extra` takes no more elements anyway");
    }
    match fields.as_slice() {
        [] => {
            cx.error(
                &input.ident,
                "a type without fields has no form on the wire: for null, use `Null`",
            );
            None
        }
        [only] if container.tuple.is_none() => Some(newtype(container, only)),
        _ => tuple(cx, container, input, &fields),
    }
}

fn newtype(container: &Container, field: &Field<'_>) -> Body {
    let (w, ty) = (&container.w, field.ty);
    let mut flags = field.accept.clone();
    if field.nullable {
        flags.push("NULLABLE");
    }
    let (read, write) = if flags.is_empty() {
        (
            quote!(#w::Node::read(&mut self.0, reader, peek)),
            quote!(#w::Node::write(&self.0, writer)),
        )
    } else {
        let flags = bits(&flags);
        (
            quote!(reader.accepting(#flags, peek, &mut self.0)),
            quote!(writer.accepting(#flags, &self.0)),
        )
    };
    let mut said = whole(field);
    said.extend(&container.said);
    let (statics, rules) = said.rules(None, w);
    let null = field.nullable.then(|| quote!(.or(#w::Kinds::NULL)));
    let accepted = (!field.accept.is_empty()).then(|| {
        let bits = bits(&field.accept);
        quote!(.or_flags(#bits))
    });
    Body {
        statics,
        read,
        write,
        kinds: Some(quote!(<#ty as #w::Wire>::KINDS #accepted #null)),
        blank: quote!(Self(#w::Wire::blank())),
        rules,
    }
}

/// Everything that a field says about its value, its kinds included.
fn whole(field: &Field<'_>) -> Said {
    let mut said = ty::whole(field.ty);
    if field.nullable {
        said = said.nullable();
    }
    said.extend(&field.said);
    said
}

fn tuple(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    fields: &[Field<'_>],
) -> Option<Body> {
    let w = &container.w;
    field::check(cx, fields);
    let (rest, named): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.rest);
    if let (Some(rest), Some(last)) = (rest.first(), fields.last())
        && !last.rest
    {
        cx.error(rest.ty, "the field for further elements is the last one");
        return None;
    }
    let (rest_mut, rest_ref, further) = match rest.first() {
        Some(field) => {
            let member = &field.member;
            (
                quote!(::core::option::Option::Some(&mut self.#member)),
                quote!(::core::option::Option::Some(&self.#member)),
                ty::last(field.ty)
                    .and_then(|(_, inner)| inner)
                    .map(Said::of),
            )
        }
        None => (
            quote!(::core::option::Option::None),
            quote!(::core::option::Option::None),
            None,
        ),
    };
    let members: Vec<_> = named.iter().map(|field| &field.member).collect();
    let mut said = Said::new();
    said.word("type", "\"array\"");
    let least = named
        .iter()
        .take_while(|field| !ty::is_optional(field.ty))
        .count();
    said.word("minItems", least);
    let items: Vec<Said> = named.iter().map(|field| whole(field)).collect();
    let texts: Vec<String> = items.iter().map(Said::text).collect();
    said.word("items", format!("[{}]", texts.join(",")));
    items.iter().for_each(|item| said.names_of(item));
    match (&further, rest.first()) {
        (Some(further), _) => said.nest("additionalItems", further),
        (None, None) => said.word("additionalItems", false),
        (None, Some(_)) => {}
    }
    rest.iter().for_each(|field| said.extend(&field.said));
    said.extend(&container.said);
    // The shape is for reading and writing alone: all that holds is said by position.
    let shape = field::shape(&input.ident, fields, false, w);
    let (statics, rules) = said.rules(None, w);
    let all = fields.iter().map(|_| quote!(#w::Wire::blank()));
    Some(Body {
        statics: quote!(#shape #statics),
        read: quote!(reader.tuple(peek, &SHAPE, &mut [#(&mut self.#members),*], #rest_mut)),
        write: quote!(writer.tuple(&SHAPE, &[#(&self.#members),*], #rest_ref)),
        kinds: Some(quote!(#w::Kinds::ARRAY)),
        blank: quote!(Self(#(#all),*)),
        rules,
    })
}
