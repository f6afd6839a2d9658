//! Judges how the parts of an endpoint fit together.
use syn::{Ident, LitStr, Type};

use super::parameter::Parameter;
use super::parse::{Endpoint, METHODS, whole};
use super::path::placeholders;
use super::returns::{self, Shape};
use crate::attr::word;
use crate::ctxt::Ctxt;
use crate::suggest::{did_you_mean, list};

const EFFECTS: [&str; 5] = ["read", "replace", "delete", "create", "side_effect"];

/// What only an endpoint without mistakes has.
pub(super) struct Checked<'e> {
    pub(super) method: &'static str,
    pub(super) path: &'e LitStr,
    pub(super) effect: &'static str,
    pub(super) returns: &'e Type,
    pub(super) paged: Option<Paged<'e>>,
    pub(super) places: Vec<Place>,
}

/// A list that comes page by page.
pub(super) struct Paged<'e> {
    pub(super) paging: Paging<'e>,
    /// The type of the items.
    pub(super) item: &'e Type,
}

/// How one page leads to the next.
pub(super) enum Paging<'e> {
    /// The field holds the number of the page.
    Number(&'e Parameter<'e>),
}

/// Where a field goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Body,
}

pub(super) fn check<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'e>) -> Option<Checked<'e>> {
    if endpoint.silent {
        let example = "#[endpoint(get = \"/things/{id}\", effect = read, returns = One<Thing>)]";
        cx.error_at(whole(endpoint), format!("say what is called: `{example}`"));
        return None;
    }
    let method = method(cx, endpoint);
    let effect = effect(cx, endpoint);
    repeated(cx, endpoint, effect);
    let shape = returns::shape(cx, endpoint);
    let paged = paged(cx, endpoint, shape);
    let places = method.map(|(method, path)| places(cx, endpoint, method, path));
    let (method, path) = method?;
    let returns = endpoint.returns.as_ref()?;
    Some(Checked {
        method,
        path,
        effect: effect?,
        returns,
        paged,
        places: places?,
    })
}

fn method<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'_>) -> Option<(&'static str, &'e LitStr)> {
    for (extra, _) in endpoint.method.iter().skip(1) {
        cx.error(extra, "a second method: write another struct for it");
    }
    let Some((key, path)) = endpoint.method.first() else {
        if METHODS.iter().any(|method| endpoint.keys.contains(method)) {
            return None;
        }
        let message = format!(
            "the method and its path are missing: {}, such as `get = \"/things\"`",
            list(&METHODS)
        );
        cx.error_at(whole(endpoint), message);
        return None;
    };
    METHODS
        .iter()
        .find(|method| key == *method)
        .map(|method| (*method, path))
}

fn effect(cx: &Ctxt, endpoint: &Endpoint<'_>) -> Option<&'static str> {
    let Some(effect) = &endpoint.effect else {
        if endpoint.keys.contains(&"effect") {
            return None;
        }
        let words = list(&EFFECTS);
        let why = "it decides whether a call may be sent twice, and a GET may create too";
        cx.error_at(
            whole(endpoint),
            format!("`effect = …` is missing, one of {words}: {why}"),
        );
        return None;
    };
    word(cx, effect, &effect.to_string(), &EFFECTS)
}

/// What only reads is repeated as it is, and leaves nothing to find out.
fn repeated(cx: &Ctxt, endpoint: &Endpoint<'_>, effect: Option<&'static str>) {
    if effect != Some("read") {
        return;
    }
    for (key, text) in [
        ("idempotency", &endpoint.idempotency),
        ("reconcile", &endpoint.reconcile),
    ] {
        if let Some(text) = text {
            cx.error(
                text,
                format!("`{key}` is for calls that change something, not for `effect = read`"),
            );
        }
    }
}

fn paged<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'e>, shape: Option<Shape<'e>>) -> Option<Paged<'e>> {
    for (key, name) in [("page", &endpoint.page), ("size", &endpoint.size)] {
        if let Some(name) = name
            && find(endpoint, name).is_none()
        {
            let fields: Vec<_> = endpoint
                .fields
                .iter()
                .map(|field| field.ident.to_string())
                .collect();
            let fields: Vec<_> = fields.iter().map(String::as_str).collect();
            let near = did_you_mean(&name.to_string(), &fields);
            cx.error(name, format!("`{key}` names no field{near}"));
        }
    }
    if let (Some(size), None) = (&endpoint.size, &endpoint.page) {
        cx.error(size, "`size` goes with `page = field`");
    }
    let page = endpoint.page.as_ref()?;
    match shape? {
        ("List", Some(item)) => Some(Paged {
            paging: Paging::Number(find(endpoint, page)?),
            item,
        }),
        _ => {
            cx.error(page, "only a list comes page by page: `returns = List<T>`");
            None
        }
    }
}

fn find<'e>(endpoint: &'e Endpoint<'e>, name: &Ident) -> Option<&'e Parameter<'e>> {
    endpoint.fields.iter().find(|field| field.ident == name)
}

/// Finds the place of every field, and the field of every placeholder.
fn places(cx: &Ctxt, endpoint: &Endpoint<'_>, method: &str, path: &LitStr) -> Vec<Place> {
    let placeholders = match placeholders(path) {
        Ok(found) => found,
        Err(message) => {
            cx.error(path, message);
            return Vec::new();
        }
    };
    let place = |field: &Parameter<'_>| match field {
        Parameter { body: Some(_), .. } => Place::Body,
        Parameter {
            header: Some(_), ..
        } => Place::Header,
        _ if placeholders.contains(&field.inner.name) => Place::Path,
        _ => Place::Query,
    };
    let places: Vec<_> = endpoint.fields.iter().map(place).collect();
    for name in &placeholders {
        let mut fields = endpoint.fields.iter().zip(&places);
        if !fields.any(|(field, place)| *place == Place::Path && field.inner.name == *name) {
            cx.error(
                path,
                format!(
                    "the path has `{{{name}}}` and no field of that name: add `pub {name}: Id`"
                ),
            );
        }
    }
    bodies(cx, endpoint, method);
    for (index, (field, place)) in endpoint.fields.iter().zip(&places).enumerate() {
        let mut before = endpoint.fields.iter().zip(&places).take(index);
        if *place != Place::Body
            && before.any(|(other, at)| at == place && other.inner.name == field.inner.name)
        {
            cx.error_at(
                field.inner.name_span,
                format!("a second parameter of the name `{}`", field.inner.name),
            );
        }
    }
    places
}

fn bodies(cx: &Ctxt, endpoint: &Endpoint<'_>, method: &str) {
    let with_body = endpoint
        .fields
        .iter()
        .filter_map(|field| Some((field, field.body.as_ref()?)));
    for (index, (field, body)) in with_body.enumerate() {
        if let Some(header) = &field.header {
            cx.error(header, "a field is the body or a header, not both");
        }
        if index > 0 {
            cx.error(body, "a second body: put both values into one type");
        } else if method == "get" {
            cx.error(body, "a GET has no body: use `post`, `put` or `patch`");
        }
    }
}
