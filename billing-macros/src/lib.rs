//! Derives for billing API clients.
//!
//! Use them through `billing_runtime`, which re-exports them beside their traits.
//!
//! Each derive goes the same way: [`attr`] takes the attributes apart, a module of the derive's name checks
//! them against the item and expands it, and every mistake found on the way is kept in a [`ctxt::Ctxt`], so that one run
//! reports all of them; the item then gets a stub of its traits, so that one mistake is one error.
mod attr;
mod constraint;
mod credential;
mod ctxt;
mod endpoint;
mod envelope;
mod field;
#[cfg(test)]
mod golden;
mod json;
mod schema;
mod suggest;
mod ty;
mod wire;

use proc_macro::TokenStream;

/// `Wire`.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn wire(item: TokenStream) -> TokenStream {
    wire::expand(item.into()).into()
}

/// `Endpoint`.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn endpoint(item: TokenStream) -> TokenStream {
    endpoint::expand(item.into()).into()
}

/// `Envelope`.
#[proc_macro_derive(Envelope, attributes(envelope))]
pub fn envelope(item: TokenStream) -> TokenStream {
    envelope::expand(item.into()).into()
}

/// `Credential`.
#[proc_macro_derive(Credential, attributes(credential))]
pub fn credential(item: TokenStream) -> TokenStream {
    credential::expand(item.into()).into()
}
