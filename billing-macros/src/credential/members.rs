//! Reads the fields of a credential.

use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Type, Visibility};

use crate::keys::{self, Errors, Keys};

const KEYS: Keys =
    Keys { attribute: "credential", known: &["secret", "default"], repeatable: &[] };

/// A field as written.
pub(super) struct Member {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) ty: Type,
    pub(super) secret: bool,
    pub(super) default: Option<LitStr>,
    pub(super) docs: Vec<Attribute>,
}

pub(super) fn parse(input: &DeriveInput, errors: &mut Errors) -> Vec<Member> {
    if !input.generics.params.is_empty() {
        errors.on(&input.generics, "a credential cannot be generic; endpoints name one type");
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => named.named.iter().filter_map(|f| member(f, errors)).collect(),
            other => {
                let place = if matches!(other, Fields::Unit) { &input.ident as &dyn quote::ToTokens } else { other };
                errors.on(place, "a credential is a struct with named fields, such as `key: Secret`");
                Vec::new()
            }
        },
        Data::Enum(data) => {
            errors.on(data.enum_token, "a credential is a struct; write one for each way to sign");
            Vec::new()
        }
        Data::Union(data) => {
            errors.on(data.union_token, "a credential is a struct, not a union");
            Vec::new()
        }
    }
}

fn member(field: &syn::Field, errors: &mut Errors) -> Option<Member> {
    let mut member = Member {
        ident: field.ident.clone()?,
        vis: field.vis.clone(),
        ty: field.ty.clone(),
        secret: is_secret(&field.ty),
        default: None,
        docs: field.attrs.iter().filter(|a| a.path().is_ident("doc")).cloned().collect(),
    };
    KEYS.read(&field.attrs, errors, &mut |key, input, _| {
        if key == "secret" {
            keys::alone(key, input)?;
            member.secret = true;
        } else {
            member.default = Some(keys::text(key, input)?);
        }
        Ok(())
    });
    if let (true, Some(default)) = (member.secret, &member.default) {
        errors.on(default, "a secret has no default: it would stand in the program for all to read");
    }
    Some(member)
}

/// The type `Secret` hides itself.
fn is_secret(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Secret"))
}
