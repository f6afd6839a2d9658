//! What attributes and types say about a value, as the text of a draft-4 schema.
//!
//! The runtime reads the text when something is checked for the first time. For the compiler it is one literal, where
//! the same rules as expressions would be most of what a type costs.
use billing_shared::is_hidden;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

use crate::json;

/// A schema that grows word by word.
#[derive(Clone, Default)]
pub(crate) struct Said {
    /// Members of the schema, as `"word":value`.
    words: Vec<String>,
    /// Schemas that hold besides.
    parts: Vec<String>,
    /// The types that `$ref` names.
    names: Vec<(String, TokenStream)>,
}

impl Said {
    /// Nothing.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// What a type says by itself, whatever it is.
    pub(crate) fn of(ty: &Type) -> Self {
        let mut said = Self::new();
        let tokens = ty.to_token_stream();
        let name = tokens.to_string().replace(' ', "");
        said.parts
            .push(format!("{{\"$ref\":{}}}", json::quote(&name)));
        said.name(name, tokens);
        said
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.parts.is_empty()
    }

    /// Adds a keyword with its value as JSON text.
    pub(crate) fn word(&mut self, word: &str, value: impl std::fmt::Display) {
        self.whole_word(format!("\"{word}\":{value}"));
    }

    /// A keyword that is there already goes into a schema of its own.
    fn whole_word(&mut self, word: String) {
        let key = |word: &str| word.split(':').next().map(str::to_owned);
        if self.words.iter().any(|known| key(known) == key(&word)) {
            self.parts.push(format!("{{{word}}}"));
        } else {
            self.words.push(word);
        }
    }

    /// Adds a schema that holds besides, as JSON text.
    pub(crate) fn part(&mut self, schema: String) {
        self.parts.push(schema);
    }

    /// Adds a type that the texts name.
    pub(crate) fn name(&mut self, name: String, ty: TokenStream) {
        if !self.names.iter().any(|(known, _)| *known == name) {
            self.names.push((name, ty));
        }
    }

    /// Adds all that another one says.
    pub(crate) fn extend(&mut self, other: &Self) {
        for word in &other.words {
            self.whole_word(word.clone());
        }
        self.parts.extend(other.parts.iter().cloned());
        self.names_of(other);
    }

    /// Adds a keyword whose value is the other schema.
    pub(crate) fn nest(&mut self, word: &str, other: &Self) {
        self.word(word, other.text());
        self.names_of(other);
    }

    /// Takes over what the other one names, whose text goes into this one.
    pub(crate) fn names_of(&mut self, other: &Self) {
        for (name, ty) in &other.names {
            self.name(name.clone(), ty.clone());
        }
    }

    /// The same for a value that may also be null.
    pub(crate) fn nullable(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self {
            words: vec![format!("\"anyOf\":[{{\"type\":\"null\"}},{}]", self.text())],
            parts: Vec::new(),
            names: self.names,
        }
    }

    /// The schema as JSON text.
    pub(crate) fn text(&self) -> String {
        match (&self.words[..], &self.parts[..]) {
            ([], [only]) => only.clone(),
            (words, []) => format!("{{{}}}", words.join(",")),
            (words, parts) => {
                let mut words = words.to_vec();
                words.push(format!("\"allOf\":[{}]", parts.join(",")));
                format!("{{{}}}", words.join(","))
            }
        }
    }

    /// The types that the text names, with the functions that give their rules; nothing where there are none.
    pub(crate) fn named(&self, w: &impl ToTokens) -> Option<TokenStream> {
        let names = self.names.iter();
        let names = names.map(|(name, ty)| quote!((#name, <#ty as #w::Wire>::rules)));
        (!self.names.is_empty()).then(|| quote!(&[#(#names),*]))
    }

    /// The static `CHECK` that holds the schema.
    pub(crate) fn check(&self, w: &impl ToTokens) -> TokenStream {
        let text = raw(&self.text());
        let names = self.named(w).unwrap_or_else(|| quote!(&[]));
        quote!(static CHECK: #w::Check = #w::Check::new(#text, #names);)
    }
}

/// A raw literal, in which quotes need no escape.
pub(crate) fn raw(text: &str) -> Literal {
    // The compiler refuses some characters that nobody sees, and would not show where they are.
    if text.chars().any(|c| c != '\n' && is_hidden(c)) {
        return Literal::string(text);
    }
    let mut fence = String::from("#");
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    format!("r{fence}\"{text}\"{fence}")
        .parse::<Literal>()
        .unwrap_or_else(|_| Literal::string(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_stands_in_a_literal() {
        assert_eq!(
            raw("a\n\"b\" \u{151}").to_string(),
            "r#\"a\n\"b\" \u{151}\"#"
        );
        for hidden in [
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{feff}',
            '\u{2028}',
            '\u{e0041}',
            '\r',
            '\u{7f}',
            '\u{9b}',
            '\0',
        ] {
            let literal = raw(&format!("\"\\{hidden}")).to_string();
            assert!(!literal.contains(hidden), "{literal:?}");
            let read: syn::LitStr = syn::parse_str(&literal).unwrap();
            assert_eq!(read.value(), format!("\"\\{hidden}"));
        }
    }
}
