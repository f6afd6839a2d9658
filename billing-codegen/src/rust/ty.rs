//! A Rust type before its path is chosen.

use std::rc::Rc;

/// A type before its path is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A name of the standard prelude, or a primitive.
    Std(&'static str, Vec<Ty>),
    /// A name of the runtime.
    Runtime(&'static str, Vec<Ty>),
    /// A generated type.
    Local(Place),
    /// `()`
    Unit,
}

/// Where a generated type is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The module that defines it; empty for the root.
    pub(crate) module: Rc<str>,
    /// What it is called there.
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

    /// Whether an argument of this type is taken as `impl Into<…>`.
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
