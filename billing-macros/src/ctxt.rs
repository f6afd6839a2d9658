//! Mistakes, collected so that one run reports them all.
use std::cell::{Cell, RefCell};
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Where every step of a derive leaves the mistakes it finds.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: RefCell<Vec<syn::Error>>,
    items: RefCell<Vec<TokenStream>>,
    numbers: Cell<usize>,
}

impl Ctxt {
    /// A mistake at these tokens.
    pub(crate) fn error(&self, at: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(at, message));
    }

    /// A mistake at this span.
    pub(crate) fn error_at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// A mistake that syn found.
    pub(crate) fn push(&self, error: syn::Error) {
        self.errors.borrow_mut().push(error);
    }

    /// Keeps the value of a result, and its mistake otherwise.
    pub(crate) fn ok<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// An item that an expression in the expansion names.
    pub(crate) fn item(&self, item: TokenStream) {
        self.items.borrow_mut().push(item);
    }

    /// The items so far.
    pub(crate) fn take_items(&self) -> Vec<TokenStream> {
        self.items.take()
    }

    /// A number that this expansion has not used, for names of items.
    pub(crate) fn number(&self) -> usize {
        self.numbers.replace(self.numbers.get() + 1)
    }

    /// `compile_error!` for every mistake; nothing if there was none.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        let errors = self.errors.into_inner();
        (!errors.is_empty()).then(|| errors.iter().map(syn::Error::to_compile_error).collect())
    }
}
