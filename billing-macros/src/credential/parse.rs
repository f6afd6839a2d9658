//! Reads what the attributes of a credential say, without judging how it fits together.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{DeriveInput, Generics, Ident, Lit, LitInt, LitStr, Path, Result, Token, Visibility, parenthesized};

use super::members::{self, Member};
use crate::keys::{self, Errors, Keys};

pub(super) const ALGORITHMS: [&str; 3] = ["HS256", "HS384", "HS512"];

const KEYS: Keys = Keys {
    attribute: "credential",
    known: &["jwt", "claims", "bearer", "header", "crate"],
    repeatable: &["header"],
};
const JWT: Keys = Keys { attribute: "jwt", known: &["algorithm", "scheme", "key"], repeatable: &[] };
const BEARER: Keys = Keys { attribute: "bearer", known: &["scheme", "key"], repeatable: &[] };
const HEADER: Keys = Keys { attribute: "header", known: &["name", "value"], repeatable: &[] };

/// A credential as written.
pub(super) struct Credential {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    pub(super) members: Vec<Member>,
    pub(super) jwt: Option<(Ident, Jwt)>,
    pub(super) bearer: Option<(Ident, Bearer)>,
    pub(super) headers: Vec<Header>,
    pub(super) krate: Path,
}

/// A text, or the name of a field.
pub(super) enum Part {
    Text(LitStr),
    Field(Ident),
}

#[derive(Default)]
pub(super) struct Jwt {
    pub(super) algorithm: Option<LitStr>,
    pub(super) scheme: Option<Part>,
    pub(super) key: Option<Ident>,
    pub(super) claims: Vec<Claim>,
}

#[derive(Default)]
pub(super) struct Bearer {
    pub(super) scheme: Option<Part>,
    pub(super) key: Option<Ident>,
}

pub(super) struct Header {
    pub(super) name: LitStr,
    pub(super) value: Part,
}

pub(super) struct Claim {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) source: Source,
}

pub(super) enum Source {
    Field(Ident),
    Now(i64),
    Md5(Vec<Ident>),
    Text(LitStr),
    Integer(i64),
    Bool(bool),
}

pub(super) fn parse(input: &DeriveInput, errors: &mut Errors) -> Credential {
    let mut credential = Credential {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        members: members::parse(input, errors),
        jwt: None,
        bearer: None,
        headers: Vec::new(),
        krate: syn::parse_quote!(::billing_runtime),
    };
    let mut claims = None;
    KEYS.read(&input.attrs, errors, &mut |key, input, errors| {
        match key.to_string().as_str() {
            "jwt" => credential.jwt = Some((key.clone(), jwt(&keys::open(key, input)?, errors))),
            "claims" => claims = Some((key.clone(), read_claims(&keys::open(key, input)?, errors))),
            "bearer" => credential.bearer = Some((key.clone(), bearer(&keys::open(key, input)?, errors))),
            "header" => credential.headers.extend(header(key, &keys::open(key, input)?, errors)?),
            _ => credential.krate = keys::value(key, input, "a path, such as `crate = ::billing_runtime`")?,
        }
        Ok(())
    });
    match (&mut credential.jwt, claims) {
        (Some((_, jwt)), Some((_, claims))) => jwt.claims = claims,
        (None, Some((key, _))) => errors.on(key, "`claims` goes with `jwt(...)`"),
        _ => {}
    }
    credential
}

fn jwt(input: &ParseBuffer<'_>, errors: &mut Errors) -> Jwt {
    let mut jwt = Jwt::default();
    JWT.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        match key.to_string().as_str() {
            "algorithm" => {
                let name = keys::name(key, input)?;
                let word = name.value();
                if !ALGORITHMS.contains(&word.as_str()) {
                    let message = keys::suggest(format!("unknown algorithm `{word}`"), &word, &ALGORITHMS);
                    return Err(syn::Error::new(name.span(), message));
                }
                jwt.algorithm = Some(name);
            }
            "scheme" => jwt.scheme = Some(part(key, input)?),
            _ => jwt.key = Some(keys::value(key, input, "the name of a field")?),
        }
        Ok(())
    });
    jwt
}

fn bearer(input: &ParseBuffer<'_>, errors: &mut Errors) -> Bearer {
    let mut bearer = Bearer::default();
    BEARER.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        match key == "scheme" {
            true => bearer.scheme = Some(part(key, input)?),
            false => bearer.key = Some(keys::value(key, input, "the name of a field")?),
        }
        Ok(())
    });
    bearer
}

