//! Reads `check = r#"…"#`, a draft-4 schema: reports its errors and finds the types that it refers to.
mod keyword;

use billing_shared::{Keyword, nearest, other_draft, percent};
use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use crate::ctxt::Ctxt;
use crate::json::Json;
use crate::schema_text::SchemaText;

/// Adds the schema in a literal to another one; `{"$ref":"Address"}` stands for the rules of the type `Address`.
pub(crate) fn read(cx: &Ctxt, literal: &LitStr, into: &mut SchemaText) {
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
        into,
        inside: false,
    };
    check.schema(&root, "");
    // JSON pointers start at the root of this schema, which becomes part of a larger one.
    let text = match check.inside {
        true => format!("{{\"x-document\":{text}}}"),
        false => text,
    };
    into.all_of(text);
}

struct Check<'a> {
    cx: &'a Ctxt,
    at: Span,
    root: &'a Json,
    into: &'a mut SchemaText,
    /// Whether a reference points into the schema itself.
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

    fn wrong(&self, pointer: &str, keyword: Keyword, expected: &str) {
        self.error(pointer, format!("`{}` takes {expected}", keyword.name()));
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
        for (name, value) in members {
            match Keyword::from_name(name) {
                Some(keyword) => self.keyword(keyword, value, pointer),
                None => self.unknown(name, pointer),
            }
        }
    }

    /// Reports misspelled keywords and keywords of other drafts; other names have no effect.
    fn unknown(&self, name: &str, pointer: &str) {
        if name.starts_with("x-") {
            return;
        }
        if let Some(instead) = other_draft(name) {
            self.error(
                pointer,
                format!("`{name}` is not a keyword of draft 4: {instead}"),
            );
        } else if let Some(near) = nearest(name, Keyword::ALL.iter().map(|known| known.name())) {
            self.error(
                pointer,
                format!("unknown keyword `{name}`, did you mean `{near}`?"),
            );
        }
    }

    fn reference(&mut self, target: &Json, pointer: &str) {
        if let Json::String(name) = target
            && let Ok(mut path) = syn::parse_str::<syn::Path>(name)
        {
            for segment in &mut path.segments {
                segment.ident.set_span(self.at);
            }
            self.into.name_type(name.clone(), path.into_token_stream());
            return;
        }
        let found = match target {
            Json::String(target) => target.strip_prefix('#').map(percent::decode),
            _ => None,
        };
        match found.filter(|target| self.root.pointer(target).is_some()) {
            Some(_) => self.inside = true,
            None => self.error(pointer, "`$ref` points to nothing in this text; expected for example `#/definitions/address`, or the name of a type that derives `Wire`"),
        }
    }
}
