//! Reads `api.toml`, the project's own format: one table for each part of an API.

mod address;
mod advice;
mod api;
mod claim;
mod credential;
mod duration;
mod envelope;
mod idempotency;
mod operation;
mod returns;
mod scheme;
mod server;
mod session;
mod table;
mod types;

use crate::definition::{Broken, Definition, PartKind};
use crate::report::Reporter;
use crate::schema::{self, Schemas};
use crate::source::{At, Sources};

use api::api;
use credential::{check_members, credential};
use envelope::{envelope, paging};
use operation::endpoint;
use server::server;
use table::{Context, Table, is_misspelt};
use types::types;

/// Reads an `api.toml` from the root of its tree.
pub(super) fn read<'s>(
    at: At<'s>,
    sources: &'s Sources,
    reporter: &mut Reporter,
) -> Option<Definition> {
    let mut schemas = Schemas::new(sources);
    let mut cx = Context {
        sources,
        schemas: &mut schemas,
        reporter,
        broken: Broken::default(),
        partial: false,
    };
    misspelt(at.clone(), &mut cx.broken);
    let mut root = Table::new(at.clone(), "`api.toml`", &mut cx)?;
    cx.partial = root.is_split("api");
    let table = root.get("api");
    let mut definition = api(&root, table, &mut cx);
    cx.partial = false;
    types(root.get("types"), &mut definition, &mut cx);
    let places = schema::definitions(sources);
    cx.schemas.read(sources, &places, cx.reporter);
    for (name, at) in cx.named(root.get("servers"), "`[servers]`", "a server") {
        let key = name.value.clone();
        let server = cx.noting(PartKind::Server, key, |cx| server(name, at, cx));
        definition.servers.extend(server);
    }
    for (name, at) in cx.named(root.get("auth"), "`[auth]`", "a credential") {
        let key = name.value.clone();
        let credential = cx.noting(PartKind::Credential, key, |cx| credential(name, at, cx));
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
            let key = format!("{}.{}", resource.value, name.value);
            let endpoint = cx.noting(PartKind::Endpoint, key, |cx| {
                endpoint(&resource, name, at, cx)
            });
            definition.endpoints.extend(endpoint);
        }
    }
    if definition.endpoints.is_empty() && !cx.reporter.has_errors() {
        let example = "[endpoints.clients.list]";
        root.missing("endpoints", example, &mut cx);
    }
    root.finish(&mut cx);
    definition.broken = cx.broken;
    definition.schemas = schemas;
    Some(definition)
}

/// Checks `secrets` and `defaults` of every credential. Must run last, because the base URLs of servers add members.
fn check_all_members(definition: &Definition, orphans: &[String], cx: &mut Context<'_, '_>) {
    if cx.broken.of(PartKind::Server).next().is_some() {
        return;
    }
    for credential in &definition.credentials {
        if !cx
            .broken
            .contains(PartKind::Credential, &credential.name.value)
        {
            check_members(credential, orphans, cx);
        }
    }
}

/// Records the names under a misspelled `[servers.*]`, `[auth.*]` or `[endpoints.*.*]`, because other parts refer to
/// them.
fn misspelt(root: At<'_>, broken: &mut Broken) {
    for (member, at) in root.members() {
        let names = || at.members().map(|(name, at)| (&name.name, at));
        let is = |key| is_misspelt(&member.name, key);
        if is("servers") {
            names().for_each(|(name, _)| broken.insert(PartKind::Server, name));
        }
        if is("auth") {
            names().for_each(|(name, _)| broken.insert(PartKind::Credential, name));
        }
        if is("endpoints") {
            for (resource, at) in names() {
                broken.insert(PartKind::Resource, resource);
                let inner = at
                    .members()
                    .map(|(name, _)| format!("{resource}.{}", name.name));
                inner.for_each(|name| broken.insert(PartKind::Endpoint, name));
            }
        }
    }
}
