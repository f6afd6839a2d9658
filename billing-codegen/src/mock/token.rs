//! Checks what proves who calls, with code of its own: nothing here signs or is shared with a client.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use serde_json::{Map, Value};
use sha2::{Sha256, Sha384, Sha512};

use super::reply::Refusal;
use crate::endpoint::{Claim, Credential, CredentialKind, Part};
use crate::source::Sited;

/// The members of a credential that the server knows: their names and values.
pub(crate) type Members = BTreeMap<String, String>;

/// What a token may be like beyond what the API's definition says.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Scheme words that are taken beside the credential's own.
    pub(crate) schemes: Vec<String>,
    /// Seconds that the caller's clock may be ahead.
    pub(crate) leeway: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            schemes: Vec::new(),
            leeway: 60,
        }
    }
}

/// Checks a header against a credential.
pub(crate) fn check(
    credential: &Credential,
    members: &Members,
    rules: &Rules,
    headers: &[(String, String)],
    now: i64,
) -> Result<(), Refusal> {
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let known = Known {
        credential,
        members,
    };
    match &credential.kind {
        CredentialKind::Jwt {
            algorithm,
            scheme,
            key,
            claims,
        } => {
            let token = after_scheme(header("authorization"), &known.value(scheme), rules)?;
            let signed = Signed::read(token, &algorithm.value)?;
            known.owner(claims, &signed.claims)?;
            signed.verify(&algorithm.value, known.value(key).as_bytes())?;
            known.claims(claims, &signed.claims, rules, now)
        }
        CredentialKind::Bearer { scheme, key } => {
            let sent = after_scheme(header("authorization"), &known.value(scheme), rules)?;
            same(sent, &known.value(key))
        }
        CredentialKind::Header { header: name, key } => {
            let name = name.value.to_ascii_lowercase();
            let sent = header(&name);
            let sent = sent.ok_or_else(|| missing(&format!("there is no {name} header")))?;
            same(sent, &known.value(key))
        }
    }
}

fn missing(what: &str) -> Refusal {
    Refusal::new(401, format!("Unauthorized: {what}."))
}

fn wrong(what: &str) -> Refusal {
    Refusal::new(403, format!("Forbidden: {what}."))
}

fn same(sent: &str, known: &str) -> Result<(), Refusal> {
    if sent == known {
        return Ok(());
    }
    Err(wrong("the key is not known"))
}

fn after_scheme<'h>(header: Option<&'h str>, own: &str, rules: &Rules) -> Result<&'h str, Refusal> {
    let header = header.ok_or_else(|| missing("there is no Authorization header"))?;
    let Some((scheme, rest)) = header.split_once(' ') else {
        return Err(missing(
            "the Authorization header is not a scheme word and a token",
        ));
    };
    if scheme != own && !rules.schemes.iter().any(|taken| taken == scheme) {
        return Err(missing(&format!(
            "the scheme `{scheme}` is not taken, write `{own}`"
        )));
    }
    Ok(rest)
}

/// A credential with the values that the server has for it.
struct Known<'a> {
    credential: &'a Credential,
    members: &'a Members,
}

impl Known<'_> {
    fn value(&self, part: &Part) -> String {
        let name = match part {
            Part::Literal(text) => return text.value.clone(),
            Part::Member(name) => &name.value,
        };
        let default = || {
            let defaults = &self.credential.defaults;
            let found = defaults.iter().find(|(member, _)| member.value == *name);
            found.map(|(_, value)| value.clone())
        };
        let known = self.members.get(name).cloned().or_else(default);
        known.unwrap_or_default()
    }

    /// Claims made of members that the server knows say whose key it is.
    fn owner(
        &self,
        claims: &[(Sited<String>, Claim)],
        sent: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        for (name, claim) in claims {
            if let Claim::Part(Part::Member(member)) = claim {
                let known = self.members.get(&member.value);
                let text = sent.get(&name.value).and_then(Value::as_str);
                if known.is_some_and(|known| Some(known.as_str()) != text) {
                    return Err(wrong("User not found"));
                }
            }
        }
        Ok(())
    }

    fn claims(
        &self,
        claims: &[(Sited<String>, Claim)],
        sent: &Map<String, Value>,
        rules: &Rules,
        now: i64,
    ) -> Result<(), Refusal> {
        let times: Vec<i64> = claims
            .iter()
            .filter_map(|(_, claim)| match claim {
                Claim::Now(offset) => Some(*offset),
                _ => None,
            })
            .collect();
        let first = times.iter().min().copied().unwrap_or(0);
        let mut earliest = i64::MAX;
        for (name, claim) in claims {
            let name = &name.value;
            let value = sent
                .get(name)
                .ok_or_else(|| wrong(&format!("the claim `{name}` is missing")))?;
            match claim {
                Claim::Now(offset) => {
                    let at = value.as_i64().ok_or_else(|| {
                        wrong(&format!("the claim `{name}` is not a whole number"))
                    })?;
                    earliest = earliest.min(at);
                    self.time(name, at, *offset, rules, now)?;
                }
                Claim::Part(_) if value.as_str().is_none_or(str::is_empty) => {
                    return Err(wrong(&format!("the claim `{name}` is not a text")));
                }
                Claim::Part(_) => {}
                Claim::Md5(parts) => {
                    let parts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
                    if value.as_str() != Some(&digest(&parts, sent)) {
                        let of = parts.join(" and ");
                        return Err(wrong(&format!("the claim `{name}` is not the MD5 of {of}")));
                    }
                }
            }
        }
        for (name, claim) in claims {
            if let Claim::Now(offset) = claim {
                let at = sent.get(&name.value).and_then(Value::as_i64).unwrap_or(0);
                let most = offset - first;
                if at.saturating_sub(earliest) > most {
                    let name = &name.value;
                    return Err(wrong(&format!("`{name}` is more than {most} seconds out")));
                }
            }
        }
        Ok(())
    }

    fn time(
        &self,
        name: &str,
        at: i64,
        offset: i64,
        rules: &Rules,
        now: i64,
    ) -> Result<(), Refusal> {
        if offset > 0 && at <= now {
            return Err(missing(&format!(
                "the token is over since {} s (`{name}`)",
                now - at
            )));
        }
        if offset <= 0 && at > now.saturating_add(rules.leeway) {
            return Err(missing(&format!("the token is not valid yet (`{name}`)")));
        }
        Ok(())
    }
}

/// The lower-case hex MD5 of claims, one after the other.
fn digest(parts: &[&str], claims: &Map<String, Value>) -> String {
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

/// A token taken apart.
struct Signed<'t> {
    signed: &'t str,
    signature: Vec<u8>,
    claims: Map<String, Value>,
}

impl<'t> Signed<'t> {
    fn read(token: &'t str, algorithm: &str) -> Result<Self, Refusal> {
        let bad = || missing("the token is not three parts of Base64url without padding");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(bad)?;
        let (header, claims) = signed.split_once('.').ok_or_else(bad)?;
        let header = object(header).ok_or_else(bad)?;
        let word = |name: &str| header.get(name).and_then(Value::as_str);
        if word("alg") != Some(algorithm) || word("typ") != Some("JWT") {
            return Err(missing(&format!(
                "the token's header must say alg {algorithm} and typ JWT"
            )));
        }
        Ok(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| bad())?,
            claims: object(claims).ok_or_else(bad)?,
        })
    }

    fn verify(&self, algorithm: &str, key: &[u8]) -> Result<(), Refusal> {
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
        Err(wrong("the signature does not fit the key"))
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
