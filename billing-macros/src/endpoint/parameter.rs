//! Parses the attributes of one field.
use proc_macro2::Ident;
use syn::LitStr;

use crate::attr::Attrs;
use crate::constraint;
use crate::ctxt::Ctxt;
use crate::field;
use crate::header;

/// A field as written.
pub(super) struct Parameter<'a> {
    pub(super) ident: &'a Ident,
    pub(super) inner: field::Field<'a>,
    pub(super) body: Option<Ident>,
    pub(super) header: Option<LitStr>,
}

pub(super) fn parameter<'a>(
    cx: &Ctxt,
    index: usize,
    field: &'a syn::Field,
) -> Option<Parameter<'a>> {
    let mut attrs = Attrs::new(cx, &field.attrs, "endpoint");
    for key in ["accept", "nullable", "extra"] {
        if let Some(key) = attrs.find(key) {
            cx.error(
                key,
                format!("`{key}` does not apply to a field of an endpoint: requests are written in one form"),
            );
        }
    }
    let parameter = Parameter {
        ident: field.ident.as_ref()?,
        body: attrs.flag(cx, "body"),
        header: attrs
            .nonempty(cx, "header")
            .filter(|name| header::is_name(cx, name)),
        inner: field::Field::new(cx, field, index, &mut attrs),
    };
    if parameter.inner.rest && attrs.is_empty() {
        cx.error(
            &field.ty,
            "a parameter needs a name: write one field for each",
        );
    }
    attrs.finish(
        cx,
        "a field of an endpoint",
        &constraint::with_keys(&["body", "header", "rename"]),
    );
    Some(parameter)
}
