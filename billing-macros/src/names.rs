//! Names that expansions use.
use proc_macro2::{Ident, Span};

/// Returns the name of the wire module in an expansion; no path of a field's type begins with it.
pub(crate) fn wire(at: Span) -> Ident {
    Ident::new("__wire", at)
}
