//! Fields of a struct as members of a JSON object: their names, flags and rules.
//!
//! `derive(Wire)` uses this for structs and tuples, and `derive(Endpoint)` for the query.
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Index, Member, Type};

use crate::attr::Attrs;
use crate::constraint;
use crate::ctxt::Ctxt;
use crate::json;
use crate::said::Said;
use crate::suggest::did_you_mean;
use crate::ty::{self, Spelled, spelled};

/// A field as a member.
pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    /// The name on the wire.
    pub(crate) name: String,
    /// Where `rename` or the field's name stands.
    pub(crate) name_span: Span,
    /// What is accepted beyond the schema, as names of bits.
    pub(crate) accept: Vec<&'static str>,
    pub(crate) nullable: bool,
    /// Takes what no other field does.
    pub(crate) rest: bool,
    /// What the field's own constraints say.
    pub(crate) said: Said,
}

/// The keys that [`Field::new`] takes.
pub(crate) const KEYS: &[&str] = &["rename", "accept", "nullable", "extra"];

const FORMS: &[&str] = &[
    "string",
    "number",
    "integer",
    "boolean",
    "null",
    "array",
    "object",
    "empty_array",
    "empty_string",
];

impl<'a> Field<'a> {
    /// Takes a field and its attributes; what is left in the attributes is for the caller to take or to report.
    pub(crate) fn new(cx: &Ctxt, field: &'a syn::Field, index: usize, attrs: &mut Attrs) -> Self {
        let rename = attrs.text(cx, "rename");
        let name = match (&rename, &field.ident) {
            (Some(name), _) => name.value(),
            (None, Some(ident)) => ident.unraw().to_string(),
            (None, None) => index.to_string(),
        };
        let name_span = rename
            .map(|name| name.span())
            .or_else(|| field.ident.as_ref().map(Ident::span));
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index::from(index)),
        };
        let accept = accept(cx, attrs, &field.ty);
        let nullable = attrs.flag(cx, "nullable");
        if let Some(key) = &nullable
            && !matches!(spelled(&field.ty), Spelled::Option(_))
        {
            cx.error(
                key,
                "`nullable` goes with `Option<…>`: the member is there, and null is None",
            );
        }
        let says_extra = attrs.flag(cx, "extra");
        let rest =
            says_extra.is_some() || ty::last(&field.ty).is_some_and(|(name, _)| name == "Extra");
        let said = constraint::rules(cx, attrs);
        Self {
            member,
            ty: &field.ty,
            name,
            name_span: name_span.unwrap_or_else(Span::call_site),
            accept,
            nullable: nullable.is_some(),
            rest,
            said,
        }
    }

    /// `("name", kinds, flags)`.
    pub(crate) fn entry(&self) -> TokenStream {
        let name = &self.name;
        let mut kinds = ty::kinds(self.ty);
        if self.nullable && !kinds.is_empty() {
            kinds.push("NULL");
        }
        let mut flags = self.accept.clone();
        if self.nullable {
            flags.push("NULLABLE");
        }
        if self.nullable || !ty::is_optional(self.ty) {
            flags.push("REQUIRED");
        }
        let (kinds, flags) = (bits(&kinds), bits(&flags));
        quote!((#name, #kinds, #flags))
    }

    /// What is said about the member's value beyond kinds.
    pub(crate) fn schema(&self) -> Said {
        let mut said = ty::said(self.ty);
        if self.nullable {
            said = said.nullable();
        }
        said.extend(&self.said);
        said
    }
}

/// Bits by name, as a literal: an expression of paths for each member would be most of what a type costs to compile.
pub(crate) fn bits(names: &[&str]) -> Literal {
    let bit = |name: &&str| match *name {
        "NULL" => 1,
        "BOOLEAN" => 2,
        "INTEGER" => 4,
        "NUMBER" => 12,
        "STRING" => 16,
        "ARRAY" => 32,
        "OBJECT" => 64,
        "EMPTY_ARRAY" => 128,
        "EMPTY_STRING" => 256,
        "NULLABLE" => 512,
        _ => 1024,
    };
    Literal::u16_unsuffixed(names.iter().map(bit).fold(0, |all, bit| all | bit))
}

/// The forms that `accept(…)` lists, as names of bits.
pub(crate) fn accept(cx: &Ctxt, attrs: &mut Attrs, ty: &Type) -> Vec<&'static str> {
    let Some(item) = attrs.take(cx, "accept") else {
        return Vec::new();
    };
    let mut forms = Vec::new();
    for entry in item.entries(cx, "string, number") {
        let name = entry.name();
        match FORMS.iter().find(|form| **form == name) {
            Some(form) => forms.push(bit(form)),
            None => cx.error(
                &entry.key,
                format!("unknown form `{name}`{}", did_you_mean(&name, FORMS)),
            ),
        }
    }
    if forms.contains(&"NULL") && matches!(spelled(ty), Spelled::Option(_)) {
        cx.error(
            &item.key,
            "`accept(null)` on an `Option` would forget the null: use `Maybe<…>`",
        );
    } else if let Some(name) = forgetful(ty) {
        cx.error(
            &item.key,
            format!("`{name}` does not remember the form it came in: use `Accepted<{name}>`"),
        );
    }
    forms
}

