//! Reads what the attributes of one field say.

use proc_macro2::Span;
use syn::{Ident, LitStr, Type};

use crate::keys::{self, Errors, Keys};

const KEYS: Keys =
    Keys { attribute: "endpoint", known: &["body", "header", "rename"], repeatable: &[] };

/// A field as written.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// `rename`, or the field's own name.
    pub(super) name: String,
    pub(super) rename: Option<Span>,
    pub(super) body: Option<Span>,
    pub(super) header: Option<LitStr>,
}

pub(super) fn parse(field: &syn::Field, errors: &mut Errors) -> Field {
    let ident = field.ident.clone().unwrap_or_else(|| Ident::new("_", Span::call_site()));
    let mut parsed = Field {
        name: keys::plain(&ident),
        ident,
        ty: field.ty.clone(),
        rename: None,
        body: None,
        header: None,
    };
    KEYS.read(&field.attrs, errors, &mut |key, input, _| {
        match key.to_string().as_str() {
            "body" => {
                keys::alone(key, input)?;
                parsed.body = Some(key.span());
            }
            "header" => parsed.header = Some(keys::header(&keys::name(key, input)?)?),
            _ => {
                let name = keys::name(key, input)?;
                parsed.rename = Some(name.span());
                parsed.name = name.value();
            }
        }
        Ok(())
    });
    parsed
}
