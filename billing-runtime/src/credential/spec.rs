//! The kinds of credentials, as data that the derive writes.

use super::Attempt;
use super::backend::Algorithm;
use super::field::{Field, LiteralOrField, find};
use super::jwt::{self, Claim};
use crate::Result;

/// The kinds of credentials that the derive knows, and how each is sent.
#[derive(Clone, Copy, Debug)]
pub enum CredentialSpec {
    /// `Authorization: <scheme> <token>` with a JWT that is signed for each attempt.
    Jwt {
        /// The signature algorithm.
        algorithm: Algorithm,
        /// The scheme.
        scheme: LiteralOrField,
        /// The name of the field with the key.
        key: &'static str,
        /// The claims, in this order.
        claims: &'static [Claim],
    },
    /// `Authorization: <scheme> <key>`.
    Bearer {
        /// The scheme.
        scheme: LiteralOrField,
        /// The name of the field with the key.
        key: &'static str,
    },
    /// Headers with their values.
    Headers(&'static [(&'static str, LiteralOrField)]),
    /// Several kinds together.
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
