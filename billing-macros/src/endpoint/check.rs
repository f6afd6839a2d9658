//! Judges how the parts of an endpoint fit together.

use syn::{GenericArgument, Ident, LitStr, PathArguments, Type};

use super::field::Field;
use super::parse::{EFFECTS, Endpoint, METHODS};
use crate::keys::{self, Errors};

const SHAPES: [&str; 6] = ["One", "List", "Plain", "Field", "Nothing", "Binary"];

/// What only an endpoint without mistakes has.
pub(super) struct Checked<'e> {
    pub(super) method: &'static str,
    pub(super) path: &'e LitStr,
    pub(super) effect: &'static str,
    pub(super) returns: &'e Type,
    /// The field that numbers the pages, and what the list holds.
    pub(super) paged: Option<(&'e Field, &'e Type)>,
    pub(super) places: Vec<Place>,
}

/// Where a field goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Body,
}

pub(super) fn check<'e>(endpoint: &'e Endpoint, errors: &mut Errors) -> Option<Checked<'e>> {
    // Without any attribute the one mistake is reported already.
    if endpoint.method.is_empty() && !errors.is_empty() {
        return None;
    }
    let method = method(endpoint, errors);
    let effect = effect(endpoint, errors);
    let shape = shape(endpoint, errors);
    let paged = paged(endpoint, shape, errors);
    let places = places(endpoint, errors);
    let (method, path) = method?;
    let returns = endpoint.returns.as_ref()?;
    Some(Checked { method, path, effect: effect?, returns, paged, places })
}

fn method<'e>(endpoint: &'e Endpoint, errors: &mut Errors) -> Option<(&'static str, &'e LitStr)> {
    for (extra, _) in endpoint.method.iter().skip(1) {
        errors.on(extra, "an endpoint has one method; write another struct for the other");
    }
    let Some((key, path)) = endpoint.method.first() else {
        let message = format!("the method and the path are missing: one of {}", keys::list(&METHODS));
        errors.at(endpoint.ident.span(), format!("{message}, such as `get = \"/things/{{id}}\"`"));
        return None;
    };
    METHODS.iter().find(|m| key == *m).map(|m| (*m, path))
}

fn effect(endpoint: &Endpoint, errors: &mut Errors) -> Option<&'static str> {
    let Some(effect) = &endpoint.effect else {
        errors.at(
            endpoint.ident.span(),
            format!(
                "the effect is missing: `effect = ...` with {}; it decides whether a call may be sent twice, \
                 also for GET",
                keys::list(&EFFECTS)
            ),
        );
        return None;
    };
    let known = EFFECTS.iter().find(|e| effect == *e).copied();
    if known.is_none() {
        let word = effect.to_string();
        errors.on(effect, keys::suggest(format!("unknown effect `{word}`"), &word, &EFFECTS));
    }
    known
}

/// The shape's name and the type in its angle brackets.
type Shape<'e> = (&'static str, Option<&'e Type>);

fn shape<'e>(endpoint: &'e Endpoint, errors: &mut Errors) -> Option<Shape<'e>> {
    let Some(returns) = &endpoint.returns else {
        errors.at(
            endpoint.ident.span(),
            "what the call returns is missing: `returns = ...` with `One<T>`, `List<T>`, `Plain<T>`, \
             `Field<T>`, `Nothing` or `Binary`",
        );
        return None;
    };
    let Some(shape) = named_shape(returns, errors) else {
        return None;
    };
    match (&endpoint.field, shape.0 == "Field") {
        (None, true) => {
            errors.on(returns, "`Field<T>` needs the name of the member: `field = \"id\"`");
        }
        (Some(field), false) => errors.on(field, "`field` goes with `returns = Field<T>` only"),
        _ => {}
    }
    if let (Some(media), false) = (&endpoint.media, shape.0 == "Binary") {
        errors.on(media, "`media` goes with `returns = Binary` only");
    }
    if let (Some(kind), None) = (&endpoint.kind, &endpoint.envelope) {
        errors.on(kind, "`kind` is a word of the envelope; add `envelope = ...`");
    }
    Some(shape)
}

fn named_shape<'e>(returns: &'e Type, errors: &mut Errors) -> Option<Shape<'e>> {
    let Type::Path(path) = returns else {
        errors.on(returns, format!("this is no shape of answer; it is one of {}", keys::list(&SHAPES)));
        return None;
    };
    let segment = path.path.segments.last()?;
    let word = segment.ident.to_string();
    let Some(shape) = SHAPES.iter().find(|s| word == **s) else {
        let message = format!("`{word}` is no shape of answer");
        errors.on(returns, keys::suggest(message, &word, &SHAPES));
        return None;
    };
    let inner = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|a| match a {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    match (inner, matches!(*shape, "Nothing" | "Binary")) {
        (None, false) => errors.on(returns, format!("`{shape}` needs the type that it holds: `{shape}<T>`")),
        (Some(inner), true) => errors.on(inner, format!("`{shape}` holds no type")),
        _ => {}
    }
    Some((shape, inner))
}

