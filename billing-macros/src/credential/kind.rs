//! The ways to send a credential: the attributes of each, and the data that expansions hold.
//!
//! To add a kind, add a variant to [`Key`] and [`Kind`]; the compiler reports everything else to change.
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Lit, LitStr};

use super::claims::{self, Claim, ClaimValue};
use crate::attr::{Attrs, Item, Value};
use crate::ctxt::Ctxt;
use crate::header;
use crate::words::{Word, words};

words! {
    /// The key of an attribute that selects how the credential is sent.
    pub(super) enum Key {
        Jwt = "jwt",
        Bearer = "bearer",
        Header = "header",
    }
}

words! {
    /// The algorithm of a signature.
    pub(super) enum Algorithm {
        Hs256 = "HS256",
        Hs384 = "HS384",
        Hs512 = "HS512",
    }
}

/// One way to send a credential.
pub(super) enum Kind {
    Jwt(Jwt),
    Bearer(Bearer),
    Headers(Vec<Header>),
}

/// The kinds that the attributes name.
#[derive(Default)]
pub(super) struct Kinds {
    pub(super) kinds: Vec<Kind>,
    /// The keys that are present, even those with errors.
    pub(super) keys: Vec<Ident>,
}

impl Kinds {
    /// Parses the attributes of every kind.
    pub(super) fn read(cx: &Ctxt, attrs: &mut Attrs) -> Self {
        let mut found = Self::default();
        let claims = attrs.take(cx, "claims");
        for key in Key::ALL {
            let items = match key {
                Key::Jwt | Key::Bearer => attrs.take(cx, key.word()).into_iter().collect(),
                Key::Header => attrs.take_all(key.word()),
            };
            let Some(first) = items.first() else {
                continue;
            };
            found.keys.push(first.key.clone());
            found.kinds.extend(match key {
                Key::Jwt => read_jwt(cx, first, claims.as_ref()).map(Kind::Jwt),
                Key::Bearer => read_bearer(cx, first).map(Kind::Bearer),
                Key::Header => {
                    let headers = items.iter().filter_map(|item| read_header(cx, item));
                    Some(Kind::Headers(headers.collect()))
                }
            });
        }
        if let Some(claims) = claims
            && !found.keys.iter().any(|key| key == Key::Jwt.word())
        {
            cx.error(&claims.key, "`claims` goes with `jwt(…)`");
        }
        found
    }
}

impl Kind {
    /// Returns whether the kind sets the `Authorization` header; only one kind of a credential may set it.
    pub(super) fn sets_authorization(&self) -> bool {
        match self {
            Self::Jwt(_) | Self::Bearer(_) => true,
            Self::Headers(_) => false,
        }
    }

    /// Returns the claims that are signed.
    pub(super) fn claims(&self) -> &[Claim] {
        match self {
            Self::Jwt(jwt) => &jwt.claims,
            Self::Bearer(_) | Self::Headers(_) => &[],
        }
    }

    /// Returns every field that the attributes name.
    pub(super) fn fields(&self) -> Vec<&Ident> {
        match self {
            Self::Jwt(jwt) => {
                let claims = jwt.claims.iter().filter_map(|claim| match &claim.value {
                    ClaimValue::Field(field) => Some(field),
                    _ => None,
                });
                let scheme = jwt.scheme.iter().filter_map(LiteralOrField::field);
                [&jwt.key].into_iter().chain(claims).chain(scheme).collect()
            }
            Self::Bearer(bearer) => {
                let scheme = bearer.scheme.iter().filter_map(LiteralOrField::field);
                [&bearer.key].into_iter().chain(scheme).collect()
            }
            Self::Headers(headers) => {
                let values = headers.iter().map(|header| &header.value);
                values.filter_map(LiteralOrField::field).collect()
            }
        }
    }

