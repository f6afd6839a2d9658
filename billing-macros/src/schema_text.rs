//! A draft-4 schema as text: what attributes and types require of a value.
//!
//! The runtime reads the text when it checks something for the first time. The compiler sees one literal; the same
//! rules as expressions would be most of what it costs to compile a type.
use billing_shared::{is_hidden, shape};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

/// A schema that is built keyword by keyword.
#[derive(Clone, Default)]
pub(crate) struct SchemaText {
    /// Members of the schema, as `"keyword":value`.
    keywords: Vec<String>,
    /// Further schemas that a value must match, for `allOf`.
    all_of: Vec<String>,
    /// The types that `$ref` names.
    types: Vec<(String, TokenStream)>,
}

impl SchemaText {
    /// Creates a schema that accepts every value.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Creates a schema that refers to a type by its name.
    pub(crate) fn reference(ty: &Type) -> Self {
        let mut schema = Self::new();
        let tokens = ty.to_token_stream();
        let name = tokens.to_string().replace(' ', "");
        schema
            .all_of
            .push(format!("{{\"$ref\":{}}}", shape::quote(&name)));
        schema.name_type(name, tokens);
        schema
    }

    /// Returns whether the schema accepts every value.
    pub(crate) fn is_empty(&self) -> bool {
        self.keywords.is_empty() && self.all_of.is_empty()
    }

    /// Adds a keyword with its value as JSON.
    pub(crate) fn keyword(&mut self, keyword: &str, value: impl std::fmt::Display) {
        self.member(format!("\"{keyword}\":{value}"));
    }

    /// Adds a member; a keyword that is already present goes into a separate schema.
    fn member(&mut self, member: String) {
        let key = |member: &str| member.split(':').next().map(str::to_owned);
        if self.keywords.iter().any(|known| key(known) == key(&member)) {
            self.all_of.push(format!("{{{member}}}"));
        } else {
            self.keywords.push(member);
        }
    }

    /// Adds a schema, as JSON, that a value must match too.
    pub(crate) fn all_of(&mut self, schema: String) {
        self.all_of.push(schema);
    }

    /// Adds a type that the text refers to.
    pub(crate) fn name_type(&mut self, name: String, ty: TokenStream) {
        if !self.types.iter().any(|(known, _)| *known == name) {
            self.types.push((name, ty));
        }
    }

    /// Adds everything that another schema contains.
    pub(crate) fn extend(&mut self, other: &Self) {
        for member in &other.keywords {
            self.member(member.clone());
        }
        self.all_of.extend(other.all_of.iter().cloned());
        self.adopt_types(other);
    }

    /// Adds a keyword whose value is another schema.
    pub(crate) fn nested(&mut self, keyword: &str, other: &Self) {
        self.keyword(keyword, other.json());
        self.adopt_types(other);
    }

    /// Adds the types that another schema refers to; its text becomes part of this one.
    pub(crate) fn adopt_types(&mut self, other: &Self) {
        for (name, ty) in &other.types {
            self.name_type(name.clone(), ty.clone());
        }
    }

    /// Returns the schema of a value that may also be null.
    pub(crate) fn nullable(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self {
            keywords: vec![format!("\"anyOf\":[{{\"type\":\"null\"}},{}]", self.json())],
            all_of: Vec::new(),
            types: self.types,
        }
    }

    /// Returns the schema as JSON.
    pub(crate) fn json(&self) -> String {
        match (&self.keywords[..], &self.all_of[..]) {
            ([], [only]) => only.clone(),
            (keywords, []) => format!("{{{}}}", keywords.join(",")),
            (keywords, all_of) => {
                let mut members = keywords.to_vec();
                members.push(format!("\"allOf\":[{}]", all_of.join(",")));
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// Returns the types that the text refers to, with the functions that return their rules; `None` if there are none.
    pub(crate) fn named(&self, w: &impl ToTokens) -> Option<TokenStream> {
        let types = self.types.iter();
        let types = types.map(|(name, ty)| quote!((#name, <#ty as #w::Wire>::rules)));
        (!self.types.is_empty()).then(|| quote!(&[#(#types),*]))
    }

    /// Returns the static `CHECK` that holds the schema.
    pub(crate) fn check(&self, w: &impl ToTokens) -> TokenStream {
        let text = raw(&self.json());
        let named = self.named(w).unwrap_or_else(|| quote!(&[]));
        quote!(static CHECK: #w::Check = #w::Check::new(#text, #named);)
    }
}

/// Returns a raw literal, in which quotes need no escape.
pub(crate) fn raw(text: &str) -> Literal {
    // The compiler refuses some invisible characters and does not show where they are.
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
