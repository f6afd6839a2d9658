//! Fields of a struct as members of a JSON object: names, flags and rules.
//!
//! `derive(Wire)` uses this for structs and tuples, `derive(Endpoint)` for parameters.
use billing_shared::shape::{Accept, MemberWord};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::{Index, Member, Type};

use crate::attr::Attrs;
use crate::constraint;
use crate::ctxt::Ctxt;
use crate::field_type::{self, FieldType};
use crate::schema_text::SchemaText;
use crate::shape_text::ShapeText;
use crate::suggest::did_you_mean;

/// A field as a member.
pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    /// What is known about the type from its spelling.
    pub(crate) field_type: FieldType<'a>,
    /// The span of the name of the type.
    at: Span,
    /// The name on the wire.
    pub(crate) name: String,
    /// The span of `rename` or of the field's name.
    pub(crate) name_span: Span,
    /// What the field accepts beyond the schema.
    pub(crate) accept: Vec<Accept>,
    pub(crate) nullable: bool,
    /// Whether the field holds the members that no other field names.
    pub(crate) rest: bool,
    /// The constraints of the field.
    pub(crate) schema: SchemaText,
}

/// The keys that [`Field::new`] takes.
pub(crate) const KEYS: &[&str] = &["rename", "accept", "nullable", "extra"];

impl<'a> Field<'a> {
    /// Parses a field and its attributes; the caller takes or reports the attributes that are left.
    pub(crate) fn new(cx: &Ctxt, field: &'a syn::Field, index: usize, attrs: &mut Attrs) -> Self {
        let rename = attrs.string(cx, "rename");
        let name = match (&rename, &field.ident) {
            (Some(name), _) => name.value(),
            (None, Some(ident)) => ident.unraw().to_string(),
            (None, None) => index.to_string(),
        };
        let name_span = rename
            .map(|name| name.span())
            .or_else(|| field.ident.as_ref().map(Ident::span));
        let at = field_type::at(&field.ty);
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index {
                index: u32::try_from(index).unwrap_or(u32::MAX),
                span: at,
            }),
        };
        let field_type = FieldType::of(&field.ty);
        let accept = accept(cx, attrs, &field.ty);
        let nullable = attrs.flag(cx, "nullable");
        if let Some(key) = &nullable
            && !matches!(field_type, FieldType::Option(_))
        {
            cx.error(
                key,
                "`nullable` needs `Option<…>`: the member has to be present, and null is `None`",
            );
        }
        let says_extra = attrs.flag(cx, "extra");
        let rest = says_extra.is_some() || matches!(field_type, FieldType::Extra);
        let schema = constraint::rules(cx, attrs);
        Self {
            member,
            ty: &field.ty,
            field_type,
            at,
            name,
            name_span: name_span.unwrap_or_else(Span::call_site),
            accept,
            nullable: nullable.is_some(),
            rest,
            schema,
        }
    }

    /// Returns the field to read into. If its type does not implement `Wire`, the error points at the name of the type.
    pub(crate) fn read_into(&self) -> TokenStream {
        let member = &self.member;
        quote_spanned!(self.at=> &mut self.#member)
    }

    /// Returns the field to write from.
    pub(crate) fn write_from(&self) -> TokenStream {
        let member = &self.member;
        quote_spanned!(self.at=> &self.#member)
    }

    /// Returns a value to read into.
    pub(crate) fn blank(&self) -> TokenStream {
        field_type::blank(self.field_type, self.at)
    }

    /// Adds the member to the shape.
    pub(crate) fn describe(&self, shape: &mut ShapeText) {
        let required = self.nullable || !field_type::is_optional(self.field_type);
        let words = [
            (MemberWord::Required, required),
            (MemberWord::Nullable, self.nullable),
        ];
        shape.member(&self.name, words, &self.accept, &self.schema);
    }
}

/// Removes `accept(…)` and returns what it lists.
pub(crate) fn accept(cx: &Ctxt, attrs: &mut Attrs, ty: &Type) -> Vec<Accept> {
    let Some(item) = attrs.take(cx, "accept") else {
        return Vec::new();
    };
    let mut forms = Vec::new();
    for entry in item.entries(cx, "string, number") {
        let name = entry.name();
        match Accept::from_word(&name) {
            Some(form) => forms.push(form),
            None => {
                let known: Vec<&str> = Accept::ALL.iter().map(|accept| accept.word()).collect();
                let near = did_you_mean(&name, &known);
                cx.error(&entry.key, format!("unknown word `{name}`{near}"));
            }
        }
    }
    if forms.contains(&Accept::Null) && matches!(FieldType::of(ty), FieldType::Option(_)) {
        cx.error(
            &item.key,
            "`accept(null)` on an `Option` would lose the null: use `Maybe<…>`",
        );
    } else if let Some(name) = forgetful(ty) {
        cx.error(
            &item.key,
            format!("`{name}` cannot be written back as it was read: use `Accepted<{name}>`"),
        );
    }
    forms
}

/// Returns the plain type inside a type, if any; its value cannot be written back as it was read.
fn forgetful(ty: &Type) -> Option<String> {
    match FieldType::of(ty) {
        FieldType::String | FieldType::Boolean | FieldType::Integer => {
            Some(ty.to_token_stream().to_string())
        }
        FieldType::Option(inner)
        | FieldType::Maybe(inner)
        | FieldType::Box(inner)
        | FieldType::Vec(inner) => forgetful(inner),
        FieldType::Accepted(_) | FieldType::Extra | FieldType::Other => None,
    }
}

/// Returns the kinds that `accept(…)` allows, as flags; an expression of paths would cost the compiler more.
pub(crate) fn accepted_kinds(accept: &[Accept]) -> u16 {
    accept
        .iter()
        .fold(0, |kinds, accept| kinds | accept.kinds())
}

/// Reports duplicate members and a second field for other members.
pub(crate) fn check(cx: &Ctxt, fields: &[Field<'_>]) {
    let mut rest = fields.iter().filter(|field| field.rest).skip(1);
    if let Some(second) = rest.next() {
        cx.error(
            second.ty,
            "second field for the members that no other field names",
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
                format!("second member with the name `{}`", field.name),
            );
        }
    }
}
