//! What is known while one file is printed.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::File;

use super::attribute::one;
use crate::rust::{Attribute, Scope};

/// The widest line of our own making.
const WIDTH: usize = 100;

/// What stands for an attribute until the file is formatted.
const HELD: &str = "#[held(";

/// The scope of a file, and the attributes that are put in after formatting.
///
/// The formatter of tokens knows nothing of what stands inside an attribute and breaks its lines
/// anywhere, so attributes are printed by hand, in place of a number.
pub(super) struct Page<'a> {
    pub(super) scope: &'a Scope,
    held: RefCell<Vec<Held>>,
}

struct Held {
    holder: &'static str,
    parts: Vec<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        Self {
            scope,
            held: RefCell::default(),
        }
    }

    /// `#[wire(…)]` or another holder; nothing where there is no attribute.
    pub(super) fn hold(&self, holder: &'static str, attributes: &[Attribute]) -> TokenStream {
        match attributes {
            [] => TokenStream::new(),
            _ => {
                let parts = attributes.iter().map(|each| one(each, self.scope));
                self.hold_parts(holder, parts.collect())
            }
        }
    }

    pub(super) fn hold_parts(&self, holder: &'static str, parts: Vec<String>) -> TokenStream {
        let mut held = self.held.borrow_mut();
        let number = Literal::usize_unsuffixed(held.len());
        held.push(Held { holder, parts });
        quote!(#[held(#number)])
    }

    /// Formats the items of some tokens at the end of a text, each after a blank line.
    pub(super) fn items(&self, text: &mut String, tokens: TokenStream) {
        // A printer sees one file, so each item is one.
        match syn::parse2::<File>(tokens.clone()) {
            Ok(mut file) => {
                for item in std::mem::take(&mut file.items) {
                    file.items = vec![item];
                    self.lines(text, &prettyplease::unparse(&file));
                }
            }
            Err(_) => self.lines(text, &tokens.to_string()),
        }
        self.held.borrow_mut().clear();
    }

    /// Formats tokens as one paragraph at the end of a text.
    pub(super) fn paragraph(&self, text: &mut String, tokens: TokenStream) {
        if tokens.is_empty() {
            return;
        }
        match syn::parse2(tokens.clone()) {
            Ok(file) => self.lines(text, &prettyplease::unparse(&file)),
            Err(_) => self.lines(text, &tokens.to_string()),
        }
    }

    /// A blank line and formatted lines, with their attributes and a blank line between the methods of an `impl`.
    fn lines(&self, text: &mut String, formatted: &str) {
        text.push('\n');
        let mut after_method = false;
        for line in formatted.lines() {
            if after_method && line != "}" {
                text.push('\n');
            }
            after_method = line == "    }";
            self.fill(text, line);
        }
    }

    /// Puts the attributes into a line of formatted text.
    fn fill(&self, filled: &mut String, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(HELD) {
            let (number, after) = after.split_once(")]").unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(&self.print(number, indent, before.trim().is_empty()));
            rest = after;
        }
        filled.push_str(rest);
        filled.push('\n');
    }

    fn print(&self, number: &str, indent: usize, alone: bool) -> String {
        let held = self.held.borrow();
        match number
            .parse()
            .ok()
            .and_then(|number: usize| held.get(number))
        {
            Some(held) => held.print(indent, alone),
            None => format!("{HELD}{number})]"),
        }
    }
}

/// Attributes on a line of their own.
pub(super) fn attribute(
    holder: &'static str,
    attributes: &[Attribute],
    indent: usize,
    scope: &Scope,
) -> String {
    let parts = attributes.iter().map(|each| one(each, scope)).collect();
    Held { holder, parts }.print(indent, true)
}

impl Held {
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
