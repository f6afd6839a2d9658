//! Enums whose variants have one payload each: values of several forms.
use billing_shared::shape::Accept;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DataEnum, DeriveInput, Fields, LitStr, Type, Variant};

use super::choices::literal;
use super::container::{Body, Container, VARIANT_KEYS};
use crate::attr::Attrs;
use crate::ctxt::Ctxt;
use crate::field::{accept, accepted_kinds};
use crate::field_type;
use crate::names;

/// One form.
struct Form<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The JSON texts of the tag's values.
    tags: Vec<String>,
    key: Option<LitStr>,
    accept: Vec<Accept>,
    blank: bool,
}

impl Form<'_> {
    /// Reads the payload and puts the variant in place. A type that does not go over the wire is a mistake at its name.
    fn put(&self) -> TokenStream {
        let (ident, at) = (self.ident, field_type::at(self.ty));
        let w = names::wire(at);
        quote_spanned!(at=> #w::put(self, reader, peek, Self::#ident))
    }

    /// Writes the payload.
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
    let forms: Option<Vec<Form<'_>>> = data
        .variants
        .iter()
        .map(|variant| form(cx, container, variant))
        .collect();
    let forms = forms?;
    check(cx, container, &forms);
    let mut shape = container.shape(&input.ident, false);
    if let Some(tag) = &container.tag {
        shape.tag(&tag.value());
    }
    for form in &forms {
        let key = form.key.as_ref().map(LitStr::value);
        shape.form(form.ident, &form.tags, key.as_deref(), &form.accept);
    }
    let places: Vec<usize> = (0..forms.len()).collect();
    let puts: Vec<_> = forms.iter().map(Form::put).collect();
    let (last, most) = puts.split_last()?;
    let writes = forms.iter().zip(&places);
    let writes = writes.map(|(form, place)| form.write(*place));
    let types: Vec<_> = forms.iter().map(|form| form.ty).collect();
    let blank = blank(&forms);
    let most_places = &places[..most.len()];
    let more = forms.iter().map(|form| accepted_kinds(&form.accept));
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

fn form<'a>(cx: &Ctxt, container: &Container, variant: &'a Variant) -> Option<Form<'a>> {
    let mut attrs = Attrs::new(cx, &variant.attrs, "wire");
    let ty = match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0].ty,
        Fields::Unit => {
            cx.error(variant, "every variant of a union has one field; a fixed value is an enum of its own, null is `Null`");
            return None;
        }
        _ => {
            cx.error(variant, "a variant of a union has one unnamed field: make a struct of its own for the members");
            return None;
        }
    };
    let accept = accept(cx, &mut attrs, ty);
    let mut values = attrs.take_all("value");
    values.extend(attrs.take_all("json"));
    if let (Some(value), None) = (values.first(), &container.tag) {
        cx.error(
            &value.key,
            "`value` is that of the tag: say `tag = \"…\"` on the enum",
        );
    }
    let key = attrs.take(cx, "key");
    if let (Some(key), Some(_)) = (&key, &container.tag) {
        cx.error(&key.key, "`key` does not go with `tag`: the tag decides");
    }
    let form = Form {
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
    Some(form)
}

fn check(cx: &Ctxt, container: &Container, forms: &[Form<'_>]) {
    let structs = [&container.closed, &container.tuple, &container.default];
    for key in structs.into_iter().flatten() {
        cx.error(key, format!("`{key}` goes with structs"));
    }
    if let Some(tag) = &container.tag
        && forms.iter().all(|form| form.tags.is_empty())
    {
        cx.error(tag, "no variant says `value = …` for the tag");
    }
    for (index, form) in forms.iter().enumerate() {
        let is_known = |tag: &String| {
            let mut others = forms[..index].iter();
            others.any(|other| other.tags.contains(tag))
        };
        if form.tags.iter().any(is_known) {
            cx.error(form.ident, "a second variant for the same value of the tag");
        }
        if form.blank && forms[..index].iter().any(|other| other.blank) {
            cx.error(form.ident, "a second variant says `blank`");
        }
    }
}

/// The variant to read into: the one that says so, else one that cannot contain the union itself.
fn blank<'a>(forms: &[Form<'a>]) -> &'a Ident {
    const PLAIN: &[&str] = &[
        "String", "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "Vec", "Option",
        "Maybe", "Map", "Extra", "Value", "Number", "Decimal", "Integer", "Id", "Date", "DateTime",
        "Null",
    ];
    let name = |form: &Form<'_>| {
        field_type::last(form.ty)
            .map_or_else(|| form.ty.to_token_stream().to_string(), |(name, _)| name)
    };
    forms
        .iter()
        .find(|form| form.blank)
        .or_else(|| {
            forms
                .iter()
                .find(|form| PLAIN.contains(&name(form).as_str()))
        })
        .or_else(|| forms.iter().find(|form| name(form) != "Box"))
        .unwrap_or(&forms[0])
        .ident
}
