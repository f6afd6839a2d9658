//! What can be told from the spelling of a field's type.
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::said::Said;
use crate::wire;

/// A type as far as its spelling tells. Names other than these are asked through the trait.
#[derive(Clone, Copy)]
pub(crate) enum Spelled<'t> {
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

/// The last name of a path and its one type argument, if it has one.
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

pub(crate) fn spelled(ty: &Type) -> Spelled<'_> {
    let Some((name, argument)) = last(ty) else {
        return Spelled::Other;
    };
    match (name.as_str(), argument) {
        ("String", None) => Spelled::String,
        ("bool", None) => Spelled::Boolean,
        ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64", None) => Spelled::Integer,
        ("Option", Some(inner)) => Spelled::Option(inner),
        ("Maybe", Some(inner)) => Spelled::Maybe(inner),
        ("Box", Some(inner)) => Spelled::Box(inner),
        ("Vec", Some(inner)) => Spelled::Vec(inner),
        ("Accepted", Some(inner)) => Spelled::Accepted(inner),
        ("Extra", _) => Spelled::Extra,
        _ => Spelled::Other,
    }
}

/// Whether a member of this type may be missing.
pub(crate) fn is_optional(spelled: Spelled<'_>) -> bool {
    match spelled {
        Spelled::Option(_) | Spelled::Maybe(_) => true,
        Spelled::Box(inner) | Spelled::Accepted(inner) => is_optional(self::spelled(inner)),
        _ => false,
    }
}

/// The kinds of the schema's own type, as names of bits; none where the spelling does not tell.
pub(crate) fn kinds(ty: &Type) -> Vec<&'static str> {
    match spelled(ty) {
        Spelled::String => vec!["STRING"],
        Spelled::Boolean => vec!["BOOLEAN"],
        Spelled::Integer => vec!["INTEGER"],
        Spelled::Vec(_) => vec!["ARRAY"],
        Spelled::Option(inner) | Spelled::Box(inner) | Spelled::Accepted(inner) => kinds(inner),
        Spelled::Maybe(inner) => {
            let mut kinds = kinds(inner);
            if !kinds.is_empty() {
                kinds.push("NULL");
            }
            kinds
        }
        Spelled::Extra | Spelled::Other => Vec::new(),
    }
}

/// What the types inside a member's type say about a value of it.
/// Kinds that [`kinds`] tells of the type itself are left out.
pub(crate) fn said(ty: &Type) -> Said {
    match spelled(ty) {
        Spelled::String | Spelled::Boolean | Spelled::Integer => Said::new(),
        Spelled::Option(inner) | Spelled::Box(inner) | Spelled::Accepted(inner) => said(inner),
        Spelled::Maybe(inner) => said(inner).nullable(),
        Spelled::Vec(inner) => {
            let (mut list, inside) = (Said::new(), whole(inner));
            if !inside.is_empty() {
                list.nest("items", &inside);
            }
            list
        }
        Spelled::Extra | Spelled::Other => Said::of(ty),
    }
}

/// The same with the kinds of the type itself.
pub(crate) fn whole(ty: &Type) -> Said {
    let mut whole = Said::new();
    let kinds: Vec<String> = kinds(ty)
        .iter()
        .map(|kind| format!("\"{}\"", kind.to_lowercase()))
        .collect();
    match &kinds[..] {
        [] => {}
        [only] => whole.word("type", only),
        several => whole.word("type", format!("[{}]", several.join(","))),
    }
    whole.extend(&said(ty));
    whole
}

/// A value to read into. What the standard library has by a short name goes without the trait: one less thing for
/// the compiler to look up per field. What has no such value is a mistake at `at`.
pub(crate) fn blank(spelled: Spelled<'_>, at: Span) -> TokenStream {
    let w = wire::name(at);
    match spelled {
        Spelled::Option(_) => quote!(#w::None),
        Spelled::String => quote!(::std::string::String::new()),
        Spelled::Vec(_) => quote!(::std::vec::Vec::new()),
        Spelled::Boolean => quote!(false),
        Spelled::Integer => quote!(0),
        _ => quote_spanned!(at=> #w::Wire::blank()),
    }
}

/// Where the name of a type stands, for mistakes that the compiler finds in the expansion.
pub(crate) fn at(ty: &Type) -> Span {
    let name = match ty {
        Type::Path(path) => path.path.segments.last().map(|name| name.ident.span()),
        _ => None,
    };
    name.unwrap_or_else(|| ty.span())
        .resolved_at(Span::call_site())
}

/// Whether a value of the type holds one of the named type in any case.
pub(crate) fn needs(ty: &Type, spelled: Spelled<'_>, name: &syn::Ident) -> bool {
    match spelled {
        Spelled::Box(inner) | Spelled::Accepted(inner) => needs(inner, self::spelled(inner), name),
        Spelled::Other => matches!(ty, Type::Path(path) if path.path.is_ident(name)),
        _ => false,
    }
}
