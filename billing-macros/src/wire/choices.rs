//! Enums without payloads: listed values, and optionally a variant for other values.
use billing_shared::shape::{TypeWord, flags};
use proc_macro2::{Ident, Literal, Span};
use quote::quote;
use syn::ext::IdentExt;
use syn::{DataEnum, DeriveInput, Fields, Lit, LitStr, Variant};

use super::container::{Body, Container, VARIANT_KEYS};
use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::json::{self, Json};
use crate::shape_text::ShapeText;

/// A variant that stands for one value.
struct Listed<'a> {
    ident: &'a Ident,
    value: Json,
    span: Span,
}

pub(super) fn expand(
    cx: &Ctxt,
    container: &Container,
    input: &DeriveInput,
    data: &DataEnum,
) -> Option<Body> {
    let w = &container.w;
    let (listed, other) = variants(cx, data);
    check(cx, container, &listed);
    let last = listed.last()?.ident;
    let mut shape = ShapeText::new(
        &input.ident,
        &[
            (TypeWord::Open, other.is_some()),
            (TypeWord::Strict, container.strict),
        ],
    );
    for listed in &listed {
        shape.value(&listed.value.text());
    }
    let (idents, places): (Vec<_>, Vec<_>) = listed
        .iter()
        .map(|listed| listed.ident)
        .zip(0_usize..)
        .unzip();
    let count = if other.is_some() {
        idents.len()
    } else {
        idents.len() - 1
    };
    let (known, at) = (&idents[..count], &places[..count]);
    let (otherwise, write_other) = match &other {
        Some((ident, _)) => (
            quote!(return #w::put(self, reader, peek, Self::#ident)),
            Some(quote!(Self::#ident(other) => return #w::Node::write(other, writer),)),
        ),
        None => (quote!(Self::#last), None),
    };
    let first = &idents[0];
    let kinds = Literal::u16_unsuffixed(kinds(&listed));
    let other_kinds = other.iter().map(|(_, ty)| ty);
    Some(Body {
        shape: shape.whole(&container.schema),
        read: quote! {
            *self = match reader.choice(peek, SHAPE)? {
                #(::core::option::Option::Some(#at) => Self::#known,)*
                _ => #otherwise,
            };
            ::core::result::Result::Ok(())
        },
        write: quote! {
            let at = match self {
                #(Self::#idents => #places,)*
                #write_other
            };
            writer.choice(SHAPE, at);
        },
        kinds: Some(quote!(#w::Kinds(#kinds #(| <#other_kinds as #w::Wire>::KINDS.0)*))),
        blank: quote!(Self::#first),
    })
}

/// Returns the variants that stand for one value each, and the variant for other values.
fn variants<'a>(
    cx: &Ctxt,
    data: &'a DataEnum,
) -> (Vec<Listed<'a>>, Option<(&'a Ident, &'a syn::Type)>) {
    let (mut listed, mut other) = (Vec::new(), None);
    for variant in &data.variants {
        let mut attrs = Attrs::new(cx, &variant.attrs, "wire");
        if let Some(key) = attrs.flag(cx, "other") {
            let payload = payload(cx, variant);
            if other.is_some() {
                cx.error(key, "second variant for values that are not listed");
            }
            other = payload.map(|ty| (&variant.ident, ty));
        } else if variant.fields.is_empty() {
            listed.push(value(cx, &mut attrs, variant));
        } else {
            cx.error(
                variant,
                "this variant has a field and others have none: add `other` if it takes the values that are not listed, or move the listed values to an enum of their own and wrap it in a variant here",
            );
        }
        attrs.finish(cx, "a variant that stands for one value", VARIANT_KEYS);
    }
    (listed, other)
}

fn payload<'a>(cx: &Ctxt, variant: &'a Variant) -> Option<&'a syn::Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => {
            cx.error(
                variant,
                "`other` needs one unnamed field, for example `Other(String)`",
            );
            None
        }
    }
}

fn value<'a>(cx: &Ctxt, attrs: &mut Attrs, variant: &'a Variant) -> Listed<'a> {
    let own = || Json::String(variant.ident.unraw().to_string());
    let found: Vec<Item> = ["rename", "value", "json"]
        .iter()
        .filter_map(|key| attrs.take(cx, key))
        .collect();
    if let [_, second, ..] = found.as_slice() {
        cx.error(
            &second.key,
            "duplicate value: use one of `rename`, `value` and `json`",
        );
    }
    let (value, span) = match found.first() {
        Some(item) => (literal(cx, item).unwrap_or_else(own), item.key.span()),
        None => (own(), variant.ident.span()),
    };
    Listed {
        ident: &variant.ident,
        value,
        span,
    }
}

/// Returns the value that `rename = "…"`, `value = literal` or `json = "…"` sets.
pub(super) fn literal(cx: &Ctxt, item: &Item) -> Option<Json> {
    let name = item.name();
    if name == "rename" {
        return item
            .parse::<LitStr>(cx, "\"…\"")
            .map(|text| Json::String(text.value()));
    }
    if name == "json" {
        let text = item.parse::<LitStr>(cx, "\"null\"")?;
        return match Json::parse(&text.value()) {
            Ok(value) => Some(value),
            Err(message) => {
                cx.error(text, message);
                None
            }
        };
    }
    let Value::Assigned(tokens) = &item.value else {
        cx.error(
            &item.key,
            "`value` takes a value: `value = 3`, `value = true` or `value = \"x\"`",
        );
        return None;
    };
    let text = tokens.to_string().replace([' ', '_'], "");
    match syn::parse2::<Lit>(tokens.clone()) {
        Ok(Lit::Str(text)) => Some(Json::String(text.value())),
        Ok(Lit::Bool(value)) => Some(Json::Bool(value.value)),
        _ if json::is_number(&text) => Some(Json::Number(text)),
        _ => {
            cx.error(tokens, "expected `value = 3`, `value = true` or `value = \"x\"`; for other values use `json = \"…\"`");
            None
        }
    }
}

fn check(cx: &Ctxt, container: &Container, listed: &[Listed<'_>]) {
    for (index, one) in listed.iter().enumerate() {
        if listed[..index].iter().any(|other| other.value == one.value) {
            cx.error_at(
                one.span,
                format!("second variant for the value {}", one.value.text()),
            );
        }
    }
    let structs = [&container.closed, &container.tuple, &container.default];
    for key in structs.into_iter().flatten() {
        cx.error(key, format!("`{key}` needs a struct"));
    }
    if let Some(tag) = &container.tag {
        cx.error(
            tag,
            "`tag` needs an enum whose variants have one field each",
        );
    }
}

/// Returns the kinds of the values, as flags. A number may be written with or without a fraction or an exponent.
fn kinds(listed: &[Listed<'_>]) -> u16 {
    let kind = |listed: &Listed<'_>| match listed.value {
        Json::Null => flags::NULL,
        Json::Bool(_) => flags::BOOLEAN,
        Json::Number(_) => flags::NUMBER,
        Json::String(_) => flags::STRING,
        Json::Array(_) => flags::ARRAY,
        Json::Object(_) => flags::OBJECT,
    };
    listed.iter().map(kind).fold(0, |all, kind| all | kind)
}
