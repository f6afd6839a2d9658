//! Parses the attributes of a credential, without checking how they fit together.
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident, LitStr};

use super::kind::{Key, Kind, Kinds};
use super::members::{self, Member};
use crate::attr::Attrs;
use crate::ctxt::Ctxt;
use crate::words::Word;

/// The keys other than those that select how the credential is sent.
const KEYS: [&str; 3] = ["claims", "base_url", "crate"];

/// A credential as written.
pub(super) struct Credential<'a> {
    pub(super) input: &'a DeriveInput,
    pub(super) members: Vec<Member<'a>>,
    pub(super) kinds: Vec<Kind>,
    pub(super) base_url: Option<LitStr>,
    /// The keys that select how it is sent, even those with errors.
    pub(super) keys: Vec<Ident>,
    /// The path of the runtime.
    pub(super) krate: TokenStream,
}

impl Credential<'_> {
    /// Returns whether the item is one that `Credential` can be derived for.
    pub(super) fn is_sound(&self) -> bool {
        let named = matches!(&self.input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)));
        named && self.input.generics.params.is_empty()
    }
}

pub(super) fn parse<'a>(cx: &Ctxt, input: &'a DeriveInput) -> Credential<'a> {
    let mut attrs = Attrs::new(cx, &input.attrs, "credential");
    let krate = match attrs.path(cx, "crate") {
        Some(path) => quote!(#path),
        None => quote!(::billing_runtime),
    };
    let Kinds { kinds, keys } = Kinds::read(cx, &mut attrs);
    let base_url = attrs.string(cx, "base_url");
    let mut known = Key::all_words();
    known.extend(KEYS);
    attrs.finish(cx, "a credential", &known);
    Credential {
        input,
        members: members::parse(cx, input),
        kinds,
        keys,
        base_url,
        krate,
    }
}
