//! Prints the decided code; decides nothing.

mod api;
mod attribute;
mod file;
mod operation;
mod page;
mod session;
mod sheet;
mod types;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::rust::{Item, Output};
use page::Page;

/// One file of the output.
pub(crate) struct File {
    /// The path below the output folder.
    pub(crate) path: String,
    /// The text.
    pub(crate) text: String,
}

/// Prints every module into a file of its own; `from` is what the header names.
pub(crate) fn emit(output: Output, from: &str) -> Vec<File> {
    let modules = output.modules.into_iter();
    modules.map(|module| file::print(module, from)).collect()
}

/// Prints the definitions alone, each module under a comment with its name.
#[cfg(feature = "cli")]
pub(crate) fn items(output: &Output) -> String {
    let modules: Vec<String> = output.modules.iter().map(file::items).collect();
    modules.join("\n")
}

/// Parses source text that was put together before.
///
/// The text comes from `rust`, which builds it of identifiers and literals; a text that does not
/// parse would be a defect there, and shows in the output as a compile error rather than a panic.
fn source(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        let message = format!("not Rust: {text}");
        quote::quote!(compile_error!(#message))
    })
}

/// An item with the page that it is printed on.
struct In<'a, T>(&'a T, &'a Page<'a>);

/// Prints one definition at the end of a text.
fn item(text: &mut String, item: &Item, page: &Page<'_>) {
    let tokens = match item {
        Item::Struct(item) => return types::print_struct(text, item, page),
        Item::Enum(item) => return types::print_enum(text, item, page),
        Item::Companion(item) => return types::print_companion(text, item, page),
        Item::Tuple(item) => In(item, page).to_token_stream(),
        Item::Endpoint(item) => In(item, page).to_token_stream(),
        Item::Operations(item) => In(item, page).to_token_stream(),
        Item::Api(item) => In(item, page).to_token_stream(),
        Item::Credential(item) => In(item, page).to_token_stream(),
        Item::ApiKey(item) => In(item, page).to_token_stream(),
        Item::Session(item) => In(&**item, page).to_token_stream(),
        Item::Envelope(item) => In(item, page).to_token_stream(),
        Item::Source(text) => source(text),
    };
    page.items(text, tokens);
}
