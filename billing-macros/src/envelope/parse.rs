//! Parses the attributes of an envelope.
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Ident, Lit, LitStr, Token};

use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;

const KEYS: &[&str] = &["success", "kind", "data", "record", "error", "crate"];
const PARTS: &[&str] = &["when", "message", "code", "details", "fields"];

/// An envelope as written.
pub(super) struct EnvelopeSpec {
    pub(super) success: Option<Success>,
    pub(super) kind: Option<LitStr>,
    pub(super) data: Option<LitStr>,
    pub(super) record: Option<(LitStr, LitStr)>,
    pub(super) errors: Vec<ErrorSpec>,
    /// The path of the runtime.
    pub(super) krate: TokenStream,
}

pub(super) struct Success {
    pub(super) name: LitStr,
    pub(super) is: Vec<Literal>,
    pub(super) not: Vec<Literal>,
}

#[derive(PartialEq, Eq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
}

/// The parts of one shape of error: key and dotted path.
pub(super) type ErrorSpec = Vec<(Ident, LitStr)>;

const NO_STRUCT: &str = "`Envelope` needs a struct: write `struct Envelope;`, which stands for the envelope of responses";

pub(super) fn parse(cx: &Ctxt, input: &DeriveInput) -> EnvelopeSpec {
    if !input.generics.params.is_empty() {
        cx.error(
            &input.generics,
            "`Envelope` does not support generics: each endpoint says what is inside",
        );
    }
    match &input.data {
        Data::Struct(_) => {}
        Data::Enum(data) => cx.error(data.enum_token, NO_STRUCT),
        Data::Union(data) => cx.error(data.union_token, NO_STRUCT),
    }
    let mut attrs = Attrs::new(cx, &input.attrs, "envelope");
    let spec = EnvelopeSpec {
        krate: match attrs.path(cx, "crate") {
            Some(path) => quote!(#path),
            None => quote!(::billing_runtime),
        },
        success: attrs
            .take(cx, "success")
            .and_then(|item| success(cx, &item)),
        kind: attrs.string(cx, "kind"),
        data: attrs.string(cx, "data"),
        record: attrs.take(cx, "record").and_then(|item| record(cx, &item)),
        errors: attrs
            .take_all("error")
            .iter()
            .map(|item| error(cx, item))
            .collect(),
    };
    attrs.finish(cx, "an envelope", KEYS);
    spec
}

fn success(cx: &Ctxt, item: &Item) -> Option<Success> {
    let mut attrs = Attrs::inside(
        cx,
        item,
        "success",
        "name = \"success\", is(true), not(false)",
    );
    let name = attrs.string(cx, "name");
    let is = attrs.take(cx, "is").map(|item| literals(cx, &item));
    let not = attrs
        .take(cx, "not")
        .map(|item| literals(cx, &item))
        .unwrap_or_default();
    let whole = attrs.is_empty() && matches!(item.value, Value::List(_));
    attrs.finish(cx, "`success`", &["name", "is", "not"]);
    match (name, is) {
        (Some(name), Some(is)) => {
            if is.iter().any(|value| not.contains(value)) {
                cx.error(&item.key, "a value means both success and failure");
            }
            Some(Success { name, is, not })
        }
        (name, is) if whole => {
            if name.is_none() {
                cx.error(
                    &item.key,
                    "`success` needs the name of the member: `name = \"success\"`",
                );
            }
            if is.is_none() {
                cx.error(
                    &item.key,
                    "`success` needs the values that mean success: `is(true)`",
                );
            }
            None
        }
        _ => None,
    }
}

fn literals(cx: &Ctxt, item: &Item) -> Vec<Literal> {
    let Value::List(tokens) = &item.value else {
        cx.error(
            &item.key,
            format!("`{0}` takes a list: `{0}(true, \"true\", 1)`", item.name()),
        );
        return Vec::new();
    };
    let list = Punctuated::<Literal, Token![,]>::parse_terminated.parse2(tokens.clone());
    cx.ok(list).into_iter().flatten().collect()
}

impl Parse for Literal {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let wrong = || {
            syn::Error::new(
                span,
                "expected a string, an integer, `true`, `false` or `null`",
            )
        };
        if input.peek(Ident) && !input.peek(syn::LitBool) {
            let word: Ident = input.parse()?;
            return if word == "null" {
                Ok(Self::Null)
            } else {
                Err(wrong())
            };
        }
        let minus: Option<Token![-]> = input.parse()?;
        match (minus, input.parse::<Lit>().map_err(|_| wrong())?) {
            (None, Lit::Bool(value)) => Ok(Self::Bool(value.value)),
            (None, Lit::Str(value)) => Ok(Self::Text(value.value())),
            (minus, Lit::Int(value)) => {
                let value: i64 = value.base10_parse()?;
                Ok(Self::Integer(if minus.is_some() { -value } else { value }))
            }
            _ => Err(wrong()),
        }
    }
}

fn record(cx: &Ctxt, item: &Item) -> Option<(LitStr, LitStr)> {
    let mut attrs = Attrs::inside(
        cx,
        item,
        "record",
        "id = \"id\", attributes = \"attributes\"",
    );
    let names = (attrs.string(cx, "id"), attrs.string(cx, "attributes"));
    let whole = attrs.is_empty() && matches!(item.value, Value::List(_));
    attrs.finish(cx, "`record`", &["id", "attributes"]);
    match names {
        (Some(id), Some(attributes)) => Some((id, attributes)),
        _ if !whole => None,
        _ => {
            cx.error(
                &item.key,
                "`record` needs both names: `record(id = \"id\", attributes = \"attributes\")`",
            );
            None
        }
    }
}

fn error(cx: &Ctxt, item: &Item) -> ErrorSpec {
    let mut attrs = Attrs::inside(cx, item, "error", "message = \"error\"");
    let mut parts = Vec::new();
    for key in PARTS {
        if let Some(path) = attrs.string(cx, key) {
            if path.value().split('.').any(str::is_empty) {
                cx.error(
                    &path,
                    "invalid path: write names joined by dots, such as `error.code`",
                );
            }
            parts.push((format_ident!("{key}"), path));
        }
    }
    if parts.is_empty() && matches!(&item.value, Value::List(tokens) if tokens.is_empty()) {
        cx.error(
            &item.key,
            "`error` needs the path of a part: `error(message = \"error\")`",
        );
    }
    attrs.finish(cx, "`error`", PARTS);
    parts
}
