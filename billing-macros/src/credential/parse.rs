//! Takes the attributes of a credential apart, without judging how they fit together.
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident, Lit, LitStr};

use super::claims::{self, Claim};
use super::members::{self, Member};
use crate::attr::{Attrs, Item, Value, word};
use crate::ctxt::Ctxt;
use crate::header;

const KEYS: &[&str] = &["jwt", "claims", "bearer", "header", "base_url", "crate"];
const ALGORITHMS: [&str; 3] = ["HS256", "HS384", "HS512"];

/// A credential as written.
pub(super) struct Credential<'a> {
    pub(super) input: &'a DeriveInput,
    pub(super) members: Vec<Member<'a>>,
    pub(super) jwt: Option<Jwt>,
    pub(super) bearer: Option<Bearer>,
    pub(super) headers: Vec<Header>,
    pub(super) base_url: Option<LitStr>,
    /// Whether a way to send is named at all, be it with mistakes.
    pub(super) sent: bool,
    /// The path of the runtime.
    pub(super) krate: TokenStream,
}

impl Credential<'_> {
    /// Whether the item itself is one that a credential can be derived for.
    pub(super) fn is_sound(&self) -> bool {
        let named = matches!(&self.input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)));
        named && self.input.generics.params.is_empty()
    }
}

/// A text, or the name of a field.
pub(super) enum LiteralOrField {
    Literal(LitStr),
    Field(Ident),
}

pub(super) struct Jwt {
    pub(super) algorithm: &'static str,
    pub(super) scheme: Option<LiteralOrField>,
    pub(super) key: Ident,
    pub(super) claims: Vec<Claim>,
}

pub(super) struct Bearer {
    pub(super) at: Ident,
    pub(super) scheme: Option<LiteralOrField>,
    pub(super) key: Ident,
}

pub(super) struct Header {
    pub(super) name: LitStr,
    pub(super) value: LiteralOrField,
}

pub(super) fn parse<'a>(cx: &Ctxt, input: &'a DeriveInput) -> Credential<'a> {
    let mut attrs = Attrs::new(cx, &input.attrs, "credential");
    let krate = match attrs.path(cx, "crate") {
        Some(path) => quote!(#path),
        None => quote!(::billing_runtime),
    };
    let (jwt, claims, bearer) = (
        attrs.take(cx, "jwt"),
        attrs.take(cx, "claims"),
        attrs.take(cx, "bearer"),
    );
    let headers = attrs.take_all("header");
    let base_url = attrs.text(cx, "base_url");
    if let (None, Some(claims)) = (&jwt, &claims) {
        cx.error(&claims.key, "`claims` goes with `jwt(…)`");
    }
    attrs.finish(cx, "a credential", KEYS);
    Credential {
        input,
        members: members::parse(cx, input),
        sent: jwt.is_some() || bearer.is_some() || !headers.is_empty(),
        jwt: jwt.and_then(|item| read_jwt(cx, &item, claims.as_ref())),
        bearer: bearer.and_then(|item| read_bearer(cx, &item)),
        headers: headers
            .iter()
            .filter_map(|item| read_header(cx, item))
            .collect(),
        base_url,
        krate,
    }
}

fn read_jwt(cx: &Ctxt, item: &Item, claims: Option<&Item>) -> Option<Jwt> {
    let claims = claims
        .map(|claims| claims::read(cx, claims))
        .unwrap_or_default();
    let mut attrs = Attrs::inside(cx, item, "jwt", "algorithm = \"HS256\", key = field");
    let algorithm = attrs.take(cx, "algorithm");
    let scheme = part(cx, &mut attrs, "scheme");
    let key = attrs.take(cx, "key");
    let whole = whole(item, &attrs);
    attrs.finish(cx, "`jwt`", &["algorithm", "scheme", "key"]);
    if algorithm.is_none() && whole {
        cx.error(
            &item.key,
            "`jwt` needs an algorithm: `algorithm = \"HS256\"`",
        );
    }
    let key = key_field(cx, item, key, whole);
    let algorithm = algorithm?.parse::<LitStr>(cx, "\"HS256\"")?;
    let algorithm = word(cx, &algorithm, &algorithm.value(), &ALGORITHMS)?;
    Some(Jwt {
        algorithm,
        scheme,
        key: key?,
        claims,
    })
}

fn read_bearer(cx: &Ctxt, item: &Item) -> Option<Bearer> {
    let mut attrs = Attrs::inside(cx, item, "bearer", "key = field");
    let scheme = part(cx, &mut attrs, "scheme");
    let key = attrs.take(cx, "key");
    let whole = whole(item, &attrs);
    attrs.finish(cx, "`bearer`", &["scheme", "key"]);
    Some(Bearer {
        at: item.key.clone(),
        scheme,
        key: key_field(cx, item, key, whole)?,
    })
}

/// Whether a list has no mistakes of its own, so that what is missing is missing indeed.
fn whole(item: &Item, left: &Attrs) -> bool {
    left.is_empty() && matches!(item.value, Value::List(_))
}

fn key_field(cx: &Ctxt, item: &Item, key: Option<Item>, whole: bool) -> Option<Ident> {
    if key.is_none() && whole {
        let name = item.name();
        cx.error(
            &item.key,
            format!("`{name}` needs the field that holds the key: `key = field`"),
        );
    }
    key?.parse(cx, "field")
}

fn read_header(cx: &Ctxt, item: &Item) -> Option<Header> {
    let mut attrs = Attrs::inside(cx, item, "header", "name = \"X-Api-Key\", value = field");
    let complete = attrs.find("name").is_some() && attrs.find("value").is_some();
    let name = attrs.text(cx, "name");
    let value = part(cx, &mut attrs, "value");
    if !complete && whole(item, &attrs) {
        let example = "`header(name = \"X-Api-Key\", value = field)`";
        cx.error(&item.key, format!("`header` needs both: {example}"));
    }
    attrs.finish(cx, "`header`", &["name", "value"]);
    let name = name.filter(|name| header::is_name(cx, name))?;
    Some(Header {
        name,
        value: value?,
    })
}

/// `key = "text"` or `key = field`.
fn part(cx: &Ctxt, attrs: &mut Attrs, key: &str) -> Option<LiteralOrField> {
    let item = attrs.take(cx, key)?;
    if let Value::Is(tokens) = &item.value
        && let Ok(Lit::Str(text)) = syn::parse2::<Lit>(tokens.clone())
    {
        return Some(LiteralOrField::Literal(text));
    }
    item.parse(cx, "field").map(LiteralOrField::Field)
}
