//! Reads what the attributes say, without judging how it fits together.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Fields, Generics, Ident, LitStr, Path, Result, Type, parenthesized};

use super::field::{self, Field};
use crate::keys::{self, Errors, Keys};

pub(super) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
pub(super) const EFFECTS: [&str; 5] = ["read", "replace", "delete", "create", "side_effect"];

const KEYS: Keys = Keys {
    attribute: "endpoint",
    known: &[
        "get", "post", "put", "patch", "delete", "effect", "auth", "envelope", "kind", "returns",
        "field", "media", "server", "rate", "page", "size", "crate",
    ],
    repeatable: &[],
};

/// An endpoint as written.
pub(super) struct Endpoint {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) method: Vec<(Ident, LitStr)>,
    pub(super) effect: Option<Ident>,
    pub(super) auth: Vec<Type>,
    pub(super) envelope: Option<Type>,
    pub(super) kind: Option<LitStr>,
    pub(super) returns: Option<Type>,
    pub(super) field: Option<LitStr>,
    pub(super) media: Option<LitStr>,
    pub(super) server: Option<LitStr>,
    pub(super) rate: Option<(u32, u64)>,
    pub(super) page: Option<Ident>,
    pub(super) size: Option<Ident>,
    pub(super) krate: Path,
    pub(super) fields: Vec<Field>,
}

pub(super) fn parse(input: &DeriveInput, errors: &mut Errors) -> Endpoint {
    let mut endpoint = Endpoint {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        method: Vec::new(),
        effect: None,
        auth: Vec::new(),
        envelope: None,
        kind: None,
        returns: None,
        field: None,
        media: None,
        server: None,
        rate: None,
        page: None,
        size: None,
        krate: syn::parse_quote!(::billing_runtime),
        fields: Vec::new(),
    };
    if !input.generics.params.is_empty() {
        errors.on(&input.generics, "an endpoint cannot be generic; write one type for each endpoint");
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => {
                endpoint.fields = named.named.iter().map(|f| field::parse(f, errors)).collect();
            }
            Fields::Unit => {}
            Fields::Unnamed(unnamed) => errors.on(
                unnamed,
                "an endpoint's fields have names: they are the names of its parameters",
            ),
        },
        Data::Enum(data) => errors.on(data.enum_token, "an endpoint is a struct; write one for each endpoint"),
        Data::Union(data) => errors.on(data.union_token, "an endpoint is a struct, not a union"),
    }
    if !input.attrs.iter().any(|a| a.path().is_ident("endpoint")) {
        errors.at(
            Span::call_site(),
            "say what is called, such as `#[endpoint(get = \"/things/{id}\", effect = read, returns = Nothing)]`",
        );
    }
    KEYS.read(&input.attrs, errors, &mut |key, value, errors| endpoint.set(key, value, errors));
    endpoint
}

impl Endpoint {
    fn set(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        match key.to_string().as_str() {
            "effect" => self.effect = Some(keys::value(key, input, &keys::list(&EFFECTS))?),
            "auth" => self.auth = auth(key, input)?,
            "envelope" => {
                let envelope: Type = keys::value(key, input, "a type that derives `Envelope`, or `none`")?;
                self.envelope = (!is_none(&envelope)).then_some(envelope);
            }
            "kind" => self.kind = Some(keys::name(key, input)?),
            "returns" => {
                let what = "`One<T>`, `List<T>`, `Plain<T>`, `Field<T>`, `Nothing` or `Binary`";
                self.returns = Some(keys::value(key, input, what)?);
            }
            "field" => self.field = Some(keys::name(key, input)?),
            "media" => self.media = Some(keys::name(key, input)?),
            "server" => self.server = Some(keys::name(key, input)?),
            "rate" => self.rate = errors.take(rate(&keys::name(key, input)?)),
            "page" => self.page = Some(keys::value(key, input, "the name of a field")?),
            "size" => self.size = Some(keys::value(key, input, "the name of a field")?),
            "crate" => self.krate = keys::value(key, input, "a path, such as `crate = ::billing_runtime`")?,
            _ => self.method.push((key.clone(), keys::name(key, input)?)),
        }
        Ok(())
    }
}

fn is_none(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("none"))
}

/// `auth = Type`, `auth = none` or `auth(A, B)`.
fn auth(key: &Ident, input: ParseStream<'_>) -> Result<Vec<Type>> {
    if input.peek(syn::token::Paren) {
        let content;
        parenthesized!(content in input);
        let types = content.parse_terminated(<Type as syn::parse::Parse>::parse, syn::Token![,])?;
        if types.is_empty() {
            return Err(syn::Error::new(key.span(), "`auth()` names no credential; write `auth = none`"));
        }
        return Ok(types.into_iter().collect());
    }
    let ty: Type = keys::value(key, input, "a type that derives `Credential`, several as `auth(A, B)`, or `none`")?;
    Ok(if is_none(&ty) { Vec::new() } else { vec![ty] })
}

/// `10/min` as calls and seconds.
fn rate(text: &LitStr) -> Result<(u32, u64)> {
    let value = text.value();
    let parsed = value.split_once('/').and_then(|(calls, per)| {
        let seconds = match per.trim() {
            "s" | "sec" | "second" => 1,
            "min" | "minute" => 60,
            "h" | "hour" => 3600,
            "d" | "day" => 86400,
            _ => return None,
        };
        Some((calls.trim().parse().ok().filter(|n| *n > 0)?, seconds))
    });
    let wrong = || syn::Error::new(text.span(), "a rate is written `10/min`; also `/s`, `/hour` and `/day`");
    parsed.ok_or_else(wrong)
}
