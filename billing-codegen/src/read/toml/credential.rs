//! Reads `[auth.*]`: the members of a credential and what it adds to a request.

use heck::ToSnakeCase;

use super::claim::{claims, part};
use super::duration::duration;
use super::scheme;
use super::session::session;
use super::table::{Context, Table, missing_text};
use crate::definition::{Credential, CredentialKind, CredentialKindName, Part, variables};
use crate::report::Code;
use crate::source::{At, Sited};

const ALGORITHMS: [&str; 3] = ["HS256", "HS384", "HS512"];

/// Reads one credential. If its kind is unknown, reports that and returns `None`.
pub(super) fn credential<'s>(
    name: Sited<String>,
    at: At<'s>,
    cx: &mut Context<'s, '_>,
) -> Option<Credential> {
    let mut table = Table::new(at, format!("`[auth.{}]`", name.value), cx)?;
    if name.value == "none" {
        let message = "a credential cannot have the name `none`, which means no credential";
        cx.reporter.error(Code::BadName, &name.origin, message);
    }
    let doc = table.doc(cx);
    let kind = table.needs("kind", "kind = \"bearer\"", cx)?;
    let mut all = CredentialKindName::ALL.iter().copied();
    let Some(name_of_kind) = all.find(|known| known.word() == kind.value) else {
        let words: Vec<&str> = CredentialKindName::ALL
            .iter()
            .map(|known| known.word())
            .collect();
        cx.word(&kind.origin, "kind of credential", &kind.value, &words);
        return None;
    };
    let kind = match name_of_kind {
        CredentialKindName::Jwt => jwt(&mut table, cx),
        CredentialKindName::Bearer => CredentialKind::Bearer {
            scheme: scheme::part(&mut table, cx),
            key: key(&mut table, cx),
        },
        CredentialKindName::Header => {
            let header = table.needs("header", "header = \"X-Api-Key\"", cx);
            if let Some(header) = &header {
                check_header(header, cx);
            }
            CredentialKind::Header {
                header: header.unwrap_or_else(|| missing_text(table.origin())),
                key: key(&mut table, cx),
            }
        }
        CredentialKindName::ApiKey => {
            let scheme = scheme::fixed(&mut table, cx);
            let rotate = table.text("rotate", cx);
            CredentialKind::ApiKey {
                scheme,
                rotate: rotate.and_then(|text| days(&text, cx)),
            }
        }
        CredentialKindName::Session => {
            CredentialKind::Session(Box::new(session(&name.value, &mut table, cx)))
        }
    };
    let mut credential = Credential {
        name,
        doc,
        kind,
        secrets: Vec::new(),
        defaults: Vec::new(),
        base_url: None,
    };
    if credential.kind.parts().is_some() {
        members(&mut credential, &mut table, cx);
    }
    table.finish(cx);
    Some(credential)
}

/// Reads a duration of whole days and returns it in seconds.
fn days(text: &Sited<String>, cx: &mut Context<'_, '_>) -> Option<u64> {
    let seconds = duration(text, cx)?;
    if seconds % 86_400 != 0 {
        let message = "the age of a key must be a number of days";
        let error = cx.reporter.error(Code::BadValue, &text.origin, message);
        error.help("write a number of days, as in `90d`");
    }
    Some(seconds)
}

/// Reads the keys that only credentials with members have.
fn members<'s>(credential: &mut Credential, table: &mut Table<'s>, cx: &mut Context<'s, '_>) {
    let secrets = table.get("secrets");
    credential.secrets = secrets.map_or_else(Vec::new, |at| cx.texts(&at, "secrets"));
    if let Some(at) = table.get("defaults")
        && let Some(inner) = Table::new(at, "`defaults`", cx)
    {
        for (member, value) in inner.at.members() {
            let name = Sited {
                value: member.name.clone(),
                origin: value.part(member.name_span),
            };
            if let Some(text) = cx.text(&value, "defaults") {
                credential.defaults.push((name, text.value));
            }
        }
    }
}

fn jwt<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> CredentialKind {
    let algorithm = table.needs("algorithm", "algorithm = \"HS256\"", cx);
    if let Some(word) = &algorithm
        && !ALGORITHMS.contains(&word.value.as_str())
    {
        cx.word(&word.origin, "algorithm", &word.value, &ALGORITHMS);
    }
    let algorithm = algorithm.unwrap_or_else(|| missing_text(table.origin()));
    let scheme = scheme::part(table, cx);
    let key = key(table, cx);
    let claims = match table.get("claims") {
        Some(at) => claims(at, cx),
        None => {
            let example = "claims = { sub = \"{public_key}\", iat = \"now\", exp = \"now + 30s\" }";
            table.missing("claims", example, cx);
            Vec::new()
        }
    };
    CredentialKind::Jwt {
        algorithm,
        scheme,
        key,
        claims,
    }
}

