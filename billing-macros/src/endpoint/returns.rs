//! The shape of answer that an endpoint names.
use syn::Type;

use super::parse::{Endpoint, whole};
use crate::attr::word;
use crate::ctxt::Ctxt;
use crate::field_type;
use crate::suggest::list;

const SHAPES: [&str; 6] = ["One", "List", "Plain", "Field", "Nothing", "Binary"];

/// The shape's name and the type in its angle brackets.
pub(super) type Shape<'e> = (&'static str, Option<&'e Type>);

/// Finds the shape and checks the keys that go with it.
pub(super) fn shape<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'_>) -> Option<Shape<'e>> {
    let Some(returns) = &endpoint.returns else {
        if endpoint.keys.contains(&"returns") {
            return None;
        }
        let message = "what a call returns is missing: `returns = One<T>`, `List<T>`, `Plain<T>`, `Field<T>`, `Nothing` or `Binary`";
        cx.error_at(whole(endpoint), message);
        return None;
    };
    let Some((name, inner)) = field_type::last(returns) else {
        cx.error(returns, format!("`returns` takes one of {}", list(&SHAPES)));
        return None;
    };
    let shape = word(cx, returns, &name, &SHAPES)?;
    match (inner, matches!(shape, "Nothing" | "Binary")) {
        (None, false) => cx.error(
            returns,
            format!("`{shape}` says what it holds: `{shape}<T>`"),
        ),
        (Some(inner), true) => cx.error(inner, format!("`{shape}` holds no type")),
        _ => {}
    }
    match (&endpoint.field, shape == "Field") {
        (None, true) => cx.error(
            returns,
            "`Field<T>` goes with the name of the member: `field = \"id\"`",
        ),
        (Some(field), false) => cx.error(field, "`field` goes with `returns = Field<T>`"),
        _ => {}
    }
    if let (Some(media), false) = (&endpoint.media, shape == "Binary") {
        cx.error(media, "`media` goes with `returns = Binary`");
    }
    if let (Some(kind), None) = (&endpoint.kind, &endpoint.envelope) {
        cx.error(
            kind,
            "`kind` is a word of the envelope: add `envelope = Type`",
        );
    }
    Some((shape, inner))
}

/// The type that stands in for the answer of an endpoint with mistakes: its own, if that is a shape at all.
pub(super) fn sound<'e>(endpoint: &'e Endpoint<'_>) -> Option<Shape<'e>> {
    let (name, inner) = field_type::last(endpoint.returns.as_ref()?)?;
    let shape = SHAPES.iter().find(|shape| **shape == name)?;
    (inner.is_none() == matches!(*shape, "Nothing" | "Binary")).then_some((*shape, inner))
}
