//! `api.toml` as a whole: the API, its servers, and the tables that other parts read.

use std::collections::BTreeSet;

use crate::report::{Code, Reporter};
use crate::schema::{Dialect, FORMATS, Rename, Schemas};
use crate::source::{At, Origin, Sited, Sources};

use super::credential::{check_members, credential};
use super::envelope::{envelope, paging};
use super::operation::endpoint;
use super::repeat::idempotency;
use super::table::{Context, Table, is_misspelt, missing_text};
use super::{AuthUse, Definition, Engine, KeyUse, Server, ServerEnvelope, address};

/// Reads `api.toml`; `None` where there is none that could be read, which is reported.
///
/// The schemas that it refers to, or that stand in it, join `schemas`.
pub fn parse(
    sources: &Sources,
    schemas: &mut Schemas,
    reporter: &mut Reporter,
) -> Option<Definition> {
    let at = sources.main()?;
    if !sources.file(at.file).name.ends_with(".toml") {
        return None;
    }
    let mut cx = Context {
        sources,
        schemas,
        reporter,
        broken: BTreeSet::new(),
        partial: false,
    };
    for key in ["servers", "auth", "endpoints"] {
        misspelt(at.clone(), key, &mut cx.broken);
    }
    let mut root = Table::new(at.clone(), "`api.toml`", &mut cx)?;
    cx.partial = root.is_split("api");
    let api = root.get("api");
    let mut definition = api_table(&root, api, &mut cx);
    cx.partial = false;
    types(root.get("types"), &mut definition, &mut cx);
    for (name, at) in cx.named(root.get("servers"), "`[servers]`", "a server") {
        let key = format!("servers.{}", name.value);
        let server = cx.noting(key, |cx| server(name, at, cx));
        definition.servers.extend(server);
    }
    for (name, at) in cx.named(root.get("auth"), "`[auth]`", "a credential") {
        let key = format!("auth.{}", name.value);
        let credential = cx.noting(key, |cx| credential(name, at, cx));
        definition.credentials.extend(credential);
    }
    let orphans = address::give(&mut definition, &mut cx);
    check_all_members(&definition, &orphans, &mut cx);
    cx.partial = root.is_split("envelope");
    definition.envelope = root
        .get("envelope")
        .and_then(|at| envelope(at, None, &mut cx));
    cx.partial = root.is_split("paging");
    definition.paging = root.get("paging").and_then(|at| paging(at, &mut cx));
    cx.partial = false;
    for (resource, at) in cx.named(root.get("endpoints"), "`[endpoints]`", "a resource") {
        let what = format!("`[endpoints.{}]`", resource.value);
        for (name, at) in cx.named(Some(at), &what, "an operation") {
            let key = format!("endpoints.{}.{}", resource.value, name.value);
            let endpoint = cx.noting(key, |cx| endpoint(&resource, name, at, cx));
            definition.endpoints.extend(endpoint);
        }
    }
    if definition.endpoints.is_empty() && !cx.reporter.has_errors() {
        let example = "[endpoints.clients.list]";
        root.missing("endpoints", example, &mut cx);
    }
    root.finish(&mut cx);
    definition.broken = cx.broken;
    Some(definition)
}

/// Checks what is said about the members of credentials, where all members are known: they also stand in
/// the addresses of servers.
fn check_all_members(definition: &Definition, orphans: &[String], cx: &mut Context<'_, '_>) {
    if cx.broken.iter().any(|name| name.starts_with("servers.")) {
        return;
    }
    for credential in &definition.credentials {
        if !cx
            .broken
            .contains(&format!("auth.{}", credential.name.value))
        {
            check_members(credential, orphans, cx);
        }
    }
}

/// Notes what stands under a misspelt `[servers.*]`, `[auth.*]` or `[endpoints.*.*]`, since others name it.
fn misspelt(root: At<'_>, key: &str, broken: &mut BTreeSet<String>) {
    for (member, at) in root.members() {
        if !is_misspelt(&member.name, key) {
            continue;
        }
        for (name, at) in at.members() {
            let name = format!("{key}.{}", name.name);
            let inner = at.members();
            broken.extend(inner.map(|(inner, _)| format!("{name}.{}", inner.name)));
            broken.insert(name);
        }
    }
}

fn api_table<'s>(root: &Table<'s>, at: Option<At<'s>>, cx: &mut Context<'s, '_>) -> Definition {
    let nowhere = root.origin();
    let mut definition = Definition {
        name: missing_text(nowhere.clone()),
        version: None,
        doc: None,
        base_url: missing_url(nowhere.clone()),
        auth: AuthUse::None,
        idempotency: None,
        formats: Vec::new(),
        engine: Engine::Own,
        renames: Vec::new(),
        servers: Vec::new(),
        credentials: Vec::new(),
        envelope: None,
        paging: None,
        endpoints: Vec::new(),
        broken: BTreeSet::new(),
    };
    let Some(at) = at else {
        root.missing("[api]", "[api]` with `name` and `base_url", cx);
        return definition;
    };
    let Some(mut table) = Table::new(at, "`[api]`", cx) else {
        return definition;
    };
    if let Some(name) = table.needs("name", "name = \"billing\"", cx) {
        cx.check_name(&name, "an API");
        definition.name = name;
    }
    definition.version = table.text("version", cx);
    definition.doc = table.doc(cx);
    let example = "base_url = \"https://api.example.com/v1\"";
    if let Some(url) = table.needs("base_url", example, cx) {
        definition.base_url = url;
    }
    if let Some(auth) = table.get("auth") {
        definition.auth = auth_use(&auth, cx);
    }
    let key = table.get("idempotency").and_then(|at| idempotency(at, cx));
    if let Some(KeyUse::Header(header)) = key {
        definition.idempotency = Some(header);
    }
    table.finish(cx);
    definition
}

