//! Writes the text about a type that the runtime reads; `billing_shared::shape` describes its format.
use billing_shared::shape::{self, Accept, MemberWord, TAG, TypeWord, VALUE, VARIANT, VariantWord};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use crate::schema_text::{SchemaText, raw};

/// The text about a type, built line by line.
#[derive(Default)]
pub(crate) struct ShapeText {
    text: String,
    /// The types that schemas in the text refer to.
    names: SchemaText,
}

impl ShapeText {
    /// Creates the shape of a type, with the words that apply to the whole type.
    pub(crate) fn new(name: &Ident, words: &[(TypeWord, bool)]) -> Self {
        let mut text = name.unraw().to_string();
        for (word, _) in words.iter().filter(|(_, holds)| *holds) {
            text = text + " " + word.word();
        }
        Self {
            text,
            names: SchemaText::new(),
        }
    }

    /// Adds a member or a position, with the schema of its value.
    pub(crate) fn member(
        &mut self,
        name: &str,
        words: [(MemberWord, bool); 2],
        accept: &[Accept],
        schema: &SchemaText,
    ) {
        self.text += "\n";
        self.text += &shape::quote(name);
        for (word, _) in words.iter().filter(|(_, holds)| *holds) {
            self.text += " ";
            self.text += word.word();
        }
        self.accept(MemberWord::Accept.word(), accept);
        if !schema.is_empty() {
            self.text += " ";
            // A schema may span several lines in the source; a line break in JSON is only white space.
            self.text += &schema.json().replace(['\n', '\r'], " ");
            self.names.adopt_types(schema);
        }
    }

    /// Adds a listed value, given as JSON.
    pub(crate) fn value(&mut self, value: &str) {
        self.line(VALUE);
        self.text += value;
    }

    /// Adds the name of the tag.
    pub(crate) fn tag(&mut self, name: &str) {
        self.line(TAG);
        self.text += &shape::quote(name);
    }

    /// Adds a variant with the values of its tag, given as JSON, or with the member that only it has.
    pub(crate) fn variant(
        &mut self,
        name: &Ident,
        tags: &[String],
        key: Option<&str>,
        accept: &[Accept],
    ) {
        self.line(VARIANT);
        self.text += &name.unraw().to_string();
        self.accept(VariantWord::Accept.word(), accept);
        if let Some(key) = key {
            self.assign(VariantWord::Key.word(), &shape::quote(key));
        }
        for tag in tags {
            self.assign(VariantWord::Is.word(), tag);
        }
    }

    fn accept(&mut self, word: &str, accept: &[Accept]) {
        if !accept.is_empty() {
            let list: Vec<&str> = accept.iter().map(|accept| accept.word()).collect();
            self.assign(word, &list.join(","));
        }
    }

    fn line(&mut self, start: &str) {
        self.text += "\n";
        self.text += start;
    }

    fn assign(&mut self, word: &str, value: &str) {
        self.text += " ";
        self.text += word;
        self.text += "=";
        self.text += value;
    }

    /// Adds the schema of the whole type, which ends the text.
    pub(crate) fn whole(mut self, schema: &SchemaText) -> Self {
        if !schema.is_empty() {
            self.text += "\n";
            self.text += &schema.json();
            self.names.adopt_types(schema);
        }
        self
    }

    pub(crate) fn literal(&self) -> Literal {
        raw(&self.text)
    }

    /// Returns the function that returns the rules of the types that schemas refer to; `None` without such types.
    pub(crate) fn named(&self, w: &Ident) -> Option<TokenStream> {
        let named = self.names.named(w)?;
        Some(quote! {
            fn named() -> &'static [#w::Named] {
                #named
            }
        })
    }
}
