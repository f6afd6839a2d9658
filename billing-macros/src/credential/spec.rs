//! Judges how a credential is sent, and writes it down as data.
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::address;
use super::claims::{Claim, ClaimValue, Name};
use super::parse::{Bearer, Credential, Jwt, LiteralOrField};
use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;

const EXPECTED: &str = "say how it is sent: `jwt(algorithm = \"HS256\", key = field)` with `claims(…)`, \
    `bearer(key = field)` or `header(name = \"X-Api-Key\", value = field)`";

pub(super) fn check(cx: &Ctxt, credential: &Credential<'_>) {
    if !credential.sent {
        cx.error_at(credential.input.ident.span(), EXPECTED);
    }
    if let (Some(_), Some(bearer)) = (&credential.jwt, &credential.bearer) {
        cx.error(
            &bearer.at,
            "`jwt` and `bearer` both set `Authorization`: keep one",
        );
    }
    for claim in credential.jwt.iter().flat_map(|jwt| &jwt.claims) {
        check_hash(cx, claim, credential);
    }
    if let Some(url) = credential
        .base_url
        .as_ref()
        .filter(|_| credential.is_sound())
    {
        address::check(cx, url, &credential.members);
    }
    let known: Vec<_> = credential
        .members
        .iter()
        .map(|member| member.name())
        .collect();
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    for field in fields(credential) {
        let word = field.unraw().to_string();
        if !known.is_empty() && !known.contains(&word.as_str()) {
            cx.error(
                field,
                format!("there is no field `{word}`{}", did_you_mean(&word, &known)),
            );
        }
    }
}

/// Every field that is named.
fn fields<'c>(credential: &'c Credential<'_>) -> Vec<&'c Ident> {
    let mut parts: Vec<&LiteralOrField> = credential
        .headers
        .iter()
        .map(|header| &header.value)
        .collect();
    let mut fields = Vec::new();
    if let Some(jwt) = &credential.jwt {
        fields.push(&jwt.key);
        parts.extend(&jwt.scheme);
        fields.extend(jwt.claims.iter().filter_map(|claim| match &claim.value {
            ClaimValue::Field(field) => Some(field),
            _ => None,
        }));
    }
    if let Some(bearer) = &credential.bearer {
        fields.push(&bearer.key);
        parts.extend(&bearer.scheme);
    }
    fields.extend(parts.into_iter().filter_map(|part| match part {
        LiteralOrField::Field(field) => Some(field),
        LiteralOrField::Literal(_) => None,
    }));
    fields
}

fn check_hash(cx: &Ctxt, claim: &Claim, credential: &Credential<'_>) {
    let ClaimValue::Md5(names) = &claim.value else {
        return;
    };
    let claims: Vec<&Claim> = credential.jwt.iter().flat_map(|jwt| &jwt.claims).collect();
    let known: Vec<_> = claims.iter().map(|claim| claim.name.as_str()).collect();
    for Name { text: word, span } in names {
        match claims.iter().find(|claim| claim.name == *word) {
            None => cx.error_at(
                *span,
                format!("there is no claim `{word}`{}", did_you_mean(word, &known)),
            ),
            Some(Claim {
                value: ClaimValue::Md5(_),
                ..
            }) => {
                cx.error_at(
                    *span,
                    format!("`{word}` is a hash itself: hash what it is made of"),
                );
            }
            Some(_) => {}
        }
    }
}

/// The value of the static description.
pub(super) fn expand(credential: &Credential<'_>) -> TokenStream {
    let krate = &credential.krate;
    let mut specs = Vec::new();
    if let Some(jwt) = &credential.jwt {
        specs.push(expand_jwt(jwt, krate));
    }
    if let Some(Bearer { scheme, key, .. }) = &credential.bearer {
        let (scheme, key) = (
            expand_scheme(scheme.as_ref(), krate),
            key.unraw().to_string(),
        );
        specs.push(
            quote!(#krate::credential::CredentialSpec::Bearer { scheme: #scheme, key: #key }),
        );
    }
    if !credential.headers.is_empty() {
        let headers = credential.headers.iter().map(|header| {
            let (name, value) = (&header.name, expand_part(&header.value, krate));
            quote!((#name, #value))
        });
        specs.push(quote!(#krate::credential::CredentialSpec::Headers(&[#(#headers),*])));
    }
    match specs.as_slice() {
        [one] => one.clone(),
        many => quote!(#krate::credential::CredentialSpec::All(&[#(#many),*])),
    }
}

fn expand_jwt(jwt: &Jwt, krate: &TokenStream) -> TokenStream {
    let algorithm = format_ident!("{}", jwt.algorithm.replace("HS", "Hs"));
    let (scheme, key) = (
        expand_scheme(jwt.scheme.as_ref(), krate),
        jwt.key.unraw().to_string(),
    );
    let claims = jwt.claims.iter().map(|Claim { name, value, .. }| {
        let value = match value {
            ClaimValue::Field(field) => {
                let field = field.unraw().to_string();
                quote!(Field(#field))
            }
            ClaimValue::Now(shift) => quote!(Now(#shift)),
            ClaimValue::Md5(names) => {
                let names = names.iter().map(|name| &name.text);
                quote!(Md5(&[#(#names),*]))
            }
            ClaimValue::String(text) => quote!(String(#text)),
            ClaimValue::Integer(value) => quote!(Integer(#value)),
            ClaimValue::Bool(value) => quote!(Bool(#value)),
        };
        quote!(#krate::credential::Claim::new(#name, #krate::credential::ClaimValue::#value))
    });
    quote! {
        #krate::credential::CredentialSpec::Jwt {
            algorithm: #krate::credential::Algorithm::#algorithm,
            scheme: #scheme,
            key: #key,
            claims: &[#(#claims),*],
        }
    }
}

fn expand_scheme(scheme: Option<&LiteralOrField>, krate: &TokenStream) -> TokenStream {
    match scheme {
        Some(scheme) => expand_part(scheme, krate),
        None => quote!(#krate::credential::LiteralOrField::Literal("Bearer")),
    }
}

fn expand_part(part: &LiteralOrField, krate: &TokenStream) -> TokenStream {
    match part {
        LiteralOrField::Literal(text) => quote!(#krate::credential::LiteralOrField::Literal(#text)),
        LiteralOrField::Field(field) => {
            let name = field.unraw().to_string();
            quote!(#krate::credential::LiteralOrField::Field(#name))
        }
    }
}
