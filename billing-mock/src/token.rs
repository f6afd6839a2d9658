//! Checks credentials with its own code, which shares nothing with a client and signs nothing.

mod signed;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use signed::{Signed, digest};

use super::reply::Refusal;
use billing_codegen::definition::{Claim, Credential, CredentialKind, Part};
use billing_codegen::source::Sited;

/// The names and values of the members of a credential that the server knows.
pub(crate) type Members = BTreeMap<String, String>;

/// Rules for tokens that relax the API's definition.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Authorization schemes that are accepted in addition to the credential's own.
    pub(crate) schemes: Vec<String>,
    /// How many seconds the caller's clock may be ahead.
    pub(crate) leeway: i64,
    /// The maximum lifetime of a token in seconds, if it is longer than the definition says.
    pub(crate) lifetime: Option<i64>,
    /// Claims that may be missing or different, and `typ`, the type in the token's header.
    pub(crate) unchecked: Vec<String>,
}

impl Rules {
    pub(crate) fn checks(&self, name: &str) -> bool {
        !self.unchecked.iter().any(|unchecked| unchecked == name)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            schemes: Vec::new(),
            leeway: 60,
            lifetime: None,
            unchecked: Vec::new(),
        }
    }
}

/// Checks a header against a credential. If the server has no value for a member, it checks only the format.
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
    let bearer = |scheme: &str| after_scheme(header("authorization"), scheme, rules);
    match &credential.kind {
        CredentialKind::Jwt {
            algorithm,
            scheme,
            key,
            claims,
        } => {
            let scheme = known.value(scheme).unwrap_or_default();
            let signed = Signed::read(bearer(&scheme)?, &algorithm.value, rules)?;
            known.owner(claims, &signed.claims, rules)?;
            if let Some(key) = known.value(key) {
                signed.verify(&algorithm.value, key.as_bytes())?;
            }
            known.claims(claims, &signed.claims, rules, now)
        }
        CredentialKind::Bearer { scheme, key } => {
            let scheme = known.value(scheme).unwrap_or_default();
            same(bearer(&scheme)?, known.value(key).as_deref())
        }
        CredentialKind::Header { header: name, key } => {
            let name = name.value.to_ascii_lowercase();
            let sent = header(&name);
            let sent = sent.ok_or_else(|| missing(&format!("the {name} header is missing")))?;
            same(sent, known.value(key).as_deref())
        }
        CredentialKind::ApiKey { scheme, .. } => {
            let key = members.get(API_KEY).map(String::as_str);
            same(bearer(&scheme.value)?, key)
        }
        CredentialKind::Session(session) => same(bearer(&session.scheme.value)?, None),
    }
}

/// Returns the member of a credential of kind `api-key`.
pub(crate) const API_KEY: &str = "key";

/// Returns the member with the key of a credential that is a single key.
pub(crate) fn single_key(credential: &Credential) -> Option<&str> {
    match &credential.kind {
        CredentialKind::Bearer {
            key: Part::Member(key),
            ..
        }
        | CredentialKind::Header {
            key: Part::Member(key),
            ..
        } => Some(&key.value),
        CredentialKind::ApiKey { .. } => Some(API_KEY),
        _ => None,
    }
}

/// Returns the members of a credential whose tokens are signed with a key pair, the public name of the pair first.
pub(crate) fn key_pair(credential: &Credential) -> Option<(&str, &str)> {
    let CredentialKind::Jwt {
        key: Part::Member(key),
        claims,
        ..
    } = &credential.kind
    else {
        return None;
    };
    let subject = claims.iter().find_map(|(name, claim)| match claim {
        Claim::Part(Part::Member(member)) if name.value == "sub" => Some(&member.value),
        _ => None,
    });
    Some((subject?, &key.value))
}

