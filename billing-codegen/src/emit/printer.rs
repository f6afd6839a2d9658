//! Formats the items of one file with prettyplease, and prints their attributes by hand.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::File;

use super::attribute::entry;
use crate::rust::{Attribute, Scope};

/// The maximum width of an attribute on one line.
const WIDTH: usize = 100;

/// The start of the placeholder that replaces an attribute until its item is formatted.
const PLACEHOLDER: &str = "#[deferred(";

/// Formats the items of one file.
///
/// prettyplease breaks lines inside attributes at any token. Each attribute is therefore replaced by a numbered
/// placeholder, and printed by hand after its item is formatted.
pub(super) struct FilePrinter<'a> {
    pub(super) scope: &'a Scope,
    deferred: RefCell<Vec<Deferred>>,
}

/// An attribute that is printed after its item is formatted.
struct Deferred {
    /// The name of the attribute, such as `wire`.
    holder: &'static str,
    parts: Vec<String>,
}

impl<'a> FilePrinter<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        Self {
            scope,
            deferred: RefCell::default(),
        }
    }

    /// Returns the placeholder for an attribute such as `#[wire(…)]`, or no tokens if the list is empty.
    pub(super) fn defer(&self, holder: &'static str, attributes: &[Attribute]) -> TokenStream {
        match attributes {
            [] => TokenStream::new(),
            _ => {
                let parts = attributes.iter().map(|each| entry(each, self.scope));
                self.defer_parts(holder, parts.collect())
            }
        }
    }

    /// Returns the placeholder for an attribute with these arguments.
    pub(super) fn defer_parts(&self, holder: &'static str, parts: Vec<String>) -> TokenStream {
        let mut deferred = self.deferred.borrow_mut();
        let number = Literal::usize_unsuffixed(deferred.len());
        deferred.push(Deferred { holder, parts });
        quote!(#[deferred(#number)])
    }

    /// Formats items and appends them to the text, each after a blank line.
    pub(super) fn items(&self, text: &mut String, tokens: TokenStream) {
        // prettyplease formats whole files, so each item is formatted as a file.
        match syn::parse2::<File>(tokens.clone()) {
            Ok(mut file) => {
                for item in std::mem::take(&mut file.items) {
                    file.items = vec![item];
                    self.lines(text, &prettyplease::unparse(&file));
                }
            }
            Err(_) => self.lines(text, &tokens.to_string()),
        }
        self.deferred.borrow_mut().clear();
    }

    /// Formats tokens and appends them to the text as one paragraph.
    pub(super) fn paragraph(&self, text: &mut String, tokens: TokenStream) {
        if tokens.is_empty() {
            return;
        }
        match syn::parse2(tokens.clone()) {
            Ok(file) => self.lines(text, &prettyplease::unparse(&file)),
            Err(_) => self.lines(text, &tokens.to_string()),
        }
    }

    /// Appends a blank line and the formatted lines, with attributes in place of their placeholders and a blank line
    /// between the methods of an `impl`.
    fn lines(&self, text: &mut String, formatted: &str) {
        text.push('\n');
        let mut after_method = false;
        for line in formatted.lines() {
            if after_method && line != "}" {
                text.push('\n');
            }
            after_method = line == "    }";
            self.push_with_attributes(text, line);
        }
    }

    /// Appends a formatted line with its attributes in place of their placeholders.
    fn push_with_attributes(&self, text: &mut String, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(PLACEHOLDER) {
            let (number, after) = after.split_once(")]").unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(&self.print(number, indent, before.trim().is_empty()));
            rest = after;
        }
        text.push_str(rest);
        text.push('\n');
    }

    /// Returns the attribute that a placeholder replaces.
    fn print(&self, number: &str, indent: usize, alone: bool) -> String {
        let deferred = self.deferred.borrow();
        match number
            .parse()
            .ok()
            .and_then(|number: usize| deferred.get(number))
        {
            Some(deferred) => deferred.print(indent, alone),
            None => format!("{PLACEHOLDER}{number})]"),
        }
    }
}

/// Returns an attribute that is printed on its own line.
pub(super) fn attribute(
    holder: &'static str,
    attributes: &[Attribute],
    indent: usize,
    scope: &Scope,
) -> String {
    let parts = attributes.iter().map(|each| entry(each, scope)).collect();
    Deferred { holder, parts }.print(indent, true)
}

impl Deferred {
    /// Returns the attribute on one line if it fits, else with one argument per line.
    fn print(&self, indent: usize, alone: bool) -> String {
        let line = format!("#[{}({})]", self.holder, self.parts.join(", "));
        if !alone || self.parts.len() < 2 || indent + line.len() <= WIDTH {
            return line;
        }
        let margin = " ".repeat(indent);
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| format!("{margin}    {part}"))
            .collect();
        format!("#[{}(\n{}\n{margin})]", self.holder, parts.join(",\n"))
    }
}
