//! Keywords whose value holds no schema.
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Lower;
use crate::json::Json;
use crate::suggest::did_you_mean;

impl Lower<'_> {
    pub(super) fn plain(&self, keyword: &str, value: &Json, pointer: &str) -> Option<TokenStream> {
        let w = self.w;
        match (keyword, value) {
            ("type", Json::String(kind)) => self.kinds(std::slice::from_ref(kind), pointer),
            ("type", Json::Array(list)) => match strings(list) {
                Some(kinds) => self.kinds(&kinds, pointer),
                None => {
                    self.wrong(pointer, keyword, "a kind or a list of kinds");
                    None
                }
            },
            ("enum", Json::Array(values)) => {
                let texts = values.iter().map(Json::text);
                Some(quote!(#w::Rule::Enum(&[#(#texts),*])))
            }
            ("pattern", Json::String(text)) => Some(quote!(#w::Rule::Pattern(#text))),
            ("format", Json::String(text)) => Some(quote!(#w::Rule::Format(#text))),
            ("uniqueItems", Json::Bool(unique)) => unique.then(|| quote!(#w::Rule::UniqueItems)),
            ("required", Json::Array(list)) if strings(list).is_some() => {
                let names = strings(list).unwrap_or_default();
                Some(quote!(#w::Rule::Required(&[#(#names),*])))
            }
            _ => {
                let expected = match keyword {
                    "enum" => "a list of values",
                    "required" => "a list of member names",
                    "uniqueItems" => "true or false",
                    _ => "a string",
                };
                self.wrong(pointer, keyword, expected);
                None
            }
        }
    }

    pub(super) fn kinds(&self, names: &[String], pointer: &str) -> Option<TokenStream> {
        const KINDS: &[&str] = &[
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        let w = self.w;
        let mut kinds = quote!(#w::Kinds::NONE);
        for name in names {
            if !KINDS.contains(&name.as_str()) {
                self.error(
                    pointer,
                    format!("unknown kind `{name}`{}", did_you_mean(name, KINDS)),
                );
                return None;
            }
            let kind = format_ident!("{}", name.to_uppercase());
            kinds = quote!(#kinds.or(#w::Kinds::#kind));
        }
        Some(quote!(#w::Rule::Type(#kinds)))
    }

    pub(super) fn bound(
        &self,
        schema: &Json,
        keyword: &str,
        value: &Json,
        pointer: &str,
    ) -> Option<TokenStream> {
        let (w, Json::Number(limit)) = (self.w, value) else {
            self.wrong(pointer, keyword, "a number");
            return None;
        };
        let exclusive = |keyword| schema.get(keyword) == Some(&Json::Bool(true));
        let rule = format_ident!(
            "{}",
            match keyword {
                "minimum" if exclusive("exclusiveMinimum") => "ExclusiveMinimum",
                "minimum" => "Minimum",
                "maximum" if exclusive("exclusiveMaximum") => "ExclusiveMaximum",
                "maximum" => "Maximum",
                _ => "MultipleOf",
            }
        );
        Some(quote!(#w::Rule::#rule(#limit)))
    }

    pub(super) fn count(&self, keyword: &str, value: &Json, pointer: &str) -> Option<TokenStream> {
        let w = self.w;
        let count = match value {
            Json::Number(literal) => literal.parse::<u64>().ok(),
            _ => None,
        };
        let Some(count) = count else {
            self.wrong(pointer, keyword, "a whole number from 0");
            return None;
        };
        let mut name = keyword.to_owned();
        name[..1].make_ascii_uppercase();
        let rule = format_ident!("{name}");
        Some(quote!(#w::Rule::#rule(#count)))
    }
}

pub(super) fn strings(list: &[Json]) -> Option<Vec<String>> {
    list.iter()
        .map(|value| {
            if let Json::String(text) = value {
                Some(text.clone())
            } else {
                None
            }
        })
        .collect()
}