fn header(at: &Ident, input: &ParseBuffer<'_>, errors: &mut Errors) -> Result<Option<Header>> {
    let (mut name, mut value) = (None, None);
    let before = errors.count();
    HEADER.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        match key == "name" {
            true => name = Some(keys::header(&keys::name(key, input)?)?),
            false => value = Some(part(key, input)?),
        }
        Ok(())
    });
    match (name, value) {
        (Some(name), Some(value)) => Ok(Some(Header { name, value })),
        _ if errors.count() > before => Ok(None),
        _ => Err(syn::Error::new(at.span(), "`header` needs both: `header(name = \"X-Api-Key\", value = key)`")),
    }
}

/// `= "text"` or `= field`.
fn part(key: &Ident, input: ParseStream<'_>) -> Result<Part> {
    let what = "a text in quotes, or the name of a field";
    if input.peek(Token![=]) && input.peek2(LitStr) {
        return Ok(Part::Text(keys::name(key, input)?));
    }
    Ok(Part::Field(keys::value(key, input, what)?))
}

fn read_claims(input: &ParseBuffer<'_>, errors: &mut Errors) -> Vec<Claim> {
    let list = input.parse_terminated(claim, Token![,]);
    let mut claims: Vec<Claim> = Vec::new();
    for claim in errors.take(list).into_iter().flatten() {
        if claims.iter().any(|c| c.name == claim.name) {
            errors.at(claim.span, format!("the claim `{}` is there twice; keep one", claim.name));
        } else {
            claims.push(claim);
        }
    }
    claims
}

fn claim(input: ParseStream<'_>) -> Result<Claim> {
    let span = input.span();
    let name = if input.peek(LitStr) {
        input.parse::<LitStr>()?.value()
    } else {
        keys::plain(&input.call(<Ident as syn::ext::IdentExt>::parse_any)?)
    };
    if input.parse::<Token![=]>().is_err() {
        return Err(syn::Error::new(span, format!("the claim `{name}` needs a value: `{name} = ...`")));
    }
    Ok(Claim { name, span, source: source(input)? })
}

/// `field`, `now`, `now + 30`, `now - 60`, `md5(sub, iat)` or a literal.
fn source(input: ParseStream<'_>) -> Result<Source> {
    let span = input.span();
    let wrong = || {
        let forms = "a field, `now`, `now + 30`, `md5(claim, claim)`, a text, a whole number or a truth value";
        syn::Error::new(span, format!("the value of a claim is {forms}"))
    };
    if input.peek(Lit) || input.peek(Token![-]) {
        let minus = input.parse::<Option<Token![-]>>()?.is_some();
        return match (minus, input.parse::<Lit>()?) {
            (false, Lit::Str(text)) => Ok(Source::Text(text)),
            (false, Lit::Bool(value)) => Ok(Source::Bool(value.value)),
            (minus, Lit::Int(value)) => {
                let value: i64 = value.base10_parse()?;
                Ok(Source::Integer(if minus { -value } else { value }))
            }
            _ => Err(wrong()),
        };
    }
    let word: Ident = input.parse().map_err(|_| wrong())?;
    if word == "md5" && input.peek(syn::token::Paren) {
        let content;
        parenthesized!(content in input);
        let names = content.parse_terminated(<Ident as syn::ext::IdentExt>::parse_any, Token![,])?;
        if names.is_empty() {
            return Err(syn::Error::new(word.span(), "`md5` needs the claims that it hashes: `md5(sub, iat)`"));
        }
        return Ok(Source::Md5(names.into_iter().collect()));
    }
    if word == "now" {
        return Ok(Source::Now(shift(input)?));
    }
    Ok(Source::Field(word))
}

fn shift(input: ParseStream<'_>) -> Result<i64> {
    let minus = input.peek(Token![-]);
    if !minus && !input.peek(Token![+]) {
        return Ok(0);
    }
    input.parse::<proc_macro2::TokenTree>()?;
    let span = input.span();
    let seconds = input.parse::<LitInt>().and_then(|n| n.base10_parse::<i64>());
    let seconds = seconds.map_err(|_| syn::Error::new(span, "a shift is a whole number of seconds: `now + 30`"))?;
    Ok(if minus { -seconds } else { seconds })
}
