//! The types of bodies and answers where another generator makes them.

#[cfg(feature = "typify")]
mod closure;
#[cfg(feature = "typify")]
mod draft7;
#[cfg(feature = "typify")]
mod typify;

use std::collections::BTreeMap;

use super::{Item, Module, Scope};
use crate::model::Api;
use crate::model::types::TypeId;
use crate::report::Reporter;

/// The module that they stand in.
pub(super) const MODULE: &str = "types";

/// Types made elsewhere, with their code.
#[derive(Default)]
pub(crate) struct Foreign {
    names: BTreeMap<TypeId, String>,
    text: String,
}

impl Foreign {
    /// Has them made where the API asks for it and nothing is wrong with it.
    #[cfg(feature = "typify")]
    pub(crate) fn make(api: &Api, reporter: &mut Reporter) -> Self {
        match api.engine {
            _ if reporter.has_errors() => Self::default(),
            crate::model::Engine::Own => Self::default(),
            crate::model::Engine::Typify => typify::make(api, reporter),
        }
    }

    /// Without another engine there are none.
    #[cfg(not(feature = "typify"))]
    pub(crate) fn make(_: &Api, _: &mut Reporter) -> Self {
        Self::default()
    }

    /// The name of a type that is made elsewhere.
    pub(super) fn get(&self, id: TypeId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The module with all of them.
    pub(super) fn module(&self) -> Option<Module> {
        (!self.is_empty()).then(|| Module {
            name: MODULE.to_owned(),
            docs: vec!["The types of bodies and answers, as typify makes them.".to_owned()],
            submodules: Vec::new(),
            scope: Scope::new(MODULE, true),
            items: vec![Item::Verbatim(self.text.clone())],
        })
    }
}
