//! The fields of a credential.
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Type, Visibility};

use crate::attr::Attrs;
use crate::ctxt::Ctxt;
use crate::field_type;

/// A field as written.
pub(super) struct Member<'a> {
    pub(super) ident: &'a Ident,
    pub(super) vis: &'a Visibility,
    pub(super) ty: &'a Type,
    pub(super) secret: bool,
    pub(super) default: Option<LitStr>,
    pub(super) docs: Vec<&'a Attribute>,
}

impl Member<'_> {
    /// Returns the name of the field, without `r#`.
    pub(super) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

pub(super) fn parse<'a>(cx: &Ctxt, input: &'a DeriveInput) -> Vec<Member<'a>> {
    if !input.generics.params.is_empty() {
        cx.error(
            &input.generics,
            "`Credential` does not support generics: endpoints name one type",
        );
    }
    const STRUCT: &str = "`Credential` needs a struct with named fields, such as `key: Secret`";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => {
                return named
                    .named
                    .iter()
                    .filter_map(|field| member(cx, field))
                    .collect();
            }
            Fields::Unnamed(fields) => cx.error(fields, STRUCT),
            Fields::Unit => cx.error(&input.ident, STRUCT),
        },
        Data::Enum(data) => cx.error(data.enum_token, STRUCT),
        Data::Union(data) => cx.error(data.union_token, STRUCT),
    }
    Vec::new()
}

fn member<'a>(cx: &Ctxt, field: &'a syn::Field) -> Option<Member<'a>> {
    let mut attrs = Attrs::new(cx, &field.attrs, "credential");
    let says_secret = attrs.flag(cx, "secret").is_some();
    let default = attrs.string(cx, "default");
    attrs.finish(cx, "a field of a credential", &["secret", "default"]);
    // The type `Secret` masks itself; it may still have the attribute.
    let secret =
        says_secret || field_type::last(&field.ty).is_some_and(|(name, _)| name == "Secret");
    if let (true, Some(default)) = (secret, &default) {
        cx.error(
            default,
            "a secret cannot have a default: everybody could read it in the program",
        );
    }
    let docs = field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .collect();
    Some(Member {
        ident: field.ident.as_ref()?,
        vis: &field.vis,
        ty: &field.ty,
        secret,
        default,
        docs,
    })
}
