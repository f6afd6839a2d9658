//! The attributes of the type, and the impls around the parts that depend on the kind of item.
use billing_shared::shape::TypeWord;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Ident, LitStr};

use crate::attr::Attrs;
use crate::constraint;
use crate::ctxt::Ctxt;
use crate::field::{self, Field};
use crate::names;
use crate::schema_text::SchemaText;
use crate::shape_text::ShapeText;

/// Parses a field of a struct, and reports unknown attributes.
pub(super) fn parse_field<'a>(cx: &Ctxt, field: &'a syn::Field, index: usize) -> Field<'a> {
    let mut attrs = Attrs::new(cx, &field.attrs, "wire");
    let parsed = Field::new(cx, field, index, &mut attrs);
    if !attrs.is_empty() {
        attrs.finish(cx, "a field", &constraint::with_keys(field::KEYS));
    }
    parsed
}

/// Returns the expressions for members that no other field names: one to read into, one to write from.
pub(super) fn rest(field: Option<&Field<'_>>) -> (TokenStream, TokenStream) {
    match field {
        Some(field) => (field.read_into(), field.write_from()),
        None => (quote!(&mut ()), quote!(&())),
    }
}

/// The attributes of the type.
pub(super) struct Container {
    /// The path of the wire module.
    path: TokenStream,
    /// The name of the wire module in the expansion.
    pub(super) w: Ident,
    pub(super) strict: bool,
    pub(super) closed: Option<Ident>,
    pub(super) tuple: Option<Ident>,
    pub(super) tag: Option<LitStr>,
    pub(super) schema: SchemaText,
    debug: bool,
    pub(super) default: Option<Ident>,
    eq: bool,
}

/// The keys of a type, other than constraints.
const KEYS: &[&str] = &[
    "closed",
    "strict",
    "crate",
    "tag",
    "tuple",
    "Debug",
    "Default",
    "PartialEq",
];
/// The keys of a variant.
pub(super) const VARIANT_KEYS: &[&str] =
    &["rename", "value", "json", "other", "key", "blank", "accept"];

impl Container {
    pub(super) fn new(cx: &Ctxt, input: &DeriveInput) -> Self {
        let mut attrs = Attrs::new(cx, &input.attrs, "wire");
        let path = match attrs.path(cx, "crate") {
            Some(path) => quote!(#path::wire),
            None => quote!(::billing_runtime::wire),
        };
        let w = names::wire(Span::call_site());
        let container = Self {
            strict: attrs.flag(cx, "strict").is_some(),
            closed: attrs.flag(cx, "closed"),
            tuple: attrs.flag(cx, "tuple"),
            tag: attrs.string(cx, "tag"),
            debug: attrs.flag(cx, "Debug").is_some(),
            default: attrs.flag(cx, "Default"),
            eq: attrs.flag(cx, "PartialEq").is_some(),
            schema: constraint::rules(cx, &mut attrs),
            path,
            w,
        };
        if !attrs.is_empty() {
            attrs.finish(cx, "a type", &constraint::with_keys(KEYS));
        }
        container
    }

    /// Returns the shape of the type, without its parts.
    pub(super) fn shape(&self, name: &Ident, closed: bool) -> ShapeText {
        ShapeText::new(
            name,
            &[(TypeWord::Closed, closed), (TypeWord::Strict, self.strict)],
        )
    }

    /// Returns the impls around a body. Generic types have already been refused.
    pub(super) fn wrap(&self, input: &DeriveInput, body: &Body) -> TokenStream {
        let (path, w) = (&self.path, &self.w);
        let name = &input.ident;
        let Body {
            shape,
            read,
            write,
            kinds,
            blank,
        } = body;
        let (text, named) = (shape.literal(), shape.named(w));
        // The trait's default is an object.
        let kinds = kinds
            .as_ref()
            .map(|kinds| quote!(const KINDS: #w::Kinds = #kinds;));
        let [read_as, write_as] = [READ, WRITE].map(fixed);
        let others = fixed(&self.others(name));
        quote! {
            const _: () = {
                use #path as __wire;
                const SHAPE: &str = #text;
                impl #w::Node for #name {
                    #read_as { #read }
                    #write_as { #write }
                }
                impl #w::Wire for #name {
                    const SHAPE: &'static str = SHAPE;
                    #kinds
                    #[inline]
                    fn blank() -> Self { #blank }
                    #named
                }
                #others
            };
        }
    }

    /// Returns the impls that are the same for all types.
    fn others(&self, name: &Ident) -> String {
        let mut others = format!(
            "impl<'de> __wire::serde::Deserialize<'de> for {name} {{ \
                fn deserialize<D: __wire::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {{ \
                    __wire::de(deserializer) \
                }} \
            }} \
            impl __wire::serde::Serialize for {name} {{ \
                fn serialize<S: __wire::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {{ \
                    __wire::ser(self, serializer) \
                }} \
            }}"
        );
        if self.debug {
            others += &format!(
                "impl ::core::fmt::Debug for {name} {{ \
                    #[inline] \
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ \
                        __wire::debug(self, SHAPE, f) \
                    }} \
                }}"
            );
        }
        if self.default.is_some() {
            others += &format!(
                "impl ::core::default::Default for {name} {{ \
                    #[inline] \
                    fn default() -> Self {{ \
                        __wire::Wire::blank() \
                    }} \
                }}"
            );
        }
        if self.eq {
            others += &format!(
                "impl ::core::cmp::PartialEq for {name} {{ \
                    #[inline] \
                    fn eq(&self, other: &Self) -> bool {{ \
                        __wire::eq(self, other) \
                    }} \
                }}"
            );
        }
        others
    }
}

// With `#[inline]`, only crates that use a type generate machine code for it: a library of types builds in less than half
// the time.
const READ: &str = "#[inline] fn read(&mut self, reader: &mut __wire::Reader<'_>, peek: __wire::Peek) -> __wire::Done";
const WRITE: &str = "#[inline] fn write(&self, writer: &mut __wire::Writer)";

/// Returns the tokens of source code that is the same for all types. For more than a few tokens, the compiler's lexer
/// is several times faster than `quote!`, because macros are mostly built without optimization.
fn fixed(text: &str) -> TokenStream {
    let failed = |error: &dyn std::fmt::Display| {
        syn::Error::new(Span::call_site(), error).to_compile_error()
    };
    // `proc_macro2` would parse the source a second time, in the macro's own code.
    if proc_macro::is_available() {
        let tokens = text.parse::<proc_macro::TokenStream>();
        return tokens.map_or_else(|error| failed(&error), Into::into);
    }
    text.parse().unwrap_or_else(|error| failed(&error))
}

/// The parts of the impls that depend on the item.
pub(super) struct Body {
    pub(super) shape: ShapeText,
    pub(super) read: TokenStream,
    pub(super) write: TokenStream,
    pub(super) kinds: Option<TokenStream>,
    pub(super) blank: TokenStream,
}

impl Body {
    /// Returns the stub of an item with errors: it type-checks, so that the compiler reports no further errors.
    pub(super) fn stub(w: &Ident) -> Self {
        Self {
            shape: ShapeText::default(),
            read: quote!(::core::unreachable!()),
            write: quote!(::core::unreachable!()),
            kinds: Some(quote!(#w::Kinds::ANY)),
            blank: quote!(::core::unreachable!()),
        }
    }
}
