//! Derives for billing API clients.
//!
//! Use them through `billing_runtime`, which re-exports them beside their traits.
//!
//! Each derive goes the same way: [`attr`] takes the attributes apart, a module of the derive's name checks
//! them against the item and expands it, and every mistake found on the way is kept in a [`ctxt::Ctxt`], so that one run
//! reports all of them; the item then gets a stub of its traits, so that one mistake is one error.
mod attr;
mod constraint;
mod ctxt;
mod field;
mod suggest;
mod ty;
mod wire;

use proc_macro::TokenStream;

/// `Wire`.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn wire(item: TokenStream) -> TokenStream {
    wire::expand(item.into()).into()
}
