//! Prints the code that `rust` decided on; makes no decisions itself.

mod api;
mod attribute;
mod file;
mod lines;
mod operation;
mod printer;
mod session;
mod types;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::rust::{Item, Output};
use printer::FilePrinter;

/// One file of the output.
pub(crate) struct File {
    /// The path below the output folder.
    pub(crate) path: String,
    /// The contents.
    pub(crate) text: String,
}

/// Prints each module as one file, whose header names the input `from`.
pub(crate) fn emit(output: Output, from: &str) -> Vec<File> {
    let modules = output.modules.into_iter();
    modules.map(|module| file::print(module, from)).collect()
}

/// Prints the definitions without headers and imports, each module after a comment with its path.
#[cfg(feature = "cli")]
pub(crate) fn items(output: &Output) -> String {
    let modules: Vec<String> = output.modules.iter().map(file::items).collect();
    modules.join("\n")
}

/// Parses code that `rust` built from identifiers and literals.
///
/// Code that does not parse is a bug in `rust`; it becomes a `compile_error!` in the output, not a panic.
fn tokens_of(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        let message = format!("not Rust: {text}");
        quote::quote!(compile_error!(#message))
    })
}

/// An item and the printer of its file.
struct WithPrinter<'a, T>(&'a T, &'a FilePrinter<'a>);

/// Appends one printed definition to the text.
fn item(text: &mut String, item: &Item, printer: &FilePrinter<'_>) {
    let tokens = match item {
        Item::Struct(item) => return types::print_struct(text, item, printer),
        Item::Enum(item) => return types::print_enum(text, item, printer),
        Item::Companion(item) => return types::print_companion(text, item, printer),
        Item::Tuple(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Endpoint(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Operations(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Api(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Credential(item) => WithPrinter(item, printer).to_token_stream(),
        Item::ApiKey(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Session(item) => WithPrinter(&**item, printer).to_token_stream(),
        Item::Envelope(item) => WithPrinter(item, printer).to_token_stream(),
        Item::Verbatim(text) => tokens_of(text),
    };
    printer.items(text, tokens);
}