/// Returns the header that carries a credential, in lower case.
pub(crate) fn header(credential: &Credential) -> String {
    match &credential.kind {
        CredentialKind::Header { header, .. } => header.value.to_ascii_lowercase(),
        CredentialKind::Jwt { .. }
        | CredentialKind::Bearer { .. }
        | CredentialKind::ApiKey { .. }
        | CredentialKind::Session(_) => "authorization".to_owned(),
    }
}

/// Returns the names of all members of a credential.
pub(crate) fn members(credential: &Credential) -> Vec<String> {
    let parts = match &credential.kind {
        CredentialKind::ApiKey { .. } => return vec![API_KEY.to_owned()],
        kind => kind.parts().unwrap_or_default(),
    };
    let named = parts.into_iter().filter_map(|part| match part {
        Part::Member(name) => Some(name.value.clone()),
        Part::Literal(_) => None,
    });
    let address = credential.base_url.as_ref().map_or("", |url| &url.value);
    let address = address
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    let address = address.map(|(name, _)| name.to_owned());
    let defaults = credential
        .defaults
        .iter()
        .map(|(name, _)| name.value.clone());
    named.chain(address).chain(defaults).collect()
}

fn missing(what: &str) -> Refusal {
    Refusal::new(401, format!("Unauthorized: {what}."))
}

fn wrong(what: &str) -> Refusal {
    Refusal::new(403, format!("Forbidden: {what}."))
}

/// Compares a key with the known key; without a known key, every key is accepted.
fn same(sent: &str, known: Option<&str>) -> Result<(), Refusal> {
    match known {
        Some(known) if sent == known => Ok(()),
        None if !sent.trim().is_empty() => Ok(()),
        None => Err(missing("the key is empty")),
        Some(_) => Err(wrong("unknown key")),
    }
}

fn after_scheme<'h>(header: Option<&'h str>, own: &str, rules: &Rules) -> Result<&'h str, Refusal> {
    let header = header.ok_or_else(|| missing("the Authorization header is missing"))?;
    let Some((scheme, rest)) = header.split_once(' ') else {
        return Err(missing(
            "the Authorization header does not consist of a scheme and a token",
        ));
    };
    if scheme != own && !rules.schemes.iter().any(|taken| taken == scheme) {
        return Err(missing(&format!(
            "the scheme `{scheme}` is not accepted; use `{own}`"
        )));
    }
    Ok(rest)
}

/// A credential with the values that the server knows.
struct Known<'a> {
    credential: &'a Credential,
    members: &'a Members,
}

impl Known<'_> {
    fn value(&self, part: &Part) -> Option<String> {
        let name = match part {
            Part::Literal(text) => return Some(text.value.clone()),
            Part::Member(name) => &name.value,
        };
        let default = || {
            let defaults = &self.credential.defaults;
            let found = defaults.iter().find(|(member, _)| member.value == *name);
            found.map(|(_, value)| value.clone())
        };
        self.members.get(name).cloned().or_else(default)
    }

    /// Checks the claims that contain known members, which identify the owner of the key.
    fn owner(
        &self,
        claims: &[(Sited<String>, Claim)],
        sent: &Map<String, Value>,
        rules: &Rules,
    ) -> Result<(), Refusal> {
        let claims = claims.iter().filter(|(name, _)| rules.checks(&name.value));
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
        let claims = claims.iter().filter(|(name, _)| rules.checks(&name.value));
        for (name, claim) in claims.clone() {
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
                    return Err(wrong(&format!("the claim `{name}` is not a string")));
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
                let stated = offset - first;
                let most = stated.max(rules.lifetime.unwrap_or(0));
                if at.saturating_sub(earliest) > most {
                    let name = &name.value;
                    return Err(wrong(&format!(
                        "`{name}` is off by more than {most} seconds"
                    )));
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
                "the token expired {} s ago (`{name}`)",
                now - at
            )));
        }
        if offset <= 0 && at > now.saturating_add(rules.leeway) {
            return Err(missing(&format!("the token is not valid yet (`{name}`)")));
        }
        Ok(())
    }
}
