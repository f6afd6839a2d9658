//! Reads `key = value` attributes: collects mistakes, suggests what was meant.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::{Attribute, Ident, LitStr, Result, Token, parenthesized};

/// The mistakes that were found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a mistake at a place.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that spans tokens.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds what parsing found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Keeps a value, or its mistake.
    pub(crate) fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// The keys of one kind of attribute.
pub(crate) struct Keys {
    /// The name of the attribute.
    pub(crate) attribute: &'static str,
    /// The keys that it knows.
    pub(crate) known: &'static [&'static str],
    /// Those among them that may be there more than once.
    pub(crate) repeatable: &'static [&'static str],
}

impl Keys {
    /// Calls `each` with every key, in order; it reads what follows the key.
    pub(crate) fn read(
        &self,
        attributes: &[Attribute],
        errors: &mut Errors,
        each: &mut dyn FnMut(&Ident, ParseStream<'_>, &mut Errors) -> Result<()>,
    ) {
        let mut seen = HashSet::new();
        for attribute in attributes.iter().filter(|a| a.path().is_ident(self.attribute)) {
            let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
                self.list(input, &mut seen, errors, each);
                Ok(())
            });
            errors.take(parsed);
        }
    }

    /// The same for a list that is already open.
    pub(crate) fn list(
        &self,
        input: ParseStream<'_>,
        seen: &mut HashSet<String>,
        errors: &mut Errors,
        each: &mut dyn FnMut(&Ident, ParseStream<'_>, &mut Errors) -> Result<()>,
    ) {
        while !input.is_empty() {
            if let Err(error) = self.one(input, seen, errors, each) {
                errors.push(error);
                skip(input);
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                errors.at(input.span(), "expected `,`");
                skip(input);
                let _ = input.parse::<Option<Token![,]>>();
            }
        }
    }

    fn one(
        &self,
        input: ParseStream<'_>,
        seen: &mut HashSet<String>,
        errors: &mut Errors,
        each: &mut dyn FnMut(&Ident, ParseStream<'_>, &mut Errors) -> Result<()>,
    ) -> Result<()> {
        let key = input.call(Ident::parse_any)?;
        let name = key.to_string();
        if !self.known.contains(&name.as_str()) {
            let message = format!("unknown key `{name}` in `#[{}(...)]`", self.attribute);
            return Err(syn::Error::new(key.span(), suggest(message, &name, self.known)));
        }
        if !seen.insert(name.clone()) && !self.repeatable.contains(&name.as_str()) {
            return Err(syn::Error::new(key.span(), format!("`{name}` is there twice; keep one")));
        }
        each(&key, input, errors)
    }
}

/// Adds the nearest of the known words to a message, or all of them.
pub(crate) fn suggest(message: String, word: &str, known: &[&str]) -> String {
    let limit = (word.len() / 3).max(1);
    let near = known.iter().map(|k| (distance(word, k), k)).filter(|(d, _)| *d <= limit).min();
    match near {
        Some((_, near)) => format!("{message}, did you mean `{near}`?"),
        None => format!("{message}; it takes {}", list(known)),
    }
}

/// Words for a sentence: `a`, `b` or `c`.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Reads `= value`.
pub(crate) fn value<T: Parse>(key: &Ident, input: ParseStream<'_>, what: &str) -> Result<T> {
    let wanted = || format!("`{key}` takes {what}");
    if input.parse::<Token![=]>().is_err() {
        return Err(syn::Error::new(key.span(), wanted()));
    }
    let span = input.span();
    input.parse().map_err(|_| syn::Error::new(span, wanted()))
}

/// Reads `= "text"`.
pub(crate) fn text(key: &Ident, input: ParseStream<'_>) -> Result<LitStr> {
    value(key, input, &format!("a text, such as `{key} = \"...\"`"))
}

/// Reads `= "text"` where the text must not be empty.
pub(crate) fn name(key: &Ident, input: ParseStream<'_>) -> Result<LitStr> {
    let text = text(key, input)?;
    if text.value().is_empty() {
        return Err(syn::Error::new(text.span(), format!("`{key}` is empty")));
    }
    Ok(text)
}

/// Refuses a value after a key that stands alone.
pub(crate) fn alone(key: &Ident, input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(syn::Error::new(input.span(), format!("`{key}` takes no value")))
}

/// The name of a field as text; `r#type` is `type`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// Checks the name of a header.
pub(crate) fn header(name: &LitStr) -> Result<LitStr> {
    let valid = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.value().bytes().all(valid) {
        return Ok(name.clone());
    }
    Err(syn::Error::new(name.span(), "this cannot be the name of a header; write it as `X-Name`"))
}

/// Opens the parentheses behind a key.
pub(crate) fn open<'i>(key: &Ident, input: ParseStream<'i>) -> Result<ParseBuffer<'i>> {
    if !input.peek(syn::token::Paren) {
        let message = format!("`{key}` takes a list, such as `{key}(...)`");
        return Err(syn::Error::new(key.span(), message));
    }
    let content;
    parenthesized!(content in input);
    Ok(content)
}
