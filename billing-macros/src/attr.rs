//! Parses the attributes of the derives: lists of `key`, `key = value` and `key(…)`.
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta};

use crate::ctxt::Ctxt;
use crate::suggest::did_you_mean;

/// One entry of an attribute.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) key: Ident,
    /// The key without `r#`.
    name: String,
    pub(crate) value: Value,
}

/// What follows a key.
#[derive(Clone)]
pub(crate) enum Value {
    /// Nothing.
    Absent,
    /// `= tokens`, up to the next comma outside of brackets.
    Assigned(TokenStream),
    /// `(tokens)`.
    List(TokenStream),
}

impl Item {
    /// Returns the key without `r#`.
    pub(crate) fn name(&self) -> String {
        self.name.clone()
    }

    /// Returns the value of `key = value`.
    pub(crate) fn parse<T: Parse>(&self, cx: &Ctxt, expected: &str) -> Option<T> {
        let Value::Assigned(tokens) = &self.value else {
            cx.error(
                &self.key,
                format!("`{0}` takes a value: `{0} = {expected}`", self.name()),
            );
            return None;
        };
        match syn::parse2(tokens.clone()) {
            Ok(value) => Some(value),
            Err(_) => {
                cx.error(tokens, format!("expected `{} = {expected}`", self.name()));
                None
            }
        }
    }

    /// Returns the entries of `key(…)`.
    pub(crate) fn entries(&self, cx: &Ctxt, expected: &str) -> Vec<Item> {
        match &self.value {
            Value::List(tokens) => cx
                .ok(syn::parse2::<Items>(tokens.clone()))
                .map_or_else(Vec::new, |items| items.0),
            _ => {
                cx.error(
                    &self.key,
                    format!("`{0}` takes a list: `{0}({expected})`", self.name()),
                );
                Vec::new()
            }
        }
    }
}

struct Items(Vec<Item>);

impl Parse for Items {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut items = Vec::new();
        while !input.is_empty() {
            let key = Ident::parse_any(input)?;
            let value = if input.peek(syn::Token![=]) {
                input.parse::<syn::Token![=]>()?;
                Value::Assigned(value(&key, input)?)
            } else if input.peek(syn::token::Paren) {
                let group: proc_macro2::Group = input.parse()?;
                Value::List(group.stream())
            } else {
                Value::Absent
            };
            let name = key.unraw().to_string();
            items.push(Item { key, name, value });
            if !input.is_empty() {
                input.parse::<syn::Token![,]>()?;
            }
        }
        Ok(Self(items))
    }
}

/// Returns the tokens up to the next comma that is not between `<` and `>`.
fn value(key: &Ident, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let (mut tokens, mut angles, mut arrow) = (TokenStream::new(), 0_usize, false);
    while !input.is_empty() && (angles > 0 || !input.peek(syn::Token![,])) {
        let token: TokenTree = input.parse()?;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => angles += 1,
                '>' if !arrow => angles = angles.saturating_sub(1),
                _ => {}
            }
            arrow = punct.as_char() == '-';
        }
        tokens.extend([token]);
    }
    match tokens.is_empty() {
        true => Err(syn::Error::new(
            key.span(),
            format!("`{key} =` needs a value"),
        )),
        false => Ok(unwrap_invisible(tokens)),
    }
}

/// Unwraps the invisible group around a value that came through `macro_rules!`.
fn unwrap_invisible(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            group.stream()
        }
        _ => tokens,
    }
}

/// The entries of all attributes with one name.
pub(crate) struct Attrs {
    attribute: &'static str,
    items: Vec<Item>,
}

impl Attrs {
    /// Collects the entries; reports an attribute that is not a list of entries.
    pub(crate) fn new(cx: &Ctxt, attrs: &[Attribute], attribute: &'static str) -> Self {
        let mut items = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident(attribute)) {
            match &attr.meta {
                Meta::List(list) => items.extend(
                    cx.ok(syn::parse2::<Items>(list.tokens.clone()))
                        .into_iter()
                        .flat_map(|list| list.0),
                ),
                other => cx.error(other, format!("expected `#[{attribute}(…)]`")),
            }
        }
        Self { attribute, items }
    }

    /// Collects the entries of `key(…)`.
    pub(crate) fn inside(cx: &Ctxt, item: &Item, attribute: &'static str, expected: &str) -> Self {
        Self {
            attribute,
            items: item.entries(cx, expected),
        }
    }

    /// Returns whether no entries are left. Most fields have no attributes, so checking this first saves time.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Removes and returns every entry with this key.
    pub(crate) fn take_all(&mut self, key: &str) -> Vec<Item> {
        self.items.extract_if(.., |item| item.name == key).collect()
    }

    /// Removes and returns the entry with this key; reports duplicates.
    pub(crate) fn take(&mut self, cx: &Ctxt, key: &str) -> Option<Item> {
        let mut all = self.take_all(key).into_iter();
        let first = all.next();
        for more in all {
            cx.error(&more.key, format!("duplicate key `{key}`"));
        }
        first
    }

    /// Removes a `key` without a value; returns the key if it is present.
    pub(crate) fn flag(&mut self, cx: &Ctxt, key: &str) -> Option<Ident> {
        let item = self.take(cx, key)?;
        if !matches!(item.value, Value::Absent) {
            cx.error(&item.key, format!("`{key}` takes no value"));
        }
        Some(item.key)
    }

    /// Removes `key = value` and returns the value.
    pub(crate) fn parsed<T: Parse>(&mut self, cx: &Ctxt, key: &str, expected: &str) -> Option<T> {
        self.take(cx, key)?.parse(cx, expected)
    }

    /// Removes `key = "text"` and returns the string.
    pub(crate) fn string(&mut self, cx: &Ctxt, key: &str) -> Option<LitStr> {
        self.parsed(cx, key, "\"…\"")
    }

    /// Removes `key = "text"` and returns the string, which must not be empty.
    pub(crate) fn nonempty(&mut self, cx: &Ctxt, key: &str) -> Option<LitStr> {
        let string = self.string(cx, key)?;
        if string.value().is_empty() {
            cx.error(&string, format!("`{key}` is empty"));
            return None;
        }
        Some(string)
    }

    /// Removes `key = path` and returns the path.
    pub(crate) fn path(&mut self, cx: &Ctxt, key: &str) -> Option<syn::Path> {
        let item = self.take(cx, key)?;
        let Value::Assigned(tokens) = &item.value else {
            return item.parse(cx, "path");
        };
        match syn::parse::Parser::parse2(syn::Path::parse_mod_style, tokens.clone()) {
            Ok(path) => Some(path),
            Err(_) => {
                cx.error(tokens, format!("expected `{key} = path`"));
                None
            }
        }
    }

    /// Returns the key if it is present, to check which keys go together.
    pub(crate) fn find(&self, key: &str) -> Option<&Ident> {
        self.items
            .iter()
            .find(|item| item.name() == key)
            .map(|item| &item.key)
    }

    /// Reports the entries that are left.
    pub(crate) fn finish(self, cx: &Ctxt, place: &str, known: &[&str]) {
        for item in self.items {
            let name = item.name();
            let message = if known.contains(&name.as_str()) {
                format!("`{name}` does not apply to {place}")
            } else if known.is_empty() {
                format!("`#[{}(…)]` has no keys for {place}", self.attribute)
            } else {
                format!(
                    "unknown key `{name}` on {place}{}",
                    did_you_mean(&name, known)
                )
            };
            cx.error(&item.key, message);
        }
    }
}
