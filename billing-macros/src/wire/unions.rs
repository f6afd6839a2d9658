//! Enums whose variants have one payload each: unions.
use billing_shared::shape::Accept;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DataEnum, DeriveInput, Fields, LitStr, Type};

use super::choices::literal;
use super::container::{Body, Container, VARIANT_KEYS};
use crate::attr::Attrs;
use crate::ctxt::Ctxt;
use crate::field::{accept, accepted_kinds};
use crate::field_type;
use crate::names;

/// A variant with its attributes.
struct Variant<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The values of the tag, as JSON.
    tags: Vec<String>,
    key: Option<LitStr>,
    accept: Vec<Accept>,
    blank: bool,
}

impl Variant<'_> {
    /// Returns the expression that reads the payload and stores the variant. If its type does not implement `Wire`, the error
    /// points at the name of the type.
    fn put(&self) -> TokenStream {
        let (ident, at) = (self.ident, field_type::at(self.ty));
        let w = names::wire(at);
        quote_spanned!(at=> #w::put(self, reader, peek, Self::#ident))
    }

    /// Returns the match arm that writes the payload.
    fn write(&self, place: usize) -> TokenStream {
        let ident = self.ident;
        quote_spanned!(field_type::at(self.ty)=> Self::#ident(payload) => writer.variant(SHAPE, #place, payload))
    }
}

pub(super) fn expand(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    data: &DataEnum,
) -> Option<Body> {
    let w = &container.w;
    let variants: Option<Vec<Variant<'_>>> = data
        .variants
        .iter()
        .map(|variant| parse(cx, container, variant))
        .collect();
    let variants = variants?;
    check(cx, container, &variants);
    let mut shape = container.shape(&input.ident, false);
    if let Some(tag) = &container.tag {
        shape.tag(&tag.value());
    }
    for variant in &variants {
        let key = variant.key.as_ref().map(LitStr::value);
        shape.variant(
            variant.ident,
            &variant.tags,
            key.as_deref(),
            &variant.accept,
        );
    }
    let places: Vec<usize> = (0..variants.len()).collect();
    let puts: Vec<_> = variants.iter().map(Variant::put).collect();
    let (last, most) = puts.split_last()?;
    let writes = variants.iter().zip(&places);
    let writes = writes.map(|(variant, place)| variant.write(*place));
    let types: Vec<_> = variants.iter().map(|variant| variant.ty).collect();
    let blank = blank(&variants);
    let most_places = &places[..most.len()];
    let more = variants
        .iter()
        .map(|variant| accepted_kinds(&variant.accept));
    let more = more.fold(0, |all, bits| all | bits);
    let more = (more != 0).then(|| Literal::u16_unsuffixed(more));
    let more = more.iter();
    Some(Body {
        shape: shape.whole(&container.schema),
        read: quote! {
            reader.union(peek, SHAPE, &mut |reader, at, peek| match at {
                #(#most_places => #most,)*
                _ => #last,
            })
        },
        write: quote! {
            match self {
                #(#writes,)*
            }
        },
        kinds: Some(quote!(#w::Kinds(#(<#types as #w::Wire>::KINDS.0)|* #(| #more)*))),
        blank: quote!(Self::#blank(#w::Wire::blank())),
    })
}

fn parse<'a>(cx: &Ctxt, container: &Container, variant: &'a syn::Variant) -> Option<Variant<'a>> {
    let mut attrs = Attrs::new(cx, &variant.attrs, "wire");
    let ty = match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0].ty,
        Fields::Unit => {
            cx.error(variant, "every variant of a union needs one field: use an enum of its own for fixed values, and `Null` for null");
            return None;
        }
        _ => {
            cx.error(variant, "a variant of a union needs one unnamed field: move the members to a struct of their own");
            return None;
        }
    };
    let accept = accept(cx, &mut attrs, ty);
    let mut values = attrs.take_all("value");
    values.extend(attrs.take_all("json"));
    if let (Some(value), None) = (values.first(), &container.tag) {
        cx.error(
            &value.key,
            "`value` is a value of the tag: add `tag = \"…\"` to the enum",
        );
    }
    let key = attrs.take(cx, "key");
    if let (Some(key), Some(_)) = (&key, &container.tag) {
        cx.error(
            &key.key,
            "`key` cannot be combined with `tag`, which selects the variant",
        );
    }
    let parsed = Variant {
        ident: &variant.ident,
        ty,
        tags: values
            .iter()
            .filter_map(|item| literal(cx, item))
            .map(|value| value.text())
            .collect(),
        key: key.and_then(|item| item.parse(cx, "\"member\"")),
        accept,
        blank: attrs.flag(cx, "blank").is_some(),
    };
    attrs.finish(cx, "a variant of a union", VARIANT_KEYS);
    Some(parsed)
}

fn check(cx: &Ctxt, container: &Container, variants: &[Variant<'_>]) {
    let structs = [&container.closed, &container.tuple, &container.default];
    for key in structs.into_iter().flatten() {
        cx.error(key, format!("`{key}` needs a struct"));
    }
    if let Some(tag) = &container.tag
        && variants.iter().all(|variant| variant.tags.is_empty())
    {
        cx.error(tag, "no variant has a `value` for the tag");
    }
    for (index, variant) in variants.iter().enumerate() {
        let is_known = |tag: &String| {
            let mut others = variants[..index].iter();
            others.any(|other| other.tags.contains(tag))
        };
        if variant.tags.iter().any(is_known) {
            cx.error(
                variant.ident,
                "second variant for the same value of the tag",
            );
        }
        if variant.blank && variants[..index].iter().any(|other| other.blank) {
            cx.error(variant.ident, "second variant with `blank`");
        }
    }
}

/// Returns the variant to read into: the one with `blank`, or else one that cannot contain the union itself.
fn blank<'a>(variants: &[Variant<'a>]) -> &'a Ident {
    const PLAIN: &[&str] = &[
        "String", "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "Vec", "Option",
        "Maybe", "Map", "Extra", "Value", "Number", "Decimal", "Integer", "Id", "Date", "DateTime",
        "Null",
    ];
    let name = |variant: &Variant<'_>| {
        field_type::last(variant.ty).map_or_else(
            || variant.ty.to_token_stream().to_string(),
            |(name, _)| name,
        )
    };
    variants
        .iter()
        .find(|variant| variant.blank)
        .or_else(|| {
            variants
                .iter()
                .find(|variant| PLAIN.contains(&name(variant).as_str()))
        })
        .or_else(|| variants.iter().find(|variant| name(variant) != "Box"))
        .unwrap_or(&variants[0])
        .ident
}
