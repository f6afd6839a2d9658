//! Reads `[api]`: the name, the base URL and the defaults of the endpoints.

use super::idempotency::idempotency;
use super::server::auth_use;
use super::table::{Context, Table, missing_text, missing_url};
use crate::definition::{AuthUse, Broken, Definition, KeyUse, TypeSettings};
use crate::schema::Schemas;
use crate::source::At;

/// Reads the table into a definition that is otherwise empty.
pub(super) fn api<'s>(
    root: &Table<'s>,
    at: Option<At<'s>>,
    cx: &mut Context<'s, '_>,
) -> Definition {
    let nowhere = root.origin();
    let mut definition = Definition {
        name: missing_text(nowhere.clone()),
        version: None,
        doc: None,
        base_url: missing_url(nowhere.clone()),
        auth: AuthUse::None,
        idempotency: None,
        types: TypeSettings::default(),
        servers: Vec::new(),
        credentials: Vec::new(),
        envelope: None,
        paging: None,
        endpoints: Vec::new(),
        schemas: Schemas::default(),
        broken: Broken::default(),
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
