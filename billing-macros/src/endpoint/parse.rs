//! Parses the attributes of an endpoint, without checking how they fit together.
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Path, Token, Type};

use super::parameter::{Parameter, parameter};
use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::header;
use crate::words::{Word, words};

words! {
    /// The method of a request.
    pub(super) enum Method {
        Get = "get",
        Post = "post",
        Put = "put",
        Patch = "patch",
        Delete = "delete",
    }
}

/// The keys of an endpoint other than its method.
const KEYS: [&str; 15] = [
    "effect",
    "auth",
    "envelope",
    "kind",
    "returns",
    "field",
    "media",
    "server",
    "rate",
    "idempotency",
    "reconcile",
    "page",
    "size",
    "confidential",
    "crate",
];

/// An endpoint as written.
pub(super) struct Endpoint<'a> {
    pub(super) ident: &'a Ident,
    /// The methods, each with its key and path; a valid endpoint has exactly one.
    pub(super) methods: Vec<(Method, Ident, LitStr)>,
    pub(super) effect: Option<Ident>,
    pub(super) auth: Vec<Type>,
    pub(super) envelope: Option<Type>,
    pub(super) kind: Option<LitStr>,
    pub(super) returns: Option<Type>,
    pub(super) field: Option<LitStr>,
    pub(super) media: Option<LitStr>,
    pub(super) server: Option<LitStr>,
    pub(super) rate: Option<(u32, u64)>,
    pub(super) idempotency: Option<LitStr>,
    pub(super) reconcile: Option<LitStr>,
    pub(super) page: Option<Ident>,
    pub(super) size: Option<Ident>,
    pub(super) confidential: bool,
    pub(super) fields: Vec<Parameter<'a>>,
    /// The path of the runtime.
    pub(super) krate: TokenStream,
    /// Whether the struct has no `endpoint` attribute.
    pub(super) silent: bool,
    /// The keys that are present, even those with errors, which must not be reported as missing too.
    pub(super) keys: Vec<&'static str>,
}

pub(super) fn parse<'a>(cx: &Ctxt, input: &'a DeriveInput) -> Endpoint<'a> {
    let mut attrs = Attrs::new(cx, &input.attrs, "endpoint");
    let krate = match attrs.path(cx, "crate") {
        Some(path) => quote!(#path),
        None => quote!(::billing_runtime),
    };
    let mut known = Method::all_words();
    known.extend(KEYS);
    let present = known.iter().copied();
    let keys = present.filter(|key| attrs.find(key).is_some()).collect();
    let endpoint = Endpoint {
        ident: &input.ident,
        methods: Method::ALL
            .iter()
            .flat_map(|method| {
                let items = attrs.take_all(method.word()).into_iter();
                items.filter_map(|item| path(cx, *method, item))
            })
            .collect(),
        effect: attrs.parsed(cx, "effect", "read"),
        auth: attrs
            .take(cx, "auth")
            .map(|item| auth(cx, &item))
            .unwrap_or_default(),
        envelope: attrs
            .parsed(cx, "envelope", "Type")
            .filter(|ty| !is_none(ty)),
        kind: attrs.nonempty(cx, "kind"),
        returns: attrs.parsed(cx, "returns", "One<T>"),
        field: attrs.nonempty(cx, "field"),
        media: attrs.nonempty(cx, "media"),
        server: attrs.nonempty(cx, "server"),
        rate: attrs.nonempty(cx, "rate").and_then(|text| rate(cx, &text)),
        idempotency: attrs
            .nonempty(cx, "idempotency")
            .filter(|name| header::is_name(cx, name)),
        reconcile: attrs.nonempty(cx, "reconcile"),
        page: attrs.parsed(cx, "page", "field"),
        size: attrs.parsed(cx, "size", "field"),
        confidential: attrs.flag(cx, "confidential").is_some(),
        fields: fields(cx, input),
        krate,
        keys,
        silent: !input
            .attrs
            .iter()
            .any(|attr| attr.path().is_ident("endpoint")),
    };
    attrs.finish(cx, "an endpoint", &known);
    endpoint
}

fn fields<'a>(cx: &Ctxt, input: &'a DeriveInput) -> Vec<Parameter<'a>> {
    if !input.generics.params.is_empty() {
        cx.error(
            &input.generics,
            "`Endpoint` does not support generics: each type is one endpoint",
        );
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => {
                let named = named.named.iter().enumerate();
                return named
                    .filter_map(|(index, field)| parameter(cx, index, field))
                    .collect();
            }
            Fields::Unit => {}
            Fields::Unnamed(unnamed) => {
                cx.error(
                    unnamed,
                    "`Endpoint` needs named fields: their names are those of the parameters",
                );
            }
        },
        Data::Enum(data) => cx.error(
            data.enum_token,
            "`Endpoint` is for structs: write one for each endpoint",
        ),
        Data::Union(data) => cx.error(
            data.union_token,
            "`Endpoint` is for structs: write one for each endpoint",
        ),
    }
    Vec::new()
}

/// Parses `get = "/path"`.
fn path(cx: &Ctxt, method: Method, item: Item) -> Option<(Method, Ident, LitStr)> {
    let path = item.parse(cx, "\"/things/{id}\"")?;
    Some((method, item.key, path))
}

fn is_none(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("none"))
}

/// Parses `auth = Type`, `auth = none` or `auth(A, B)`.
fn auth(cx: &Ctxt, item: &Item) -> Vec<Type> {
    let Value::List(tokens) = &item.value else {
        let ty: Option<Type> = item.parse(cx, "Type");
        return ty.into_iter().filter(|ty| !is_none(ty)).collect();
    };
    let types = syn::parse::Parser::parse2(
        Punctuated::<Path, Token![,]>::parse_terminated,
        tokens.clone(),
    );
    let types: Vec<Type> = cx
        .ok(types)
        .into_iter()
        .flatten()
        .map(|path| Type::Path(syn::parse_quote!(#path)))
        .collect();
    if types.is_empty() && tokens.is_empty() {
        cx.error(
            &item.key,
            "`auth()` names no credential: for an endpoint without credentials, write `auth = none`",
        );
    }
    types
}

/// Parses `10/min` to a number of calls and a number of seconds.
fn rate(cx: &Ctxt, text: &LitStr) -> Option<(u32, u64)> {
    let value = text.value();
    let parsed = value.split_once('/').and_then(|(calls, per)| {
        let seconds = match per.trim() {
            "s" | "sec" | "second" => 1,
            "min" | "minute" => 60,
            "h" | "hour" => 3600,
            "d" | "day" => 86400,
            _ => return None,
        };
        Some((
            calls.trim().parse().ok().filter(|calls| *calls > 0)?,
            seconds,
        ))
    });
    if parsed.is_none() {
        cx.error(
            text,
            "invalid rate: write `10/min`, or use `s`, `hour` or `day`",
        );
    }
    parsed
}

/// Returns where to report that a key is missing.
pub(super) fn whole(endpoint: &Endpoint<'_>) -> Span {
    endpoint.ident.span()
}