/// Reads `key`, which must be a member, because a key in a checked-in file is not secret.
fn key<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Part {
    let Some(text) = table.needs("key", "key = \"{api_key}\"", cx) else {
        return Part::Member(missing_text(table.origin()));
    };
    match part(text, cx) {
        Part::Literal(text) => {
            let message = "`key` must be a member of the credential, in braces";
            let error = cx.reporter.error(Code::BadValue, &text.origin, message);
            error.help("write `key = \"{api_key}\"`; the caller provides the key itself");
            Part::Member(text)
        }
        member => member,
    }
}

fn check_header(header: &Sited<String>, cx: &mut Context<'_, '_>) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !header.value.bytes().all(token) {
        let message = format!("`{}` is not a valid header name", header.value);
        cx.reporter.error(Code::BadValue, &header.origin, message);
    }
}

/// Reports members whose fields would have the same name.
fn one_field(name: &Sited<String>, seen: &mut Vec<Sited<String>>, cx: &mut Context<'_, '_>) {
    let field = name.value.to_snake_case();
    let other = seen
        .iter()
        .find(|other| other.value != name.value && other.value.to_snake_case() == field);
    if let Some(first) = other {
        let message = format!(
            "`{}` has the same name as another member in generated code",
            name.value
        );
        let error = cx
            .reporter
            .error(Code::NameCollision, &name.origin, message);
        error
            .also(&first.origin, "the first one")
            .help("rename one of the two");
    }
    if !seen.iter().any(|known| known.value == name.value) {
        seen.push(name.clone());
    }
}

/// Checks that every name in `secrets` and `defaults` is a member, that is, occurs in braces somewhere.
///
/// `orphans` are the variables of base URLs whose credential is unknown.
pub(super) fn check_members(credential: &Credential, orphans: &[String], cx: &mut Context<'_, '_>) {
    let mut members = orphans.to_vec();
    let mut fields: Vec<Sited<String>> = Vec::new();
    let parts = credential.kind.parts().unwrap_or_default();
    let named = parts.into_iter().filter_map(|part| match part {
        Part::Member(name) => Some(name),
        Part::Literal(_) => None,
    });
    let mut named: Vec<&Sited<String>> = named.collect();
    // Sort, so that the first of two equal names is the first one in the file.
    named.sort_by_key(|name| name.origin.span.start);
    for name in named {
        members.push(name.value.clone());
        one_field(name, &mut fields, cx);
    }
    let address = credential.base_url.as_ref();
    let address = address.and_then(|url| variables(&url.value).ok());
    let address = address.unwrap_or_default();
    if let Some(url) = &credential.base_url {
        for name in &address {
            let name = Sited {
                value: (*name).to_owned(),
                origin: url.origin.clone(),
            };
            one_field(&name, &mut fields, cx);
        }
    }
    members.extend(address.iter().map(|name| (*name).to_owned()));
    for secret in &credential.secrets {
        if address.contains(&secret.value.as_str()) {
            let message = format!(
                "`{}` is part of an address, so it cannot be a secret",
                secret.value
            );
            let error = cx.reporter.error(Code::BadValue, &secret.origin, message);
            error.help("errors and logs show addresses; send a secret in a header");
        }
    }
    let defaults = credential.defaults.iter().map(|(name, _)| name);
    let named = credential.secrets.iter().chain(defaults);
    let mut unknown: Vec<&Sited<String>> = Vec::new();
    for name in named.filter(|name| !members.contains(&name.value)) {
        if let Some(first) = unknown.iter().position(|one| one.value == name.value) {
            let earlier = cx.reporter.diagnostics.len() - unknown.len() + first;
            cx.reporter.diagnostics[earlier].also(&name.origin, "and here");
            continue;
        }
        unknown.push(name);
        let message = format!("the credential has no member `{}`", name.value);
        let error = cx.reporter.error(Code::UnknownName, &name.origin, message);
        error.suggest(&name.value, members.iter().map(String::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reporter;
    use crate::source::{self, Input};

    #[test]
    fn every_kind_is_read_and_known_to_editors() {
        let words = CredentialKindName::ALL.iter().map(|kind| kind.word());
        let tables = words.map(|kind| format!("[auth.{kind}]\nkind = \"{kind}\"\n"));
        let text = tables.collect::<String>().into_bytes();
        let mut reporter = Reporter::default();
        let input = Input::Memory(vec![("api.toml".to_owned(), text)]);
        let sources = source::load(&input, &[], &mut reporter);
        let definition = crate::read::read(&sources, &mut reporter).unwrap();
        let kinds = definition.credentials.iter();
        let names: Vec<_> = kinds.map(|credential| credential.kind.name()).collect();
        assert_eq!(names, CredentialKindName::ALL);
        let editors = include_str!("../../cli/api.schema.json");
        for name in names {
            assert!(
                editors.contains(&format!("\"{}\"", name.word())),
                "{name:?}"
            );
        }
    }
}
