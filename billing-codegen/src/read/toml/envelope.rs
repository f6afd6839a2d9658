//! Reads `[envelope]`, `[servers.*.envelope]` and `[paging]`.

use super::table::{Context, Table, missing_text};
use crate::definition::{Envelope, ErrorShape, Literal, PageNumber, Paging, RecordNames, Success};
use crate::report::Code;
use crate::source::{At, Json, Sited};

/// Reads an envelope, which wraps every response.
pub(super) fn envelope<'s>(
    at: At<'s>,
    server: Option<&str>,
    cx: &mut Context<'s, '_>,
) -> Option<Envelope> {
    let what = match server {
        Some(name) => format!("`[servers.{name}.envelope]`"),
        None => "`[envelope]`".to_owned(),
    };
    let mut table = Table::new(at, what, cx)?;
    let success = table.get("success").and_then(|at| success(at, cx));
    let kind = table.text("kind", cx);
    let data = table.text("data", cx);
    let record = table.get("record").and_then(|at| record(at, cx));
    let mut errors = Vec::new();
    if let Some(at) = table.get("errors") {
        if !matches!(at.node.value, Json::Array(_)) {
            cx.bad(
                &at,
                format!("`errors` takes a list of tables, not {}", at.node.noun()),
            )
            .help("write `errors = [ { message = \"error\" } ]`");
        }
        for item in at.items() {
            errors.extend(error_shape(item, cx));
        }
    }
    let origin = table.origin();
    table.finish(cx);
    Some(Envelope {
        origin,
        server: server.map(str::to_owned),
        success,
        kind,
        data,
        record,
        errors,
    })
}

fn success<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Option<Success> {
    let mut table = Table::new(at, "`success`", cx)?;
    let name = table.needs("name", "name = \"success\"", cx);
    let is = table.get("is");
    if is.is_none() {
        table.missing("is", "is = [true]", cx);
    }
    let is = is.map_or_else(Vec::new, |at| literals(&at, "is", cx));
    let not = table.get("not");
    let found = not
        .as_ref()
        .map_or_else(Vec::new, |at| literals(at, "not", cx));
    if let Some(at) = not.filter(|_| found.iter().any(|value| is.contains(value))) {
        cx.bad(&at, "`is` and `not` have a value in common");
    }
    let name = name.unwrap_or_else(|| missing_text(table.origin()));
    table.finish(cx);
    Some(Success {
        name,
        is,
        not: found,
    })
}

fn literals<'s>(at: &At<'s>, key: &str, cx: &mut Context<'s, '_>) -> Vec<Literal> {
    if at.items().next().is_none() {
        cx.bad(at, format!("`{key}` takes a list of values"))
            .help("write `is = [true, \"true\", 1]`");
    }
    let mut literals = Vec::new();
    for item in at.items() {
        let literal = match &item.node.value {
            Json::Bool(value) => Some(Literal::Bool(*value)),
            Json::String(text) => Some(Literal::String(text.clone())),
            Json::Number(number) => number.parse().ok().map(Literal::Integer),
            _ => None,
        };
        match literal {
            Some(literal) => literals.push(literal),
            None => {
                let message = format!("`{key}` takes true, false, integers and strings");
                cx.bad(&item, message);
            }
        }
    }
    literals
}

fn record<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Option<RecordNames> {
    let mut table = Table::new(at, "`record`", cx)?;
    let id = table.needs("id", "id = \"id\"", cx);
    let attributes = table.needs("attributes", "attributes = \"attributes\"", cx);
    let names = id.zip(attributes);
    if let Some((id, attributes)) = &names
        && id.value == attributes.value
    {
        let message = "`id` and `attributes` are the same member";
        let error = cx
            .reporter
            .error(Code::BadValue, &attributes.origin, message);
        error.also(&id.origin, "the id");
    }
    table.finish(cx);
    names.map(|(id, attributes)| RecordNames { id, attributes })
}

fn error_shape<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Option<ErrorShape> {
    let mut table = Table::new(at, "an entry of `errors`", cx)?;
    let form = ErrorShape {
        when: path(&mut table, "when", cx),
        code: path(&mut table, "code", cx),
        message: path(&mut table, "message", cx),
        details: path(&mut table, "details", cx),
    };
    if form.code.is_none() && form.message.is_none() && form.details.is_none() {
        table.missing("message", "message = \"error\"", cx);
    }
    table.finish(cx);
    Some(form)
}

/// Reads member names joined by dots.
fn path<'s>(
    table: &mut Table<'s>,
    key: &'static str,
    cx: &mut Context<'s, '_>,
) -> Option<Sited<String>> {
    let text = table.text(key, cx)?;
    if text.value.split('.').any(str::is_empty) {
        let message = format!(
            "`{}` is not a valid path: names joined by single dots",
            text.value
        );
        cx.reporter.error(Code::BadValue, &text.origin, message);
    }
    Some(text)
}

/// Reads how lists are paged.
pub(super) fn paging<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Option<Paging> {
    let mut table = Table::new(at, "`[paging]`", cx)?;
    let kind = table.needs("kind", "kind = \"page\"", cx);
    if let Some(word) = kind.filter(|word| word.value != "page") {
        cx.word(&word.origin, "kind of paging", &word.value, &["page"]);
        return None;
    }
    let page = table.needs("page", "page = \"page\"", cx);
    let (mut size, mut max) = (None, None);
    if let Some(at) = table.get("size")
        && let Some(mut inner) = Table::new(at, "`size`", cx)
    {
        size = inner.needs("name", "name = \"per_page\"", cx);
        if let Some(at) = inner.get("max") {
            max = match &at.node.value {
                Json::Number(number) => number.parse().ok().filter(|max| *max > 0),
                _ => None,
            };
            if max.is_none() {
                cx.bad(&at, "`max` takes a whole number from 1");
            }
        }
        inner.finish(cx);
    }
    if let Some(word) = table.text("ends", cx).filter(|word| word.value != "empty") {
        cx.word(&word.origin, "end of a list", &word.value, &["empty"]);
    }
    let origin = table.origin();
    table.finish(cx);
    Some(Paging::PageNumber(PageNumber {
        page: page.unwrap_or_else(|| missing_text(origin.clone())),
        origin,
        size,
        max,
    }))
}
