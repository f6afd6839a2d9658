//! Defines credentials that are structs with a derive: their attributes and fields.

use crate::definition::{
    Claim, Credential as Definition, CredentialKind, Part, Setting, variables,
};
use crate::rust::name::{field_name, plain};
use crate::rust::ty::Ty;
use crate::rust::{Attribute, Credential, Field, doc};

pub(super) fn credential(credential: &Definition, name: &str) -> Option<Credential> {
    let mut attributes = attributes(&credential.kind)?;
    let mut members = members(&credential.kind.parts()?);
    if let Some(url) = &credential.base_url {
        attributes.push(format!("base_url = {:?}", address(&url.value)));
        lead_with_address(&url.value, &mut members);
    }
    let has_default = |member: &String| {
        credential
            .defaults
            .iter()
            .any(|(name, _)| name.value == *member)
    };
    let (given, begun): (Vec<String>, Vec<String>) =
        members.into_iter().partition(|member| !has_default(member));
    let fields = given
        .iter()
        .chain(&begun)
        .map(|member| credential_field(credential, member))
        .collect();
    Some(Credential {
        docs: doc::lines_or(credential.doc.as_deref(), credential.kind.about()),
        name: name.to_owned(),
        attributes,
        fields,
    })
}

/// Returns the attributes that configure the derive: one with the name of the kind, and one for claims.
fn attributes(kind: &CredentialKind) -> Option<Vec<String>> {
    let mut arguments = Vec::new();
    let mut attributes = Vec::new();
    for (name, setting) in kind.settings()? {
        match setting {
            Setting::Fixed(text) => arguments.push(format!("{name} = {:?}", text.value)),
            Setting::Part(value) => arguments.push(format!("{name} = {}", part(value))),
            Setting::Claims(claims) => {
                let claims: Vec<String> = claims
                    .iter()
                    .map(|(name, from)| format!("{} = {}", claim_name(&name.value), claim(from)))
                    .collect();
                attributes.push(format!("{name}({})", claims.join(", ")));
            }
        }
    }
    let kind = kind.name().word();
    attributes.insert(0, format!("{kind}({})", arguments.join(", ")));
    Some(attributes)
}

fn credential_field(credential: &Definition, member: &str) -> Field {
    let secret = credential.secrets.iter().any(|name| name.value == member);
    let default = credential
        .defaults
        .iter()
        .find(|(name, _)| name.value == member);
    let mut attributes = Vec::new();
    if secret {
        attributes.push(Attribute::Word("secret"));
    }
    if let Some((_, value)) = default {
        attributes.push(Attribute::Value("default", format!("{value:?}")));
    }
    let what = match (secret, in_address(credential, member)) {
        (true, _) => "A secret, which is never printed.",
        (_, true) => "Part of the base URL.",
        _ => "Sent with each request.",
    };
    Field {
        docs: vec![format!("`{member}`. {what}")],
        attributes,
        public: !secret,
        name: field_name(member),
        ty: if secret {
            Ty::runtime("Secret")
        } else {
            Ty::std("String")
        },
    }
}

fn in_address(credential: &Definition, member: &str) -> bool {
    let url = credential.base_url.as_ref();
    let members = url.and_then(|url| variables(&url.value).ok());
    members.is_some_and(|members| members.contains(&member))
}

/// Puts the members of the base URL first.
fn lead_with_address(url: &str, members: &mut Vec<String>) {
    let mut inside: Vec<String> = Vec::new();
    for name in variables(url).unwrap_or_default() {
        if !members.iter().chain(&inside).any(|member| member == name) {
            inside.push(name.to_owned());
        }
    }
    members.splice(0..0, inside);
}

/// Returns a base URL with field names in its braces.
fn address(url: &str) -> String {
    let members = variables(url).unwrap_or_default();
    let mut written = url.trim_end_matches('/').to_owned();
    for member in members {
        let field = field_name(member);
        written = written.replace(&format!("{{{member}}}"), &format!("{{{}}}", plain(&field)));
    }
    written
}

/// Returns the members that the parts name, each once, in order.
fn members(parts: &[&Part]) -> Vec<String> {
    let mut members: Vec<String> = Vec::new();
    for part in parts {
        if let Part::Member(name) = part
            && !members.contains(&name.value)
        {
            members.push(name.value.clone());
        }
    }
    members
}

fn part(part: &Part) -> String {
    match part {
        Part::Literal(text) => format!("{:?}", text.value),
        Part::Member(name) => field_name(&name.value),
    }
}

fn claim(claim: &Claim) -> String {
    match claim {
        // Plain `now` would mean the current time.
        Claim::Part(Part::Member(name)) if field_name(&name.value) == "now" => "r#now".to_owned(),
        Claim::Part(from) => part(from),
        Claim::Now(0) => "now".to_owned(),
        Claim::Now(seconds) if *seconds < 0 => format!("now - {}", seconds.unsigned_abs()),
        Claim::Now(seconds) => format!("now + {seconds}"),
        Claim::Md5(names) => {
            let names: Vec<String> = names.iter().map(|name| claim_name(&name.value)).collect();
            format!("md5({})", names.join(", "))
        }
    }
}

/// Returns an identifier unchanged, and any other string as a literal.
fn claim_name(name: &str) -> String {
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    match word {
        true => name.to_owned(),
        false => format!("{name:?}"),
    }
}
