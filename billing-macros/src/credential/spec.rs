//! Checks how a credential is sent, and expands it to data.
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::address;
use super::claims::{Claim, ClaimValue, Name};
use super::kind::Kind;
use super::parse::Credential;
use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;

const EXPECTED: &str = "nothing says how the credential is sent: add `jwt(algorithm = \"HS256\", key = field)` with `claims(…)`, \
    `bearer(key = field)` or `header(name = \"X-Api-Key\", value = field)`";

pub(super) fn check(cx: &Ctxt, credential: &Credential<'_>) {
    if credential.keys.is_empty() {
        cx.error_at(credential.input.ident.span(), EXPECTED);
    }
    let authorizing = credential
        .kinds
        .iter()
        .filter(|kind| kind.sets_authorization());
    if authorizing.count() > 1
        && let [first, second, ..] = credential.keys.as_slice()
    {
        cx.error(
            second,
            format!("`{first}` and `{second}` both set `Authorization`: keep one"),
        );
    }
    for kind in &credential.kinds {
        for claim in kind.claims() {
            check_hash(cx, claim, kind.claims());
        }
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
    for field in credential.kinds.iter().flat_map(Kind::fields) {
        let word = field.unraw().to_string();
        if !known.is_empty() && !known.contains(&word.as_str()) {
            cx.error(
                field,
                format!("there is no field `{word}`{}", did_you_mean(&word, &known)),
            );
        }
    }
}

fn check_hash(cx: &Ctxt, claim: &Claim, claims: &[Claim]) {
    let ClaimValue::Md5(names) = &claim.value else {
        return;
    };
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
                    format!("`{word}` is itself a hash: hash its parts instead"),
                );
            }
            Some(_) => {}
        }
    }
}

/// Returns the `CredentialSpec` of a credential as an expression.
pub(super) fn expand(credential: &Credential<'_>) -> TokenStream {
    let krate = &credential.krate;
    let kinds = credential.kinds.iter();
    let specs: Vec<_> = kinds.map(|kind| kind.expand(krate)).collect();
    match specs.as_slice() {
        [one] => one.clone(),
        many => quote!(#krate::credential::CredentialSpec::All(&[#(#many),*])),
    }
}
