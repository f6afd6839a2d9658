//! Judges how a credential is sent, and writes it down as data.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::parse::{Bearer, Claim, Credential, Jwt, Part, Source};
use crate::keys::{self, Errors};

const FORMS: &str = "say how it is sent: `jwt(algorithm = \"HS256\", key = field)` with `claims(...)`, \
    `bearer(key = field)` or `header(name = \"X-Api-Key\", value = field)`";

pub(super) fn check(credential: &Credential, errors: &mut Errors) {
    let mut fields: Vec<&Ident> = Vec::new();
    if let Some((at, jwt)) = &credential.jwt {
        if jwt.algorithm.is_none() && errors.is_empty() {
            errors.on(at, "`jwt` needs an algorithm: `algorithm = \"HS256\"`");
        }
        key(at, jwt.key.as_ref(), &mut fields, errors);
        part(jwt.scheme.as_ref(), &mut fields);
        for claim in &jwt.claims {
            check_claim(claim, &jwt.claims, &mut fields, errors);
        }
    }
    if let Some((at, bearer)) = &credential.bearer {
        key(at, bearer.key.as_ref(), &mut fields, errors);
        part(bearer.scheme.as_ref(), &mut fields);
        if credential.jwt.is_some() {
            errors.on(at, "`jwt` and `bearer` both set `Authorization`; keep one");
        }
    }
    for header in &credential.headers {
        part(Some(&header.value), &mut fields);
    }
    let silent = credential.jwt.is_none() && credential.bearer.is_none() && credential.headers.is_empty();
    if silent && errors.is_empty() {
        errors.at(credential.ident.span(), FORMS);
    }
    let known: Vec<_> = credential.members.iter().map(|m| m.ident.to_string()).collect();
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    for field in fields {
        let word = field.to_string();
        if !known.is_empty() && !known.contains(&word.as_str()) {
            errors.on(field, keys::suggest(format!("there is no field `{word}`"), &word, &known));
        }
    }
}

fn key<'c>(at: &Ident, key: Option<&'c Ident>, fields: &mut Vec<&'c Ident>, errors: &mut Errors) {
    match key {
        Some(key) => fields.push(key),
        None if errors.is_empty() => {
            errors.on(at, format!("`{at}` needs the field that holds the key: `key = ...`"));
        }
        None => {}
    }
}

fn part<'c>(part: Option<&'c Part>, fields: &mut Vec<&'c Ident>) {
    if let Some(Part::Field(field)) = part {
        fields.push(field);
    }
}

fn check_claim<'c>(
    claim: &'c Claim,
    claims: &[Claim],
    fields: &mut Vec<&'c Ident>,
    errors: &mut Errors,
) {
    match &claim.source {
        Source::Field(field) => fields.push(field),
        Source::Md5(names) => {
            let known: Vec<_> = claims.iter().map(|c| c.name.as_str()).collect();
            for name in names {
                let word = keys::plain(name);
                match claims.iter().find(|c| c.name == word) {
                    None => errors.on(name, keys::suggest(format!("there is no claim `{word}`"), &word, &known)),
                    Some(Claim { source: Source::Md5(_), .. }) => {
                        errors.on(name, format!("`{word}` is a hash itself; hash what it is made of"));
                    }
                    Some(_) => {}
                }
            }
        }
        _ => {}
    }
}

/// The value of the static description.
pub(super) fn expand(credential: &Credential) -> TokenStream {
    let krate = &credential.krate;
    let mut forms = Vec::new();
    if let Some((_, jwt)) = &credential.jwt {
        forms.push(expand_jwt(jwt, credential));
    }
    if let Some((_, Bearer { scheme, key })) = &credential.bearer {
        let (scheme, key) = (scheme_tokens(scheme.as_ref(), credential), key.as_ref().map(keys::plain));
        forms.push(quote!(#krate::credential::Form::Bearer { scheme: #scheme, key: #key }));
    }
    if !credential.headers.is_empty() {
        let headers = credential.headers.iter().map(|header| {
            let (name, value) = (&header.name, part_tokens(&header.value, credential));
            quote!((#name, #value))
        });
        forms.push(quote!(#krate::credential::Form::Headers(&[#(#headers),*])));
    }
    match forms.as_slice() {
        [one] => one.clone(),
        many => quote!(#krate::credential::Form::All(&[#(#many),*])),
    }
}

fn expand_jwt(jwt: &Jwt, credential: &Credential) -> TokenStream {
    let krate = &credential.krate;
    let name = jwt.algorithm.as_ref().map(syn::LitStr::value).unwrap_or_default();
    let algorithm = format_ident!("{}", name.replace("HS", "Hs"));
    let scheme = scheme_tokens(jwt.scheme.as_ref(), credential);
    let key = jwt.key.as_ref().map(keys::plain);
    let claims = jwt.claims.iter().map(|Claim { name, source, .. }| {
        let source = match source {
            Source::Field(field) => {
                let field = keys::plain(field);
                quote!(Field(#field))
            }
            Source::Now(shift) => quote!(Now(#shift)),
            Source::Md5(names) => {
                let names = names.iter().map(keys::plain);
                quote!(Md5(&[#(#names),*]))
            }
            Source::Text(text) => quote!(Text(#text)),
            Source::Integer(value) => quote!(Integer(#value)),
            Source::Bool(value) => quote!(Bool(#value)),
        };
        quote!(#krate::credential::Claim { name: #name, source: #krate::credential::Source::#source })
    });
    quote! {
        #krate::credential::Form::Jwt {
            algorithm: #krate::credential::Algorithm::#algorithm,
            scheme: #scheme,
            key: #key,
            claims: &[#(#claims),*],
        }
    }
}

fn scheme_tokens(scheme: Option<&Part>, credential: &Credential) -> TokenStream {
    let krate = &credential.krate;
    match scheme {
        Some(scheme) => part_tokens(scheme, credential),
        None => quote!(#krate::credential::Part::Text("Bearer")),
    }
}

fn part_tokens(part: &Part, credential: &Credential) -> TokenStream {
    let krate = &credential.krate;
    match part {
        Part::Text(text) => quote!(#krate::credential::Part::Text(#text)),
        Part::Field(field) => {
            let name = keys::plain(field);
            quote!(#krate::credential::Part::Field(#name))
        }
    }
}
