//! The tokens in the response to a step, or those that the caller provides.

use super::jwt;
use crate::credential::{Field, check};
use crate::error::Kind;
use crate::secret::Secret;
use crate::{Error, Result, Value};

const INVALID_TOKEN: &str =
    "the service's token contains a character that is not allowed in a header; it cannot be used";

/// New tokens of one owner (RFC 6749, section 5.1).
pub(super) struct TokenResponse {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) context: Option<Value>,
    pub(super) user: Option<Value>,
    pub(super) expires_in: Option<Value>,
    pub(super) expires_at: Option<Value>,
}

impl TokenResponse {
    /// Checks tokens that the caller provides.
    pub(super) fn from_caller(access: Secret, refresh: Option<Secret>) -> Result<Self> {
        for (name, token) in [("access", Some(&access)), ("refresh", refresh.as_ref())] {
            if let Some(token) = token {
                let text = token.expose();
                let field = Field {
                    name,
                    text,
                    secret: true,
                };
                check(&[field])?;
                if !text.bytes().all(|b| b.is_ascii_graphic()) {
                    return Err(invalid_token());
                }
            }
        }
        Ok(Self {
            access,
            refresh,
            context: None,
            user: None,
            expires_in: None,
            expires_at: None,
        })
    }

    /// Returns the lifetime of the access token in milliseconds: from the response, else from the
    /// token itself, else the documented one. Ignores a lifetime that is not positive.
    pub(super) fn lifetime(&self, documented: i64, now: i64) -> i64 {
        let stated = self.expires_in.as_ref().and_then(seconds);
        let until = self.expires_at.as_ref().and_then(seconds);
        let until = until.map(|at| at.saturating_sub(now));
        stated
            .or(until)
            .filter(|length| *length > 0)
            .or_else(|| jwt::lifetime(self.access.expose(), now))
            .unwrap_or(documented)
    }
}

/// Converts whole seconds, as a number or a string, to milliseconds.
fn seconds(value: &Value) -> Option<i64> {
    let seconds = match value {
        Value::Number(number) => number.to_i64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    (seconds > 0).then(|| seconds.saturating_mul(1000))
}

/// Reads a token. It must be printable ASCII without spaces, since it is sent in a header.
pub(super) fn token(value: Option<Value>) -> Result<Option<Secret>> {
    match value {
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Some(Secret::from(text)))
        }
        Some(Value::String(_)) => Err(Error::new(Kind::Envelope(INVALID_TOKEN.to_owned()))),
        _ => Ok(None),
    }
}

pub(super) fn invalid_token() -> Error {
    Error::credential(INVALID_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wire as _;

    fn lifetime(expires_in: &str) -> i64 {
        let response = TokenResponse {
            access: "opaque".into(),
            refresh: None,
            context: None,
            user: None,
            expires_in: Value::from_json(expires_in).ok(),
            expires_at: None,
        };
        response.lifetime(3_600_000, 0)
    }

    /// Fault 70: the documented lifetime replaces a nonsensical one.
    #[test]
    fn fault_70_odd_lifetimes() {
        assert_eq!(lifetime("120"), 120_000);
        assert_eq!(lifetime("\"120\""), 120_000);
        for odd in ["0", "-5", "\"soon\"", "null", "{}", "1.5", "1e400"] {
            assert_eq!(lifetime(odd), 3_600_000, "{odd}");
        }
        assert_eq!(lifetime("9223372036854775807"), i64::MAX);
    }

    /// Fault 77: a token must not be able to inject a header.
    #[test]
    fn fault_77_tokens_with_control_bytes_are_refused() {
        for odd in ["a\r\nX-Evil: 1", "a b", "a\u{0}", "é"] {
            let error = token(Some(Value::String(odd.into()))).unwrap_err();
            assert!(!error.to_string().contains(odd), "{error}");
        }
        assert!(
            token(Some(Value::String("a.b-c".into())))
                .unwrap()
                .is_some()
        );
        assert!(token(Some(Value::String(String::new()))).unwrap().is_none());
        assert!(token(Some(Value::Null)).unwrap().is_none());
    }
}