/// The plain type inside, which cannot remember a form.
fn forgetful(ty: &Type) -> Option<String> {
    match spelled(ty) {
        Spelled::String | Spelled::Boolean | Spelled::Integer => {
            Some(ty.to_token_stream().to_string())
        }
        Spelled::Option(inner)
        | Spelled::Maybe(inner)
        | Spelled::Box(inner)
        | Spelled::Vec(inner) => forgetful(inner),
        Spelled::Accepted(_) | Spelled::Other => None,
    }
}

fn bit(form: &str) -> &'static str {
    match form {
        "string" => "STRING",
        "number" => "NUMBER",
        "integer" => "INTEGER",
        "boolean" => "BOOLEAN",
        "null" => "NULL",
        "array" => "ARRAY",
        "object" => "OBJECT",
        "empty_array" => "EMPTY_ARRAY",
        _ => "EMPTY_STRING",
    }
}

/// `static SHAPE`: the members. Fields for the rest are none.
pub(crate) fn shape(
    name: &Ident,
    fields: &[Field<'_>],
    closed: bool,
    w: &TokenStream,
) -> TokenStream {
    let name = name.unraw().to_string();
    let entries = fields.iter().filter(|field| !field.rest).map(Field::entry);
    let new = format_ident!("{}", if closed { "closed" } else { "new" });
    quote!(static SHAPE: #w::Shape = #w::Shape::#new(#name, &[#(#entries),*]);)
}

/// What the fields say of the object.
pub(crate) fn said(fields: &[Field<'_>]) -> Said {
    let mut said = Said::new();
    let rest = fields.iter().filter(|field| field.rest);
    let rest: Vec<_> = rest.map(|field| (field, ty::last(field.ty))).collect();
    let typed = rest.iter().any(|(_, ty)| matches!(ty, Some((_, Some(_)))));
    let mut properties = Vec::new();
    for field in fields.iter().filter(|field| !field.rest) {
        let schema = field.schema();
        // What is said of other members has to know all that are named.
        if typed || !schema.is_empty() {
            properties.push(format!("{}:{}", json::quote(&field.name), schema.text()));
            said.names_of(&schema);
        }
    }
    if !properties.is_empty() {
        said.word("properties", format!("{{{}}}", properties.join(",")));
    }
    for (field, ty) in rest {
        if let Some((_, Some(ty))) = ty {
            said.nest("additionalProperties", &Said::of(ty));
        }
        said.extend(&field.said);
    }
    said
}

/// Reports members of one name and a second field for the rest.
pub(crate) fn check(cx: &Ctxt, fields: &[Field<'_>]) {
    let mut rest = fields.iter().filter(|field| field.rest).skip(1);
    if let Some(second) = rest.next() {
        cx.error(
            second.ty,
            "a second field for the members that no other field takes",
        );
    }
    for (index, field) in fields.iter().enumerate() {
        if !field.rest
            && fields[..index]
                .iter()
                .any(|other| !other.rest && other.name == field.name)
        {
            cx.error_at(
                field.name_span,
                format!("a second member of the name `{}`", field.name),
            );
        }
    }
}
