//! How a credential is sent, as data: what the derive writes down.

use super::{Attempt, Text, jwt};
use crate::{Error, Result};

/// One field of a credential.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The name of the field.
    pub name: &'static str,
    /// Its text.
    pub text: &'a str,
    /// Whether it must never be shown.
    pub secret: bool,
}

impl<'a> Field<'a> {
    /// A field that may be shown.
    pub fn open(name: &'static str, value: &'a impl Text) -> Self {
        Self {
            name,
            text: value.text(),
            secret: false,
        }
    }

    /// A field that must never be shown.
    pub fn secret(name: &'static str, value: &'a impl Text) -> Self {
        Self {
            name,
            text: value.text(),
            secret: true,
        }
    }
}

/// Calls `each` with the text of every secret field; what the derive calls.
pub fn hide(fields: &[Field<'_>], each: &mut dyn FnMut(&str)) {
    fields
        .iter()
        .filter(|field| field.secret)
        .for_each(|field| each(field.text));
}

impl std::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {:?}",
            self.name,
            if self.secret { "***" } else { self.text }
        )
    }
}

/// A text that is fixed, or stands in a field.
#[derive(Clone, Copy, Debug)]
pub enum LiteralOrField {
    /// A literal string.
    Literal(&'static str),
    /// The text of the field with this name.
    Field(&'static str),
}

impl LiteralOrField {
    pub(super) fn text<'a>(&self, fields: &[Field<'a>]) -> Result<&'a str> {
        match *self {
            Self::Literal(text) => Ok(text),
            Self::Field(name) => find(fields, name),
        }
    }
}

pub(super) fn find<'a>(fields: &[Field<'a>], name: &str) -> Result<&'a str> {
    let field = fields.iter().find(|f| f.name == name);
    field
        .map(|f| f.text)
        .ok_or_else(|| Error::credential(format!("there is no field `{name}`")))
}

/// How a credential is sent.
#[derive(Clone, Copy, Debug)]
pub enum CredentialSpec {
    /// `Authorization: <scheme> <token>` with a token that is signed for each attempt.
    Jwt {
        /// How the token is signed.
        algorithm: Algorithm,
        /// The word before the token.
        scheme: LiteralOrField,
        /// The name of the field that holds the key.
        key: &'static str,
        /// What the token says, in this order.
        claims: &'static [Claim],
    },
    /// `Authorization: <scheme> <key>`.
    Bearer {
        /// The word before the key.
        scheme: LiteralOrField,
        /// The name of the field that holds the key.
        key: &'static str,
    },
    /// Headers of their own names.
    Headers(&'static [(&'static str, LiteralOrField)]),
    /// Several of them together.
    All(&'static [CredentialSpec]),
}

impl CredentialSpec {
    pub(super) fn apply(&self, attempt: &mut Attempt<'_>, fields: &[Field<'_>]) -> Result<()> {
        match self {
            Self::Jwt {
                algorithm,
                scheme,
                key,
                claims,
            } => {
                let token = jwt::token(
                    *algorithm,
                    find(fields, key)?,
                    claims,
                    fields,
                    attempt.now(),
                )?;
                attempt.authorization(scheme.text(fields)?, &token)
            }
            Self::Bearer { scheme, key } => {
                attempt.authorization(scheme.text(fields)?, find(fields, key)?)
            }
            Self::Headers(headers) => {
                for (name, value) in *headers {
                    attempt.header(name, value.text(fields)?)?;
                }
                Ok(())
            }
            Self::All(specs) => specs
                .iter()
                .try_for_each(|spec| spec.apply(attempt, fields)),
        }
    }
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Algorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }
}

/// One claim of a signed token.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The name of the claim.
    pub name: &'static str,
    /// Where its value comes from.
    pub value: ClaimValue,
}

impl Claim {
    /// Makes a claim.
    pub const fn new(name: &'static str, value: ClaimValue) -> Self {
        Self { name, value }
    }
}

/// Where the value of a claim comes from.
#[derive(Clone, Copy, Debug)]
pub enum ClaimValue {
    /// The text of the field with this name.
    Field(&'static str),
    /// The time of the attempt, plus or minus seconds, as a number.
    Now(i64),
    /// Lower-case hex MD5 of the named claims' texts, one after the other.
    Md5(&'static [&'static str]),
    /// A fixed string.
    String(&'static str),
    /// A fixed number.
    Integer(i64),
    /// A fixed truth value.
    Bool(bool),
}
