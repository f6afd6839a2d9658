//! What is known while one file is printed.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

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
            _ => self.hold_parts(holder, attributes.iter().map(one).collect()),
        }
    }

    pub(super) fn hold_parts(&self, holder: &'static str, parts: Vec<String>) -> TokenStream {
        let mut held = self.held.borrow_mut();
        let number = Literal::usize_unsuffixed(held.len());
        held.push(Held { holder, parts });
        quote!(#[held(#number)])
    }

    /// Puts the attributes into formatted text.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        for line in text.lines() {
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
        filled
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
