//! Reads `[servers.*]`, which are other base URLs, and `auth`, which names credentials.

use super::envelope::envelope;
use super::table::{Context, Table, missing_url};
use crate::definition::{AuthUse, Server, ServerEnvelope};
use crate::report::Code;
use crate::source::{At, Sited};

/// Reads one server.
pub(super) fn server<'s>(
    name: Sited<String>,
    at: At<'s>,
    cx: &mut Context<'s, '_>,
) -> Option<Server> {
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

/// Reads the `envelope` of a server: `"none"` or a table.
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
                cx.bad(at, "`auth` must name a credential").help(
                    "write the name of an `[auth.*]` table, a list of such names, or \"none\"",
                );
            }
            if let Some(none) = names.iter().find(|name| name.value == "none") {
                let message = "\"none\" cannot be part of a list";
                cx.reporter.error(Code::BadValue, &none.origin, message);
            }
            AuthUse::Named(names)
        }
    }
}
