//! Keywords whose value holds schemas.
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Lower;
use super::scalar::strings;
use crate::json::Json;

impl<'a> Lower<'a> {
    pub(super) fn parts(
        &mut self,
        keyword: &str,
        value: &'a Json,
        pointer: &str,
    ) -> Option<TokenStream> {
        let (w, Json::Array(parts)) = (self.w, value) else {
            self.wrong(pointer, keyword, "a list of schemas");
            return None;
        };
        let parts = self.list(parts, pointer);
        let rule = format_ident!(
            "{}",
            match keyword {
                "allOf" => "AllOf",
                "anyOf" => "AnyOf",
                _ => "OneOf",
            }
        );
        Some(quote!(#w::Rule::#rule(&[#(#parts),*])))
    }

    /// `&[rules]` for each schema of a list.
    pub(super) fn list(&mut self, schemas: &'a [Json], pointer: &str) -> Vec<TokenStream> {
        let mut parts = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let rules = self.schema(schema, &format!("{pointer}/{index}"));
            parts.push(quote!(&[#(#rules),*]));
        }
        parts
    }

    /// The rules of a schema, or of true or false in the place of one.
    pub(super) fn more(&mut self, value: Option<&'a Json>, pointer: &str) -> TokenStream {
        let w = self.w;
        match value {
            None | Some(Json::Bool(true)) => quote!(&[]),
            Some(Json::Bool(false)) => quote!(&[#w::Rule::Never]),
            Some(schema) => {
                let rules = self.schema(schema, pointer);
                quote!(&[#(#rules),*])
            }
        }
    }

    pub(super) fn items(
        &mut self,
        schema: &'a Json,
        value: &'a Json,
        pointer: &str,
    ) -> Option<TokenStream> {
        let w = self.w;
        let Json::Array(list) = value else {
            let rules = self.schema(value, pointer);
            return Some(quote!(#w::Rule::Items(&[#(#rules),*])));
        };
        let items = self.list(list, pointer);
        let rest = self.more(schema.get("additionalItems"), pointer);
        Some(quote!(#w::Rule::Tuple { items: &[#(#items),*], rest: #rest }))
    }

    pub(super) fn named(
        &mut self,
        keyword: &str,
        value: &'a Json,
        pointer: &str,
    ) -> Option<TokenStream> {
        let (w, Json::Object(members)) = (self.w, value) else {
            self.wrong(pointer, keyword, "an object of schemas");
            return None;
        };
        let mut entries = Vec::new();
        for (name, schema) in members {
            let rules = self.schema(schema, &format!("{pointer}/{name}"));
            entries.push(quote!((#name, &[#(#rules),*])));
        }
        let rule = format_ident!(
            "{}",
            if keyword == "properties" {
                "Properties"
            } else {
                "PatternProperties"
            }
        );
        Some(quote!(#w::Rule::#rule(&[#(#entries),*])))
    }

    pub(super) fn additional(
        &mut self,
        schema: &Json,
        value: &'a Json,
        pointer: &str,
    ) -> Option<TokenStream> {
        let w = self.w;
        if *value == Json::Bool(true) {
            return None;
        }
        let rules = self.more(Some(value), pointer);
        let keys = |keyword| match schema.get(keyword) {
            Some(Json::Object(members)) => members
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let (names, patterns) = (keys("properties"), keys("patternProperties"));
        Some(
            quote!(#w::Rule::Additional { names: &[#(#names),*], patterns: &[#(#patterns),*], rules: #rules }),
        )
    }

    pub(super) fn dependencies(&mut self, value: &'a Json, pointer: &str) -> Option<TokenStream> {
        let (w, Json::Object(members)) = (self.w, value) else {
            self.wrong(
                pointer,
                "dependencies",
                "an object of schemas or lists of names",
            );
            return None;
        };
        let mut entries = Vec::new();
        for (name, dependency) in members {
            let rules = match dependency {
                Json::Array(list) => {
                    let names = strings(list).unwrap_or_default();
                    vec![quote!(#w::Rule::Required(&[#(#names),*]))]
                }
                schema => self.schema(schema, &format!("{pointer}/{name}")),
            };
            entries.push(quote!((#name, &[#(#rules),*])));
        }
        Some(quote!(#w::Rule::Dependencies(&[#(#entries),*])))
    }
}
