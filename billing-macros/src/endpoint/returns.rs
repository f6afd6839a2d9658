//! Finds what an endpoint returns.
use syn::Type;

use super::parse::{Endpoint, whole};
use crate::ctxt::Ctxt;
use crate::field_type;
use crate::words::{Word, words};

words! {
    /// Where the value of a response is.
    pub(super) enum Returns {
        One = "One",
        List = "List",
        Plain = "Plain",
        Field = "Field",
        Nothing = "Nothing",
        Binary = "Binary",
    }
}

impl Returns {
    fn holds_type(self) -> bool {
        match self {
            Self::One | Self::List | Self::Plain | Self::Field => true,
            Self::Nothing | Self::Binary => false,
        }
    }
}

/// What is returned, with the type in its angle brackets.
pub(super) type Returned<'e> = (Returns, Option<&'e Type>);

/// Finds what is returned, and checks the keys that belong to it.
pub(super) fn check<'e>(cx: &Ctxt, endpoint: &'e Endpoint<'_>) -> Option<Returned<'e>> {
    let Some(ty) = &endpoint.returns else {
        if endpoint.keys.contains(&"returns") {
            return None;
        }
        let message = "`returns` is missing: `returns = One<T>`, `List<T>`, `Plain<T>`, `Field<T>`, `Nothing` or `Binary`";
        cx.error_at(whole(endpoint), message);
        return None;
    };
    let Some((name, inner)) = field_type::last(ty) else {
        cx.error(ty, format!("`returns` takes one of {}", Returns::list()));
        return None;
    };
    let returns = Returns::read(cx, ty, &name)?;
    match (inner, returns.holds_type()) {
        (None, true) => cx.error(ty, format!("`{name}` needs a type: `{name}<T>`")),
        (Some(inner), false) => cx.error(inner, format!("`{name}` takes no type")),
        _ => {}
    }
    match (&endpoint.field, returns == Returns::Field) {
        (None, true) => cx.error(
            ty,
            "`Field<T>` needs the name of the member: `field = \"id\"`",
        ),
        (Some(field), false) => cx.error(field, "`field` goes with `returns = Field<T>`"),
        _ => {}
    }
    if let (Some(media), false) = (&endpoint.media, returns == Returns::Binary) {
        cx.error(media, "`media` goes with `returns = Binary`");
    }
    if let (Some(kind), None) = (&endpoint.kind, &endpoint.envelope) {
        cx.error(
            kind,
            "`kind` is a member of the envelope: add `envelope = Type`",
        );
    }
    Some((returns, inner))
}

/// Finds what the stub of an endpoint with errors returns: the same as the endpoint, if its `returns` is valid.
pub(super) fn sound<'e>(endpoint: &'e Endpoint<'_>) -> Option<Returned<'e>> {
    let (name, inner) = field_type::last(endpoint.returns.as_ref()?)?;
    let returns = Returns::find(&name)?;
    (inner.is_some() == returns.holds_type()).then_some((returns, inner))
}
