//! Takes the attributes of one field apart.
use proc_macro2::Ident;
use syn::LitStr;

use super::parse::name;
use crate::attr::Attrs;
use crate::constraint;
use crate::ctxt::Ctxt;
use crate::field;

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
                format!("`{key}` does not go with a field of an endpoint: a request has one form"),
            );
        }
    }
    let parameter = Parameter {
        ident: field.ident.as_ref()?,
        body: attrs.flag(cx, "body"),
        header: name(cx, &mut attrs, "header").filter(|name| is_header(cx, name)),
        inner: field::Field::new(cx, field, index, &mut attrs),
    };
    if parameter.inner.rest && attrs.is_done() {
        cx.error(
            &field.ty,
            "a parameter has a name: write one field for each",
        );
    }
    attrs.finish(
        cx,
        "a field of an endpoint",
        &[&["body", "header", "rename"], constraint::KEYS].concat(),
    );
    Some(parameter)
}

/// Whether a text can be the name of a header.
pub(crate) fn is_header(cx: &Ctxt, name: &LitStr) -> bool {
    let text = name.value();
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let valid = !text.is_empty() && text.bytes().all(valid);
    if !valid {
        cx.error(
            name,
            "this cannot be the name of a header; one is written `X-Name`",
        );
    }
    valid
}
