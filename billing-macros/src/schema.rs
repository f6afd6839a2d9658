//! `check = r#"…"#`: a draft-4 schema as rules.
mod nested;
mod scalar;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::LitStr;

use crate::ctxt::Ctxt;
use crate::json::Json;
use crate::suggest::did_you_mean;

/// Keywords with a meaning, and those that only explain.
const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "items",
    "additionalItems",
    "minProperties",
    "maxProperties",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "dependencies",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "$ref",
    "definitions",
    "title",
    "description",
    "default",
    "id",
    "$schema",
];
/// Keywords of later drafts, with what to write in draft 4.
const LATER: &[(&str, &str)] = &[
    ("const", "use `enum` with one value"),
    ("if", "use `anyOf` and `not`"),
    ("contains", "use `not` around `items` with `not`"),
    (
        "propertyNames",
        "use `patternProperties` and `additionalProperties`",
    ),
    ("dependentRequired", "use `dependencies`"),
    ("dependentSchemas", "use `dependencies`"),
    ("prefixItems", "use `items` with a list"),
];

/// Lowers the schema in a literal to rules; functions for what `$ref` points to go to the context.
///
/// `{"$ref":"Address"}` stands for the rules of the type `Address`.
pub(crate) fn rules(cx: &Ctxt, literal: &LitStr, w: &TokenStream) -> Vec<TokenStream> {
    let root = match Json::parse(&literal.value()) {
        Ok(root) => root,
        Err(message) => {
            cx.error(literal, message);
            return Vec::new();
        }
    };
    let mut lower = Lower {
        cx,
        at: literal.span(),
        root: &root,
        w,
        refs: Vec::new(),
        next: 0,
    };
    let rules = lower.schema(&root, "");
    // Each function may need further ones, so the list grows while it is worked off.
    while lower.next < lower.refs.len() {
        let (pointer, name) = lower.refs[lower.next].clone();
        lower.next += 1;
        let target = root.pointer(&pointer).unwrap_or(&Json::Null);
        let rules = lower.schema(target, &pointer);
        cx.item(quote! {
            fn #name() -> #w::Rules {
                static RULES: #w::Rules = &[#(#rules),*];
                RULES
            }
        });
    }
    rules
}

struct Lower<'a> {
    cx: &'a Ctxt,
    at: Span,
    root: &'a Json,
    w: &'a TokenStream,
    /// What `$ref` points to, with the name of its function.
    refs: Vec<(String, syn::Ident)>,
    next: usize,
}

impl<'a> Lower<'a> {
    fn error(&self, pointer: &str, message: impl std::fmt::Display) {
        let place = if pointer.is_empty() {
            String::new()
        } else {
            format!(" at {pointer}")
        };
        self.cx.error_at(self.at, format!("{message}{place}"));
    }

    fn wrong(&self, pointer: &str, keyword: &str, expected: &str) {
        self.error(pointer, format!("`{keyword}` takes {expected}"));
    }

    fn schema(&mut self, schema: &'a Json, pointer: &str) -> Vec<TokenStream> {
        let Json::Object(members) = schema else {
            self.error(pointer, "a schema is an object");
            return Vec::new();
        };
        if let Some(target) = schema.get("$ref") {
            return self.reference(target, pointer);
        }
        let mut rules = Vec::new();
        for (keyword, value) in members {
            self.known(keyword, pointer);
            let inside = format!("{pointer}/{keyword}");
            match keyword.as_str() {
                "type" | "enum" | "pattern" | "format" | "uniqueItems" | "required" => {
                    rules.extend(self.plain(keyword, value, pointer));
                }
                "minimum" | "maximum" | "multipleOf" => {
                    rules.extend(self.bound(schema, keyword, value, pointer))
                }
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" => {
                    rules.extend(self.count(keyword, value, pointer));
                }
                "allOf" | "anyOf" | "oneOf" => rules.extend(self.parts(keyword, value, &inside)),
                "not" => {
                    let (w, inner) = (self.w, self.schema(value, &inside));
                    rules.push(quote!(#w::Rule::Not(&[#(#inner),*])));
                }
                "items" => rules.extend(self.items(schema, value, &inside)),
                "properties" | "patternProperties" => {
                    rules.extend(self.named(keyword, value, &inside))
                }
                "additionalProperties" => rules.extend(self.additional(schema, value, &inside)),
                "dependencies" => rules.extend(self.dependencies(value, &inside)),
                "exclusiveMinimum" | "exclusiveMaximum" if !matches!(value, Json::Bool(_)) => {
                    self.wrong(
                        pointer,
                        keyword,
                        "true or false in draft 4, beside the limit itself",
                    );
                }
                _ => {}
            }
        }
        rules
    }

    /// Words that are almost keywords, and keywords of later drafts, are mistakes; other words mean nothing.
    fn known(&self, keyword: &str, pointer: &str) {
        if KEYWORDS.contains(&keyword) || keyword.starts_with("x-") {
            return;
        }
        if let Some((_, advice)) = LATER.iter().find(|(later, _)| *later == keyword) {
            self.error(
                pointer,
                format!("`{keyword}` is no keyword of draft 4: {advice}"),
            );
            return;
        }
        let near = did_you_mean(keyword, KEYWORDS);
        if near.starts_with(", did") {
            self.error(pointer, format!("unknown keyword `{keyword}`{near}"));
        }
    }

    fn reference(&mut self, target: &Json, pointer: &str) -> Vec<TokenStream> {
        let w = self.w;
        if let Json::String(name) = target
            && let Ok(mut path) = syn::parse_str::<syn::Path>(name)
        {
            for segment in &mut path.segments {
                segment.ident.set_span(self.at);
            }
            return vec![quote!(#w::Rule::Of(<#path as #w::Wire>::rules))];
        }
        let found = match target {
            Json::String(target) => target.strip_prefix('#').map(percent_decoded),
            _ => None,
        };
        let Some(target) = found.filter(|target| self.root.pointer(target).is_some()) else {
            self.error(pointer, "`$ref` points to nothing in this text, expected for example `#/definitions/address`, or the name of a type that derives `Wire`");
            return Vec::new();
        };
        let name = match self.refs.iter().find(|(known, _)| *known == target) {
            Some((_, name)) => name.clone(),
            None => {
                let name = format_ident!("check_{}", self.cx.number());
                self.refs.push((target, name.clone()));
                name
            }
        };
        vec![quote!(#w::Rule::Of(#name))]
    }
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        match after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
