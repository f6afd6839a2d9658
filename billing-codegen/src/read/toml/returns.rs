//! Reads `returns`, and the types that `api.toml` names.

use super::table::{Context, Table, missing_text};
use crate::definition::{Payload, Response, TypeUse};
use crate::report::Code;
use crate::source::{At, Json, Sited};

const SHAPES: [&str; 6] = ["list", "one", "plain", "field", "nothing", "bytes"];
const EXAMPLE: &str = "returns = { one = \"client.json#/definitions/stored\" }";
/// The example for a response that may have no data; the message adds the outer backticks.
const OR_NOTHING: &str = "returns = { one = \"client.json#/definitions/stored\" }`, or for a response without data `returns = \"nothing\"";

/// Reads a type: a reference, an inline schema, or `{ id = "clients" }`.
pub(super) fn type_use<'s>(at: &At<'s>, key: &str, cx: &mut Context<'s, '_>) -> Option<TypeUse> {
    match &at.node.value {
        Json::String(text) => {
            let found = cx
                .schemas
                .reference(cx.sources, text, &at.origin(), cx.reporter);
            found.map(TypeUse::Schema)
        }
        Json::Object(members) => {
            if let [only] = members.as_slice()
                && only.name == "id"
            {
                let id = at.member("id")?;
                return cx.text(&id, "id").map(TypeUse::Id);
            }
            let id = cx.schemas.inline(cx.sources, at, cx.reporter);
            Some(TypeUse::Schema(id))
        }
        _ => {
            let message = format!("`{key}` takes a type, not {}", at.node.noun());
            cx.bad(at, message)
                .help("a type is a reference such as `\"client.json#/definitions/new\"`, or a schema such as `{ type = \"integer\" }`");
            None
        }
    }
}

/// Reads `returns`, and reports a missing `returns`.
pub(super) fn returns<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Response {
    let mut response = Response {
        origin: table.origin(),
        payload: Payload::Nothing,
        kind: None,
    };
    let Some(at) = table.get("returns") else {
        table.missing("returns", OR_NOTHING, cx);
        return response;
    };
    response.origin = at.origin();
    if at.string() == Some("nothing") {
        return response;
    }
    if let Some(text) = at.string() {
        let help = match text {
            shape if SHAPES.contains(&shape) => {
                format!("write `{EXAMPLE}`, with `{shape}` in place of `one`")
            }
            file if file.contains(['.', '#', '/']) => format!(
                "write `returns = {{ one = \"{file}\" }}`, or `list` or `plain` in place of `one`"
            ),
            _ => format!("write `{OR_NOTHING}`"),
        };
        cx.bad(
            &at,
            "`returns` takes a table or `\"nothing\"`, not another string",
        )
        .help(help);
        return response;
    }
    let Some(mut table) = Table::new(at, "`returns`", cx) else {
        return response;
    };
    let found: Vec<(&str, At<'s>)> = SHAPES
        .into_iter()
        .filter_map(|key| Some((key, table.get(key)?)))
        .collect();
    response.kind = table.text("kind", cx);
    let schema = table.get("schema");
    if let Some(schema) = &schema
        && !found.iter().any(|(key, _)| *key == "field")
    {
        let message = "`schema` is only allowed with `field`";
        cx.bad(schema, message);
    }
    match found.as_slice() {
        [] if table.has_unknown() => {}
        [] => table.missing(
            "list`, `one`, `plain`, `field`, `nothing` or `bytes",
            EXAMPLE,
            cx,
        ),
        [(key, at)] => {
            if let Some(payload) = payload(key, at, schema, &table, cx) {
                response.payload = payload;
            }
        }
        [(_, first), (_, second), ..] => {
            let message = "`returns` has several shapes";
            let error = cx.reporter.error(Code::BadValue, &second.origin(), message);
            error.also(&first.origin(), "the first one");
        }
    }
    table.finish(cx);
    response
}

fn payload<'s>(
    key: &str,
    at: &At<'s>,
    schema: Option<At<'s>>,
    table: &Table<'s>,
    cx: &mut Context<'s, '_>,
) -> Option<Payload> {
    Some(match key {
        "list" => Payload::List(type_use(at, key, cx)?),
        "one" => Payload::One(type_use(at, key, cx)?),
        "plain" => Payload::Plain(type_use(at, key, cx)?),
        "field" => {
            let name = cx
                .text(at, key)
                .unwrap_or_else(|| missing_text(at.origin()));
            let Some(schema) = schema else {
                table.missing("schema", "schema = { type = \"integer\" }", cx);
                return None;
            };
            Payload::Field(name, type_use(&schema, "schema", cx)?)
        }
        "bytes" => {
            let media = cx.text(at, key)?;
            check_media(&media, cx);
            Payload::Bytes(media)
        }
        _ => {
            if !matches!(at.node.value, Json::Bool(true)) {
                cx.bad(at, "`nothing` takes true");
            }
            Payload::Nothing
        }
    })
}

fn check_media(media: &Sited<String>, cx: &mut Context<'_, '_>) {
    let token = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&byte);
        !part.is_empty() && part.bytes().all(plain)
    };
    let parts = media.value.split_once('/');
    if !parts.is_some_and(|(kind, rest)| token(kind) && token(rest)) {
        let message = format!("`{}` is not a valid media type", media.value);
        let error = cx.reporter.error(Code::BadValue, &media.origin, message);
        error.help("a media type looks like `application/pdf`");
    }
}