/// The word of `[types] accept`.
const DRAFT_6: &str = "draft-6";

/// Tells which drafts `[types] accept` names, for readers that come before this one; mistakes there
/// are reported by [`parse`].
pub fn dialect(sources: &Sources) -> Dialect {
    let types = sources.main().and_then(|at| at.member("types"));
    let accept = types.and_then(|at| at.member("accept"));
    let draft_6 = accept.is_some_and(|at| at.items().any(|item| item.string() == Some(DRAFT_6)));
    match draft_6 {
        true => Dialect::Draft6,
        false => Dialect::Draft4,
    }
}

/// Reads `[types]`.
fn types<'s>(at: Option<At<'s>>, definition: &mut Definition, cx: &mut Context<'s, '_>) {
    let table = at.and_then(|at| Table::new(at, "`[types]`", cx));
    let Some(mut table) = table else {
        return;
    };
    if let Some(engine) = table.text("engine", cx) {
        definition.engine = self::engine(&engine, cx);
    }
    let formats = table.get("formats");
    let formats = formats.map_or_else(Vec::new, |at| cx.texts(&at, "formats"));
    for format in &formats {
        if !FORMATS.contains(&format.value.as_str()) {
            let key = "format";
            cx.word(&format.origin, key, &format.value, &FORMATS);
        }
    }
    let accept = table.get("accept");
    for draft in accept.map_or_else(Vec::new, |at| cx.texts(&at, "accept")) {
        if draft.value != DRAFT_6 {
            cx.word(&draft.origin, "draft", &draft.value, &[DRAFT_6]);
        }
    }
    if let Some(at) = table.get("rename") {
        definition.renames = renames(at, cx);
    }
    table.finish(cx);
    definition.formats = formats;
}

fn engine(word: &Sited<String>, cx: &mut Context<'_, '_>) -> Engine {
    if word.value != "typify" {
        cx.word(&word.origin, "engine", &word.value, &["typify"]);
        return Engine::Own;
    }
    if !cfg!(feature = "typify") {
        let message = "`engine = \"typify\"` needs the feature `typify` of billing-codegen";
        let error = cx.reporter.error(Code::BadValue, &word.origin, message);
        error.help("write `billing-codegen = { version = \"…\", features = [\"typify\"] }` under `[build-dependencies]`, or install the command with `--features cli,typify`");
    }
    Engine::Typify
}

/// Reads `[types.rename]`: names by references.
fn renames<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Vec<Rename> {
    let Some(table) = Table::new(at, "`[types.rename]`", cx) else {
        return Vec::new();
    };
    let mut renames = Vec::new();
    for (member, at) in table.at.members() {
        let place = Sited {
            value: member.name.clone(),
            origin: at.part(member.name_span),
        };
        let name = cx.text(&at, &member.name);
        renames.extend(name.map(|name| Rename { place, name }));
    }
    renames
}

fn server<'s>(name: Sited<String>, at: At<'s>, cx: &mut Context<'s, '_>) -> Option<Server> {
    let mut table = Table::new(at, format!("`[servers.{}]`", name.value), cx)?;
    let example = "base_url = \"https://www.example.com\"";
    let base_url = table.needs("base_url", example, cx);
    let auth = table.get("auth").map(|at| auth_use(&at, cx));
    let envelope = table.get("envelope");
    let envelope = envelope.map_or(ServerEnvelope::Api, |at| {
        server_envelope(&name.value, at, cx)
    });
    let base_url = base_url.unwrap_or_else(|| missing_url(table.origin()));
    table.finish(cx);
    Some(Server {
        name,
        base_url,
        auth,
        envelope,
    })
}

/// Reads `envelope` of a server: `"none"`, or a table of its own.
fn server_envelope<'s>(name: &str, at: At<'s>, cx: &mut Context<'s, '_>) -> ServerEnvelope {
    if at.node.members().is_some() {
        let own = envelope(at, Some(name), cx);
        return own.map_or(ServerEnvelope::None, |own| {
            ServerEnvelope::Own(Box::new(own))
        });
    }
    match at.string() {
        Some("none") => {}
        Some(word) => cx.word(&at.origin(), "envelope of a server", word, &["none"]),
        None => {
            let message = format!(
                "`envelope` takes a table or \"none\", not {}",
                at.node.noun()
            );
            cx.bad(&at, message);
        }
    }
    ServerEnvelope::None
}

/// Reads `auth`: a name, a list of names, or `"none"`.
pub(super) fn auth_use<'s>(at: &At<'s>, cx: &mut Context<'s, '_>) -> AuthUse {
    match at.string() {
        Some("none") => AuthUse::None,
        Some(_) => AuthUse::Named(cx.text(at, "auth").into_iter().collect()),
        None => {
            let names = cx.texts(at, "auth");
            if at.items().next().is_none() {
                cx.bad(at, "`auth` names no credential").help(
                    "write the name of an `[auth.*]` table, a list of such names, or \"none\"",
                );
            }
            if let Some(none) = names.iter().find(|name| name.value == "none") {
                let message = "\"none\" stands alone, not in a list";
                cx.reporter.error(Code::BadValue, &none.origin, message);
            }
            AuthUse::Named(names)
        }
    }
}

/// Stands in for a URL that is missing, so that reading goes on; the output is not written.
fn missing_url(origin: Origin) -> Sited<String> {
    Sited {
        value: "https://missing.invalid".to_owned(),
        origin,
    }
}
