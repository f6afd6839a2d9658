//! Parses and verifies a signed token.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use serde_json::{Map, Value};
use sha2::{Sha256, Sha384, Sha512};

use super::{Rules, missing, wrong};
use crate::Refusal;

/// Returns the lower-case hex MD5 of concatenated claims.
pub(super) fn digest(parts: &[&str], claims: &Map<String, Value>) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        match claims.get(*part) {
            Some(Value::String(text)) => md5.update(text),
            Some(other) => md5.update(other.to_string()),
            None => {}
        }
    }
    let mut hex = String::new();
    for byte in md5.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A parsed token.
pub(super) struct Signed<'t> {
    signed: &'t str,
    signature: Vec<u8>,
    pub(super) claims: Map<String, Value>,
}

impl<'t> Signed<'t> {
    pub(super) fn read(token: &'t str, algorithm: &str, rules: &Rules) -> Result<Self, Refusal> {
        let bad =
            || missing("the token does not consist of three parts in Base64url without padding");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(bad)?;
        let (header, claims) = signed.split_once('.').ok_or_else(bad)?;
        let header = object(header).ok_or_else(bad)?;
        let word = |name: &str| header.get(name).and_then(Value::as_str);
        let typed = word("typ") == Some("JWT") || !rules.checks("typ");
        if word("alg") != Some(algorithm) || !typed {
            return Err(missing(&format!(
                "the token's header must have alg {algorithm} and typ JWT"
            )));
        }
        Ok(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| bad())?,
            claims: object(claims).ok_or_else(bad)?,
        })
    }

    pub(super) fn verify(&self, algorithm: &str, key: &[u8]) -> Result<(), Refusal> {
        macro_rules! verify {
            ($hash:ty) => {
                Hmac::<$hash>::new_from_slice(key).is_ok_and(|mut mac| {
                    mac.update(self.signed.as_bytes());
                    mac.verify_slice(&self.signature).is_ok()
                })
            };
        }
        let right = match algorithm {
            "HS256" => verify!(Sha256),
            "HS384" => verify!(Sha384),
            "HS512" => verify!(Sha512),
            _ => false,
        };
        if right {
            return Ok(());
        }
        Err(wrong("the signature does not match the key"))
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_md5_of_sub_and_iat() {
        let claims = serde_json::json!({
            "sub": "0123456789abcdef0123456789abcdef", "iat": 1_700_000_000,
        });
        let claims = claims.as_object().unwrap();
        assert_eq!(
            digest(&["sub", "iat"], claims),
            "224dd730e3a37f3a004dbf08aaaef729"
        );
    }
}