fn paged<'e>(
    endpoint: &'e Endpoint,
    shape: Option<Shape<'e>>,
    errors: &mut Errors,
) -> Option<(&'e Field, &'e Type)> {
    for (key, name) in [("page", &endpoint.page), ("size", &endpoint.size)] {
        if let Some(name) = name
            && find(endpoint, name).is_none()
        {
            let fields: Vec<_> = endpoint.fields.iter().map(|f| f.ident.to_string()).collect();
            let fields: Vec<_> = fields.iter().map(String::as_str).collect();
            let message = format!("`{key}` names no field");
            errors.on(name, keys::suggest(message, &name.to_string(), &fields));
        }
    }
    if let (Some(size), None) = (&endpoint.size, &endpoint.page) {
        errors.on(size, "`size` goes with `page = ...`");
    }
    let page = endpoint.page.as_ref()?;
    match shape? {
        ("List", Some(item)) => Some((find(endpoint, page)?, item)),
        _ => {
            errors.on(page, "only a list comes page by page: `returns = List<T>`");
            None
        }
    }
}

fn find<'e>(endpoint: &'e Endpoint, name: &Ident) -> Option<&'e Field> {
    endpoint.fields.iter().find(|f| f.ident == *name)
}

/// Finds the place of every field, and the field of every placeholder.
fn places(endpoint: &Endpoint, errors: &mut Errors) -> Vec<Place> {
    let method = endpoint.method.first();
    let placeholders = match method.map(|(_, path)| placeholders(path)) {
        Some(Ok(found)) => found,
        Some(Err(error)) => {
            errors.push(error);
            return Vec::new();
        }
        None => return Vec::new(),
    };
    let place = |field: &Field| match field {
        Field { body: Some(_), .. } => Place::Body,
        Field { header: Some(_), .. } => Place::Header,
        Field { name, .. } if placeholders.contains(name) => Place::Path,
        _ => Place::Query,
    };
    let places: Vec<_> = endpoint.fields.iter().map(place).collect();
    if let Some((_, path)) = method {
        for name in &placeholders {
            let filled = endpoint.fields.iter().zip(&places).any(|(f, p)| *p == Place::Path && f.name == *name);
            if !filled {
                errors.on(path, format!("the path has `{{{name}}}`, and no field of that name; add `pub {name}: ...`"));
            }
        }
    }
    collisions(endpoint, &places, errors);
    places
}

fn collisions(endpoint: &Endpoint, places: &[Place], errors: &mut Errors) {
    let is_get = endpoint.method.first().is_some_and(|(m, _)| m == "get");
    let mut bodies = 0;
    for (i, (field, place)) in endpoint.fields.iter().zip(places).enumerate() {
        if let (Some(_), Some(header)) = (field.body, &field.header) {
            errors.on(header, "a field is either the body or a header");
        }
        if let Some(span) = field.body {
            bodies += 1;
            match (bodies > 1, is_get, field.rename) {
                (true, ..) => errors.at(span, "there is one body; put both values into one type"),
                (_, true, _) => errors.at(span, "a GET has no body; use `post`, `put` or `patch`"),
                (_, _, Some(rename)) => errors.at(rename, "a body has no name"),
                _ => {}
            }
        }
        let twin = endpoint.fields.iter().zip(places).take(i).any(|(f, p)| p == place && f.name == field.name);
        if twin && *place != Place::Body {
            let span = field.rename.unwrap_or_else(|| field.ident.span());
            errors.at(span, format!("there are two parameters `{}`", field.name));
        }
    }
}

/// The names in braces.
fn placeholders(path: &LitStr) -> syn::Result<Vec<String>> {
    let text = path.value();
    let fail = |message: &str| Err(syn::Error::new(path.span(), message));
    if !text.starts_with('/') {
        return fail("a path begins with `/`; it goes behind the base URL");
    }
    if text.contains('#') || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return fail("a path has no `#` and no white space; encode them as `%23` and `%20`");
    }
    let (mut found, mut rest) = (Vec::new(), text.as_str());
    while let Some(at) = rest.find(['{', '}']) {
        let Some((name, after)) = rest[at..].strip_prefix('{').and_then(|r| r.split_once('}')) else {
            return fail("a brace is open or closed without its other; write placeholders as `{id}`");
        };
        if name.is_empty() || name.contains(['{', '/', '?']) {
            return fail("a placeholder is a name in braces, such as `{id}`");
        }
        if found.iter().any(|n| n == name) {
            return fail(&format!("the placeholder `{{{name}}}` is there twice"));
        }
        found.push(name.to_owned());
        rest = after;
    }
    Ok(found)
}
