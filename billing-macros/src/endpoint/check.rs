//! Checks how the parts of an endpoint fit together.
use syn::{Ident, LitStr, Type};

use super::parameter::Parameter;
use super::parse::{Endpoint, Method, whole};
use super::path::placeholders;
use super::returns::{self, Returned, Returns};
use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;
use crate::words::{Word, words};

words! {
    /// What a call does on the server.
    // The variants have the same names as in the runtime.
    #[allow(clippy::enum_variant_names)]
    pub(super) enum Effect {
        Read = "read",
        Replace = "replace",
        Delete = "delete",
        Create = "create",
        SideEffect = "side_effect",
    }
}

/// The checked parts of an endpoint without errors.
pub(super) struct Checked<'e> {
    pub(super) method: Method,
    pub(super) path: &'e LitStr,
    pub(super) effect: Effect,
    pub(super) returns: &'e Type,
    pub(super) paged: Option<Paged<'e>>,
    pub(super) places: Vec<Place>,
}

/// A paginated list.
pub(super) struct Paged<'e> {
    pub(super) paging: Paging<'e>,
    /// The type of the items.
    pub(super) item: &'e Type,
}

/// How the next page is selected.
pub(super) enum Paging<'e> {
    /// The field holds the number of the page.
    PageNumber(&'e Parameter<'e>),
}

/// Where the value of a field is sent.
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
        cx.error_at(
            whole(endpoint),
            format!("the attribute is missing: write `{example}`"),
        );
        return None;
    }
    let method = method(cx, endpoint);
    let effect = effect(cx, endpoint);
    repeated(cx, endpoint, effect);
    let returned = returns::check(cx, endpoint);
    let paged = paged(cx, endpoint, returned);
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

fn method<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'_>) -> Option<(Method, &'e LitStr)> {
    for (_, extra, _) in endpoint.methods.iter().skip(1) {
        cx.error(extra, "second method: write another struct for it");
    }
    let Some((method, _, path)) = endpoint.methods.first() else {
        if Method::all_words()
            .iter()
            .any(|method| endpoint.keys.contains(method))
        {
            return None;
        }
        let message = format!(
            "method and path are missing: {}, such as `get = \"/things\"`",
            Method::list()
        );
        cx.error_at(whole(endpoint), message);
        return None;
    };
    Some((*method, path))
}

fn effect(cx: &Ctxt, endpoint: &Endpoint<'_>) -> Option<Effect> {
    let Some(effect) = &endpoint.effect else {
        if endpoint.keys.contains(&"effect") {
            return None;
        }
        let words = Effect::list();
        let why = "it decides whether a call may be sent twice; a GET may create things too";
        cx.error_at(
            whole(endpoint),
            format!("`effect` is missing, one of {words}: {why}"),
        );
        return None;
    };
    Effect::read(cx, effect, &effect.to_string())
}

/// Reports keys that do not apply to a call that only reads, because such a call can always be sent again.
fn repeated(cx: &Ctxt, endpoint: &Endpoint<'_>, effect: Option<Effect>) {
    match effect {
        Some(Effect::Read) => {}
        Some(Effect::Replace | Effect::Delete | Effect::Create | Effect::SideEffect) | None => {
            return;
        }
    }
    for (key, text) in [
        ("idempotency", &endpoint.idempotency),
        ("reconcile", &endpoint.reconcile),
    ] {
        if let Some(text) = text {
            cx.error(
                text,
                format!("`{key}` does not apply to `effect = read`: it is for calls that change something"),
            );
        }
    }
}

fn paged<'e>(
    cx: &Ctxt,
    endpoint: &'e Endpoint<'e>,
    returned: Option<Returned<'e>>,
) -> Option<Paged<'e>> {
    for name in [&endpoint.page, &endpoint.size] {
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
            cx.error(name, format!("there is no such field{near}"));
        }
    }
    if let (Some(size), None) = (&endpoint.size, &endpoint.page) {
        cx.error(size, "`size` goes with `page = field`");
    }
    let page = endpoint.page.as_ref()?;
    match returned? {
        (Returns::List, Some(item)) => Some(Paged {
            paging: Paging::PageNumber(find(endpoint, page)?),
            item,
        }),
        _ => {
            cx.error(page, "only lists are paginated: write `returns = List<T>`");
            None
        }
    }
}

fn find<'e>(endpoint: &'e Endpoint<'e>, name: &Ident) -> Option<&'e Parameter<'e>> {
    endpoint.fields.iter().find(|field| field.ident == name)
}

/// Finds where each field is sent, and the field of each placeholder.
fn places(cx: &Ctxt, endpoint: &Endpoint<'_>, method: Method, path: &LitStr) -> Vec<Place> {
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
                    "the path has `{{{name}}}`, but there is no such field: add `pub {name}: Id`"
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
                format!("second parameter with the name `{}`", field.inner.name),
            );
        }
    }
    places
}

fn bodies(cx: &Ctxt, endpoint: &Endpoint<'_>, method: Method) {
    let with_body = endpoint
        .fields
        .iter()
        .filter_map(|field| Some((field, field.body.as_ref()?)));
    for (index, (field, body)) in with_body.enumerate() {
        if let Some(header) = &field.header {
            cx.error(header, "a field is either the body or a header");
        }
        if index > 0 {
            cx.error(body, "second body: put both values into one type");
        } else if method == Method::Get {
            cx.error(
                body,
                "a GET request has no body: use `post`, `put` or `patch`",
            );
        }
    }
}
