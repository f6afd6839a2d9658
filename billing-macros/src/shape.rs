//! What the runtime knows of a type, as one text: `wire/shape.rs` of the runtime says what stands in it.
use proc_macro2::Literal;
use syn::Ident;
use syn::ext::IdentExt;

use crate::json;
use crate::said::{Said, raw};

/// A text that grows line by line.
pub(crate) struct Shape(String);

impl Shape {
    /// The shape of a type, with words that are true of all of it.
    pub(crate) fn new(name: &Ident, words: &[(&str, bool)]) -> Self {
        let mut text = name.unraw().to_string();
        for (word, _) in words.iter().filter(|(_, holds)| *holds) {
            text = text + " " + word;
        }
        Self(text)
    }

    /// Adds a member or position, with what is said of its value.
    pub(crate) fn member(
        &mut self,
        name: &str,
        flags: [(&str, bool); 2],
        accept: &[&str],
        said: &Said,
    ) {
        self.0 += "\n";
        self.0 += &json::quote(name);
        for (word, _) in flags.iter().filter(|(_, holds)| *holds) {
            self.0 += " ";
            self.0 += word;
        }
        self.accept(accept);
        if !said.is_empty() {
            self.0 += " ";
            // A schema may stand on several lines in the source; a line break in JSON is but space.
            self.0 += &said.text().replace(['\n', '\r'], " ");
        }
    }

    /// Adds a listed value, given as JSON text.
    pub(crate) fn value(&mut self, value: &str) {
        self.0 += "\n= ";
        self.0 += value;
    }

    /// Adds the name of the tag.
    pub(crate) fn tag(&mut self, name: &str) {
        self.0 += "\n@ ";
        self.0 += &json::quote(name);
    }

    /// Adds a form with the values of the tag, given as JSON texts, or the member that only it has.
    pub(crate) fn form(
        &mut self,
        name: &Ident,
        tags: &[String],
        key: Option<&str>,
        accept: &[&str],
    ) {
        self.0 += "\n| ";
        self.0 += &name.unraw().to_string();
        self.accept(accept);
        if let Some(key) = key {
            self.0 += " key=";
            self.0 += &json::quote(key);
        }
        for tag in tags {
            self.0 += " is=";
            self.0 += tag;
        }
    }

    fn accept(&mut self, accept: &[&str]) {
        if !accept.is_empty() {
            self.0 += " accept=";
            self.0 += &accept.join(",");
        }
    }

    /// The whole text, with what is said besides.
    pub(crate) fn finish(mut self, said: &Said) -> Literal {
        if !said.is_empty() {
            self.0 += "\n";
            self.0 += &said.text();
        }
        raw(&self.0)
    }
}
