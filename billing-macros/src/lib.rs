//! Derives for billing API clients.

use proc_macro::TokenStream;

mod credential;
mod endpoint;
mod envelope;
mod keys;

/// Implements `Endpoint` for a struct.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(input: TokenStream) -> TokenStream {
    endpoint::derive(input.into()).into()
}

/// Implements `Envelope` for a struct.
#[proc_macro_derive(Envelope, attributes(envelope))]
pub fn derive_envelope(input: TokenStream) -> TokenStream {
    envelope::derive(input.into()).into()
}

/// Implements `Credential` for a struct.
#[proc_macro_derive(Credential, attributes(credential))]
pub fn derive_credential(input: TokenStream) -> TokenStream {
    credential::derive(input.into()).into()
}
