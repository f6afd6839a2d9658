//! Checks what proves who calls, with code of its own: nothing here signs or is shared with a client.

mod signed;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use signed::{Signed, digest};

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
        CredentialKind::ApiKey { scheme, .. } => {
            let sent = after_scheme(header("authorization"), &scheme.value, rules)?;
            let key = members.get("key").map_or("", String::as_str);
            same(sent, key)
        }
        CredentialKind::Session(_) => Err(wrong(
            "nothing checks sessions; give the mock one, with `authorize`",
        )),
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
