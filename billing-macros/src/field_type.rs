//! Recognizes a field's type by its spelling.
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::names;
use crate::schema_text::SchemaText;

/// A type as its spelling identifies it. Expansions use `Wire` for all types that they do not recognize.
#[derive(Clone, Copy)]
pub(crate) enum FieldType<'t> {
    String,
    Boolean,
    Integer,
    Option(&'t Type),
    Maybe(&'t Type),
    Box(&'t Type),
    Vec(&'t Type),
    Accepted(&'t Type),
    Extra,
    Other,
}

impl<'t> FieldType<'t> {
    /// Recognizes a type by its spelling.
    pub(crate) fn of(ty: &'t Type) -> Self {
        let Some((name, argument)) = last(ty) else {
            return FieldType::Other;
        };
        match (name.as_str(), argument) {
            ("String", None) => FieldType::String,
            ("bool", None) => FieldType::Boolean,
            ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64", None) => {
                FieldType::Integer
            }
            ("Option", Some(inner)) => FieldType::Option(inner),
            ("Maybe", Some(inner)) => FieldType::Maybe(inner),
            ("Box", Some(inner)) => FieldType::Box(inner),
            ("Vec", Some(inner)) => FieldType::Vec(inner),
            ("Accepted", Some(inner)) => FieldType::Accepted(inner),
            ("Extra", _) => FieldType::Extra,
            _ => FieldType::Other,
        }
    }
}

/// Returns the last name of a path and its one type argument, if it has one.
pub(crate) fn last(ty: &Type) -> Option<(String, Option<&Type>)> {
    let Type::Path(path) = ty else {
        return match ty {
            Type::Group(group) => last(&group.elem),
            Type::Paren(paren) => last(&paren.elem),
            _ => None,
        };
    };
    let segment = path.path.segments.last()?;
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(list) => match list.args.first() {
            Some(GenericArgument::Type(ty)) if list.args.len() == 1 => Some(ty),
            _ => None,
        },
        _ => None,
    };
    Some((segment.ident.to_string(), argument))
}

/// Returns whether a member of this type may be missing.
pub(crate) fn is_optional(of: FieldType<'_>) -> bool {
    match of {
        FieldType::Option(_) | FieldType::Maybe(_) => true,
        FieldType::Box(inner) | FieldType::Accepted(inner) => is_optional(FieldType::of(inner)),
        _ => false,
    }
}

/// Returns the kinds of value of the type itself, as names of flags; empty if the spelling does not identify them.
pub(crate) fn kinds(ty: &Type) -> Vec<&'static str> {
    match FieldType::of(ty) {
        FieldType::String => vec!["STRING"],
        FieldType::Boolean => vec!["BOOLEAN"],
        FieldType::Integer => vec!["INTEGER"],
        FieldType::Vec(_) => vec!["ARRAY"],
        FieldType::Option(inner) | FieldType::Box(inner) | FieldType::Accepted(inner) => {
            kinds(inner)
        }
        FieldType::Maybe(inner) => {
            let mut kinds = kinds(inner);
            if !kinds.is_empty() {
                kinds.push("NULL");
            }
            kinds
        }
        FieldType::Extra | FieldType::Other => Vec::new(),
    }
}

/// Returns what the types inside a member's type require of its value, without the [`kinds`] of the type itself.
pub(crate) fn schema(ty: &Type) -> SchemaText {
    match FieldType::of(ty) {
        FieldType::String | FieldType::Boolean | FieldType::Integer => SchemaText::new(),
        FieldType::Option(inner) | FieldType::Box(inner) | FieldType::Accepted(inner) => {
            schema(inner)
        }
        FieldType::Maybe(inner) => schema(inner).nullable(),
        FieldType::Vec(inner) => {
            let (mut list, inside) = (SchemaText::new(), schema_with_kinds(inner));
            if !inside.is_empty() {
                list.nested("items", &inside);
            }
            list
        }
        FieldType::Extra | FieldType::Other => SchemaText::reference(ty),
    }
}

/// Returns the same as [`schema`], plus the kinds of the type itself.
pub(crate) fn schema_with_kinds(ty: &Type) -> SchemaText {
    let mut whole = SchemaText::new();
    let kinds: Vec<String> = kinds(ty)
        .iter()
        .map(|kind| format!("\"{}\"", kind.to_lowercase()))
        .collect();
    match &kinds[..] {
        [] => {}
        [only] => whole.keyword("type", only),
        several => whole.keyword("type", format!("[{}]", several.join(","))),
    }
    whole.extend(&schema(ty));
    whole
}

/// Returns an expression for a value to read into. For types of the standard library it does not use the trait, which
/// saves the compiler a lookup per field. If a type has no such value, the compiler reports the error at `at`.
pub(crate) fn blank(of: FieldType<'_>, at: Span) -> TokenStream {
    let w = names::wire(at);
    match of {
        FieldType::Option(_) => quote!(#w::None),
        FieldType::String => quote!(::std::string::String::new()),
        FieldType::Vec(_) => quote!(::std::vec::Vec::new()),
        FieldType::Boolean => quote!(false),
        FieldType::Integer => quote!(0),
        _ => quote_spanned!(at=> #w::Wire::blank()),
    }
}

/// Returns where the name of a type is, for errors that the compiler finds in the expansion.
pub(crate) fn at(ty: &Type) -> Span {
    let name = match ty {
        Type::Path(path) => path.path.segments.last().map(|name| name.ident.span()),
        _ => None,
    };
    name.unwrap_or_else(|| ty.span())
        .resolved_at(Span::call_site())
}

/// Returns whether every value of the type contains a value of the named type.
pub(crate) fn needs(ty: &Type, of: FieldType<'_>, name: &syn::Ident) -> bool {
    match of {
        FieldType::Box(inner) | FieldType::Accepted(inner) => {
            needs(inner, FieldType::of(inner), name)
        }
        FieldType::Other => matches!(ty, Type::Path(path) if path.path.is_ident(name)),
        _ => false,
    }
}
