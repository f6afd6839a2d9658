//! `check = r#"…"#`: a draft-4 schema, read for its mistakes and for the types that it names.
mod nested;
mod scalar;

use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use crate::ctxt::Ctxt;
use crate::json::Json;
use crate::said::Said;
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

/// Adds the schema in a literal to what is said; `{"$ref":"Address"}` stands for the rules of the type `Address`.
pub(crate) fn read(cx: &Ctxt, literal: &LitStr, said: &mut Said) {
    let text = literal.value();
    let root = match Json::parse(&text) {
        Ok(root) => root,
        Err(message) => {
            cx.error(literal, message);
            return;
        }
    };
    let mut check = Check {
        cx,
        at: literal.span(),
        root: &root,
        said,
        inside: false,
    };
    check.schema(&root, "");
    // Pointers are meant from the root of this text, which becomes a part of a larger one.
    let text = match check.inside {
        true => format!("{{\"x-document\":{text}}}"),
        false => text,
    };
    said.part(text);
}

struct Check<'a> {
    cx: &'a Ctxt,
    at: Span,
    root: &'a Json,
    said: &'a mut Said,
    /// Whether a reference points into the text itself.
    inside: bool,
}

impl Check<'_> {
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

    fn schema(&mut self, schema: &Json, pointer: &str) {
        let Json::Object(members) = schema else {
            self.error(pointer, "a schema is an object");
            return;
        };
        if let Some(target) = schema.get("$ref") {
            self.reference(target, pointer);
            return;
        }
        for (keyword, value) in members {
            self.known(keyword, pointer);
            match keyword.as_str() {
                "exclusiveMinimum" | "exclusiveMaximum" if !matches!(value, Json::Bool(_)) => {
                    let expected = "true or false in draft 4, beside the limit itself";
                    self.wrong(pointer, keyword, expected);
                }
                "allOf"
                | "anyOf"
                | "oneOf"
                | "not"
                | "items"
                | "additionalItems"
                | "properties"
                | "patternProperties"
                | "additionalProperties"
                | "dependencies"
                | "definitions" => {
                    self.nested(keyword, value, &format!("{pointer}/{keyword}"));
                }
                _ => self.plain(keyword, value, pointer),
            }
        }
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

    fn reference(&mut self, target: &Json, pointer: &str) {
        if let Json::String(name) = target
            && let Ok(mut path) = syn::parse_str::<syn::Path>(name)
        {
            for segment in &mut path.segments {
                segment.ident.set_span(self.at);
            }
            self.said.name(name.clone(), path.into_token_stream());
            return;
        }
        let found = match target {
            Json::String(target) => target.strip_prefix('#').map(percent_decoded),
            _ => None,
        };
        match found.filter(|target| self.root.pointer(target).is_some()) {
            Some(_) => self.inside = true,
            None => self.error(pointer, "`$ref` points to nothing in this text, expected for example `#/definitions/address`, or the name of a type that derives `Wire`"),
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let hex = after.get(..2);
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
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
