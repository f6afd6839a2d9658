//! Reads what the attributes of an envelope say.

use std::collections::HashSet;

use syn::parse::{ParseBuffer, ParseStream};
use syn::{DeriveInput, Ident, Lit, LitStr, Path, Result, Token, parenthesized};

use crate::keys::{self, Errors, Keys};

const KEYS: Keys = Keys {
    attribute: "envelope",
    known: &["success", "kind", "data", "record", "error", "crate"],
    repeatable: &["error"],
};
const SUCCESS: Keys = Keys { attribute: "success", known: &["name", "is", "not"], repeatable: &[] };
const RECORD: Keys = Keys { attribute: "record", known: &["id", "attributes"], repeatable: &[] };
const ERROR: Keys = Keys {
    attribute: "error",
    known: &["when", "message", "code", "details", "fields"],
    repeatable: &[],
};

/// An envelope as written.
pub(super) struct Form {
    pub(super) success: Option<Success>,
    pub(super) kind: Option<LitStr>,
    pub(super) data: Option<LitStr>,
    pub(super) record: Option<(LitStr, LitStr)>,
    pub(super) errors: Vec<ErrorForm>,
    pub(super) krate: Path,
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

/// The parts of one form of error: key and dotted path.
pub(super) type ErrorForm = Vec<(Ident, LitStr)>;

pub(super) fn parse(input: &DeriveInput, errors: &mut Errors) -> Form {
    let mut form = Form {
        success: None,
        kind: None,
        data: None,
        record: None,
        errors: Vec::new(),
        krate: syn::parse_quote!(::billing_runtime),
    };
    if !input.generics.params.is_empty() {
        errors.on(&input.generics, "an envelope cannot be generic; what is inside is said by each endpoint");
    }
    KEYS.read(&input.attrs, errors, &mut |key, input, errors| form.set(key, input, errors));
    form
}

impl Form {
    fn set(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        match key.to_string().as_str() {
            "success" => self.success = success(key, &keys::open(key, input)?, errors)?,
            "kind" => self.kind = Some(keys::name(key, input)?),
            "data" => self.data = Some(keys::name(key, input)?),
            "record" => self.record = record(key, &keys::open(key, input)?, errors)?,
            "error" => self.errors.push(error(key, &keys::open(key, input)?, errors)?),
            _ => self.krate = keys::value(key, input, "a path, such as `crate = ::billing_runtime`")?,
        }
        Ok(())
    }
}

fn success(at: &Ident, input: &ParseBuffer<'_>, errors: &mut Errors) -> Result<Option<Success>> {
    let (mut name, mut is, mut not) = (None, Vec::new(), Vec::new());
    SUCCESS.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        match key.to_string().as_str() {
            "name" => name = Some(keys::name(key, input)?),
            "is" => is = literals(&keys::open(key, input)?)?,
            _ => not = literals(&keys::open(key, input)?)?,
        }
        Ok(())
    });
    let Some(name) = name else {
        return Err(syn::Error::new(at.span(), "`success` needs the name of the member: `name = \"success\"`"));
    };
    if is.is_empty() {
        return Err(syn::Error::new(at.span(), "`success` needs the values that mean yes: `is(true)`"));
    }
    if is.iter().any(|l| not.contains(l)) {
        return Err(syn::Error::new(at.span(), "a value cannot mean both yes and no"));
    }
    Ok(Some(Success { name, is, not }))
}

fn literals(input: &ParseBuffer<'_>) -> Result<Vec<Literal>> {
    let list = input.parse_terminated(literal, Token![,])?;
    Ok(list.into_iter().collect())
}

fn literal(input: ParseStream<'_>) -> Result<Literal> {
    let wrong = |span| syn::Error::new(span, "this is a text, a whole number, `true`, `false` or `null`");
    let span = input.span();
    if input.peek(Ident) && !input.peek(syn::LitBool) {
        let word: Ident = input.parse()?;
        return if word == "null" { Ok(Literal::Null) } else { Err(wrong(span)) };
    }
    let minus: Option<Token![-]> = input.parse()?;
    match (minus, input.parse::<Lit>().map_err(|_| wrong(span))?) {
        (None, Lit::Bool(value)) => Ok(Literal::Bool(value.value)),
        (None, Lit::Str(value)) => Ok(Literal::Text(value.value())),
        (minus, Lit::Int(value)) => {
            let value: i64 = value.base10_parse()?;
            Ok(Literal::Integer(if minus.is_some() { -value } else { value }))
        }
        _ => Err(wrong(span)),
    }
}

fn record(
    at: &Ident,
    input: &ParseBuffer<'_>,
    errors: &mut Errors,
) -> Result<Option<(LitStr, LitStr)>> {
    let (mut id, mut attributes) = (None, None);
    RECORD.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        let slot = if key == "id" { &mut id } else { &mut attributes };
        *slot = Some(keys::name(key, input)?);
        Ok(())
    });
    match (id, attributes) {
        (Some(id), Some(attributes)) => Ok(Some((id, attributes))),
        _ => Err(syn::Error::new(at.span(), "`record` needs both names: `record(id = \"id\", attributes = \"attributes\")`")),
    }
}

fn error(at: &Ident, input: &ParseBuffer<'_>, errors: &mut Errors) -> Result<ErrorForm> {
    let mut parts = Vec::new();
    ERROR.list(input, &mut HashSet::new(), errors, &mut |key, input, _| {
        let path = keys::name(key, input)?;
        if path.value().split('.').any(str::is_empty) {
            return Err(syn::Error::new(path.span(), "a path is names joined by dots, such as `error.code`"));
        }
        parts.push((key.clone(), path));
        Ok(())
    });
    if parts.is_empty() && errors.is_empty() {
        return Err(syn::Error::new(at.span(), "a form of error says where its parts are: `error(message = \"error\")`"));
    }
    Ok(parts)
}
