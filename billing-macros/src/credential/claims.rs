//! The claims of a token, and where their values come from.
use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, LitStr, Token, parenthesized};

use crate::attr::{Item, Value};
use crate::ctxt::Ctxt;

pub(super) struct Claim {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) value: ClaimValue,
}

pub(super) enum ClaimValue {
    Field(Ident),
    Now(i64),
    Md5(Vec<Name>),
    String(LitStr),
    Integer(i64),
    Bool(bool),
}

/// Reads `claims(sub = field, iat = now, …)`.
pub(super) fn read(cx: &Ctxt, item: &Item) -> Vec<Claim> {
    let Value::List(tokens) = &item.value else {
        cx.error(
            &item.key,
            "`claims` takes a list: `claims(sub = public_key, iat = now)`",
        );
        return Vec::new();
    };
    let list = Punctuated::<Claim, Token![,]>::parse_terminated.parse2(tokens.clone());
    let mut claims: Vec<Claim> = Vec::new();
    for claim in cx.ok(list).into_iter().flatten() {
        if claims.iter().any(|other| other.name == claim.name) {
            cx.error_at(
                claim.span,
                format!("second claim with the name `{}`", claim.name),
            );
        }
        claims.push(claim);
    }
    claims
}

/// The name of a claim: an identifier, or a string if it is not one.
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Parse for Name {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let text = match input.peek(LitStr) {
            true => input.parse::<LitStr>()?.value(),
            false => Ident::parse_any(input)?.unraw().to_string(),
        };
        Ok(Self { text, span })
    }
}

impl Parse for Claim {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Name { text: name, span } = input.parse()?;
        if input.parse::<Token![=]>().is_err() {
            return Err(syn::Error::new(
                span,
                format!("the claim `{name}` needs a value: `{name} = now`"),
            ));
        }
        Ok(Self {
            name,
            span,
            value: input.parse()?,
        })
    }
}

impl Parse for ClaimValue {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let wrong = || {
            let message = "expected a field, `now`, `now + 30`, `md5(sub, iat)`, a string, an integer or a boolean";
            syn::Error::new(span, message)
        };
        if input.peek(Lit) || input.peek(Token![-]) {
            return literal(input)?.ok_or_else(wrong);
        }
        let word: Ident = input.parse().map_err(|_| wrong())?;
        if word == "md5" && input.peek(syn::token::Paren) {
            return hash(&word, input);
        }
        match word == "now" {
            true => Ok(Self::Now(shift(input)?)),
            false => Ok(Self::Field(word)),
        }
    }
}

fn literal(input: ParseStream<'_>) -> syn::Result<Option<ClaimValue>> {
    let minus = input.parse::<Option<Token![-]>>()?.is_some();
    Ok(match (minus, input.parse::<Lit>()?) {
        (false, Lit::Str(text)) => Some(ClaimValue::String(text)),
        (false, Lit::Bool(value)) => Some(ClaimValue::Bool(value.value)),
        (minus, Lit::Int(value)) => {
            let value: i64 = value.base10_parse()?;
            Some(ClaimValue::Integer(if minus { -value } else { value }))
        }
        _ => None,
    })
}

fn hash(word: &Ident, input: ParseStream<'_>) -> syn::Result<ClaimValue> {
    let content;
    parenthesized!(content in input);
    let names = content.parse_terminated(Name::parse, Token![,])?;
    if names.is_empty() {
        return Err(syn::Error::new(
            word.span(),
            "`md5` needs the claims that it hashes: `md5(sub, iat)`",
        ));
    }
    Ok(ClaimValue::Md5(names.into_iter().collect()))
}

/// Parses the offset from `now` in seconds.
fn shift(input: ParseStream<'_>) -> syn::Result<i64> {
    let minus = input.peek(Token![-]);
    if !minus && !input.peek(Token![+]) {
        return Ok(0);
    }
    input.parse::<TokenTree>()?;
    let span = input.span();
    let seconds = input
        .parse::<LitInt>()
        .and_then(|number| number.base10_parse::<i64>());
    let seconds = seconds
        .map_err(|_| syn::Error::new(span, "expected an integer number of seconds: `now + 30`"))?;
    Ok(if minus { -seconds } else { seconds })
}
