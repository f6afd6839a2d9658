//! A Rust type before its path is chosen.

use std::rc::Rc;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A primitive or a name of the standard prelude, with type arguments.
    Std(&'static str, Vec<Ty>),
    /// A name of the runtime, with type arguments.
    Runtime(&'static str, Vec<Ty>),
    /// A generated type.
    Local(Place),
    /// The unit type, `()`.
    Unit,
}

/// The module and the name of a generated type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The module that defines it; empty for the root.
    pub(crate) module: Rc<str>,
    /// Its name.
    pub(crate) name: Rc<str>,
}

impl Place {
    pub(super) fn new(module: &str, name: &str) -> Self {
        Self {
            module: module.into(),
            name: name.into(),
        }
    }
}

impl Ty {
    pub(super) fn std(name: &'static str) -> Self {
        Self::Std(name, Vec::new())
    }

    pub(super) fn runtime(name: &'static str) -> Self {
        Self::Runtime(name, Vec::new())
    }

    pub(super) fn option(self) -> Self {
        Self::Std("Option", vec![self])
    }

    pub(super) fn boxed(self) -> Self {
        Self::Std("Box", vec![self])
    }

    /// Whether the type of an argument is written `impl Into<…>`.
    pub(super) fn takes_into(&self) -> bool {
        matches!(
            self,
            Self::Std("String", _)
                | Self::Runtime(
                    "Decimal" | "Integer" | "Id" | "Accepted" | "OrOther" | "Secret" | "Serde",
                    _
                )
        )
    }
}
