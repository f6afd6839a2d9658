//! Reads `[endpoints.*.*]`: one operation.

use super::idempotency::idempotency;
use super::returns::{returns, type_use};
use super::server::auth_use;
use super::table::{Context, Table};
use crate::definition::{
    Body, Effect, Endpoint, MediaType, Method, Parameter, PathStyle, Place, QueryStyle, Responses,
};
use crate::report::Code;
use crate::source::{At, Sited};

/// Reads one operation. If its method is missing, reports that and returns `None`.
pub(super) fn endpoint<'s>(
    resource: &Sited<String>,
    name: Sited<String>,
    at: At<'s>,
    cx: &mut Context<'s, '_>,
) -> Option<Endpoint> {
    let full = format!("{}.{}", resource.value, name.value);
    let mut table = Table::new(at, format!("`[endpoints.{full}]`"), cx)?;
    let origin = table.origin();
    let doc = table.doc(cx);
    let method = method(&mut table, &full, cx);
    let effect = effect(&mut table, &full, cx);
    let server = table.text("server", cx);
    let auth = table.get("auth").map(|at| auth_use(&at, cx));
    let mut parameters = path_parameters(&mut table, cx);
    parameters.extend(query(&mut table, cx));
    let body = table.get("body");
    let body = body.and_then(|at| type_use(&at, "body", cx));
    let success = returns(&mut table, cx);
    let rate = table.text("rate", cx);
    if let Some(rate) = &rate {
        check_rate(rate, cx);
    }
    let idempotency = table.get("idempotency").and_then(|at| idempotency(at, cx));
    let reconcile = table.text("reconcile", cx);
    table.finish(cx);
    let (method, path) = method?;
    Some(Endpoint {
        origin,
        resource: resource.clone(),
        name,
        doc,
        method,
        path,
        effect,
        server,
        auth,
        parameters,
        body: body.map(|ty| Body {
            media_type: MediaType::Json,
            ty,
        }),
        responses: Responses { success },
        rate,
        idempotency,
        reconcile,
    })
}

fn method<'s>(
    table: &mut Table<'s>,
    full: &str,
    cx: &mut Context<'s, '_>,
) -> Option<(Method, Sited<String>)> {
    let mut found = None;
    for method in Method::ALL.iter().copied() {
        let Some(at) = table.get_string(method.word()) else {
            continue;
        };
        let Some((_, first)) = &found else {
            found = Some((method, at));
            continue;
        };
        let message = format!("`{full}` has several methods");
        let error = cx
            .reporter
            .error(Code::EndpointMethod, &at.origin(), message);
        error.also(&first.origin(), "the first one");
        error.help("define an operation for each method");
    }
    let Some((method, at)) = found else {
        if cx.partial || table.advises("`get = ") {
            return None;
        }
        let message = format!("`{full}` has no method");
        let error = cx
            .reporter
            .error(Code::EndpointMethod, &table.origin(), message);
        error
            .help("write one of get, post, put, patch and delete, as in `get = \"/clients/{id}\"`");
        return None;
    };
    let path = cx.text(&at, "the path")?;
    if let Some(problem) = path_problem(&path.value) {
        let message = format!("`{}` is not a valid path: it has {problem}", path.value);
        let error = cx.reporter.error(Code::BadPath, &path.origin, message);
        error.help("a path looks like `/clients/{id}` or `/time?type=json`, below the base URL");
    }
    Some((method, path))
}

/// Describes the part of a path that is not allowed in a request line. Placeholders are checked later, when names are
/// looked up.
fn path_problem(path: &str) -> Option<&'static str> {
    if path.contains('#') {
        return Some("a fragment");
    }
    if path.starts_with("//") {
        return Some("a host");
    }
    if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("characters that must be percent-encoded");
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if query.contains(['{', '}']) {
        return Some("a placeholder after `?`, where only fixed strings are allowed");
    }
    let dots = path.split('/').any(|part| matches!(part, "." | ".."));
    dots.then_some("`.` or `..` as a segment")
}

fn effect<'s>(table: &mut Table<'s>, full: &str, cx: &mut Context<'s, '_>) -> Effect {
    let words: Vec<&str> = Effect::ALL.iter().map(|effect| effect.word()).collect();
    let Some(at) = table.get("effect") else {
        if cx.partial {
            return Effect::SideEffect;
        }
        let message = format!("`{full}` has no effect");
        let error = cx
            .reporter
            .error(Code::MissingEffect, &table.origin(), message);
        error.help("write `effect = \"read\"`, or replace, delete, create or side-effect: what the call does on the server");
        return Effect::SideEffect;
    };
    let word = cx.text(&at, "effect");
    let mut all = Effect::ALL.iter().copied();
    let found = all.find(|effect| Some(effect.word()) == at.string());
    if let (None, Some(word)) = (found, word) {
        cx.word(&word.origin, "effect", &word.value, &words);
    }
    found.unwrap_or(Effect::SideEffect)
}

/// Reads `path`: a type for each placeholder.
fn path_parameters<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Vec<Parameter> {
    let parameters = table
        .get("path")
        .and_then(|at| Table::new(at, "`path`", cx));
    let Some(parameters) = parameters else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (member, at) in parameters.at.members() {
        found.push(Parameter {
            name: Sited {
                value: member.name.clone(),
                origin: at.part(member.name_span),
            },
            place: Place::Path(PathStyle::Simple),
            ty: type_use(&at, &member.name, cx),
        });
    }
    found
}

/// Reads `query`: an object schema whose members are the query parameters.
fn query<'s>(table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Option<Parameter> {
    let at = table.get("query")?;
    Some(Parameter {
        name: Sited {
            value: "query".to_owned(),
            origin: at.origin(),
        },
        place: Place::Query(QueryStyle::FormExplode),
        ty: type_use(&at, "query", cx),
    })
}

/// Checks a rate: a number of calls, a slash, and `s`, `min` or `h`.
fn check_rate(rate: &Sited<String>, cx: &mut Context<'_, '_>) {
    let parts = rate.value.split_once('/');
    let good = parts.is_some_and(|(calls, unit)| {
        let calls = calls.parse::<u32>().is_ok_and(|calls| calls > 0);
        calls && matches!(unit, "s" | "min" | "h")
    });
    if !good {
        let message = format!("`{}` is not a valid rate", rate.value);
        let error = cx.reporter.error(Code::BadValue, &rate.origin, message);
        error.help("a rate looks like `5/s`, `10/min` or `100/h`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for good in ["/", "/a/{id}/b", "/time?type=json"] {
            assert_eq!(path_problem(good), None, "{good}");
        }
        for bad in ["//a", "/a#b", "/a b", "/a?x={y}", "/a/../b"] {
            assert!(path_problem(bad).is_some(), "{bad}");
        }
    }
}