    /// Returns the data that the expansion holds.
    pub(super) fn expand(&self, krate: &TokenStream) -> TokenStream {
        match self {
            Self::Jwt(jwt) => expand_jwt(jwt, krate),
            Self::Bearer(Bearer { scheme, key, .. }) => {
                let scheme = expand_scheme(scheme.as_ref(), krate);
                let key = key.unraw().to_string();
                quote!(#krate::credential::CredentialSpec::Bearer { scheme: #scheme, key: #key })
            }
            Self::Headers(headers) => {
                let headers = headers.iter().map(|header| {
                    let (name, value) = (&header.name, expand_part(&header.value, krate));
                    quote!((#name, #value))
                });
                quote!(#krate::credential::CredentialSpec::Headers(&[#(#headers),*]))
            }
        }
    }
}

/// A literal string, or the name of a field.
pub(super) enum LiteralOrField {
    Literal(LitStr),
    Field(Ident),
}

impl LiteralOrField {
    fn field(&self) -> Option<&Ident> {
        match self {
            Self::Literal(_) => None,
            Self::Field(field) => Some(field),
        }
    }
}

pub(super) struct Jwt {
    pub(super) algorithm: Algorithm,
    pub(super) scheme: Option<LiteralOrField>,
    pub(super) key: Ident,
    pub(super) claims: Vec<Claim>,
}

pub(super) struct Bearer {
    pub(super) scheme: Option<LiteralOrField>,
    pub(super) key: Ident,
}

pub(super) struct Header {
    pub(super) name: LitStr,
    pub(super) value: LiteralOrField,
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
    let algorithm = Algorithm::read(cx, &algorithm, &algorithm.value())?;
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
        scheme,
        key: key_field(cx, item, key, whole)?,
    })
}

/// Returns whether a list has no other errors; only then is a missing key reported.
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
    let name = attrs.string(cx, "name");
    let value = part(cx, &mut attrs, "value");
    if !complete && whole(item, &attrs) {
        let example = "`header(name = \"X-Api-Key\", value = field)`";
        cx.error(
            &item.key,
            format!("`header` needs a name and a value: {example}"),
        );
    }
    attrs.finish(cx, "`header`", &["name", "value"]);
    let name = name.filter(|name| header::is_name(cx, name))?;
    Some(Header {
        name,
        value: value?,
    })
}

/// Parses `key = "text"` or `key = field`.
fn part(cx: &Ctxt, attrs: &mut Attrs, key: &str) -> Option<LiteralOrField> {
    let item = attrs.take(cx, key)?;
    if let Value::Assigned(tokens) = &item.value
        && let Ok(Lit::Str(text)) = syn::parse2::<Lit>(tokens.clone())
    {
        return Some(LiteralOrField::Literal(text));
    }
    item.parse(cx, "field").map(LiteralOrField::Field)
}

fn expand_jwt(jwt: &Jwt, krate: &TokenStream) -> TokenStream {
    let algorithm = jwt.algorithm.variant();
    let (scheme, key) = (
        expand_scheme(jwt.scheme.as_ref(), krate),
        jwt.key.unraw().to_string(),
    );
    let claims = jwt.claims.iter().map(|Claim { name, value, .. }| {
        let value = match value {
            ClaimValue::Field(field) => {
                let field = field.unraw().to_string();
                quote!(Field(#field))
            }
            ClaimValue::Now(shift) => quote!(Now(#shift)),
            ClaimValue::Md5(names) => {
                let names = names.iter().map(|name| &name.text);
                quote!(Md5(&[#(#names),*]))
            }
            ClaimValue::String(text) => quote!(String(#text)),
            ClaimValue::Integer(value) => quote!(Integer(#value)),
            ClaimValue::Bool(value) => quote!(Bool(#value)),
        };
        quote!(#krate::credential::Claim::new(#name, #krate::credential::ClaimValue::#value))
    });
    quote! {
        #krate::credential::CredentialSpec::Jwt {
            algorithm: #krate::credential::Algorithm::#algorithm,
            scheme: #scheme,
            key: #key,
            claims: &[#(#claims),*],
        }
    }
}

fn expand_scheme(scheme: Option<&LiteralOrField>, krate: &TokenStream) -> TokenStream {
    match scheme {
        Some(scheme) => expand_part(scheme, krate),
        None => quote!(#krate::credential::LiteralOrField::Literal("Bearer")),
    }
}

fn expand_part(part: &LiteralOrField, krate: &TokenStream) -> TokenStream {
    match part {
        LiteralOrField::Literal(text) => quote!(#krate::credential::LiteralOrField::Literal(#text)),
        LiteralOrField::Field(field) => {
            let name = field.unraw().to_string();
            quote!(#krate::credential::LiteralOrField::Field(#name))
        }
    }
}
