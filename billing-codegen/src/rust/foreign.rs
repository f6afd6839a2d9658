//! The types of request and response bodies that another generator makes.

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

/// The name of the module with these types.
pub(super) const MODULE: &str = "types";

/// The types that another generator made, with their code.
#[derive(Default)]
pub(crate) struct Foreign {
    names: BTreeMap<TypeId, String>,
    text: String,
}

impl Foreign {
    /// Runs the other generator if the API selects it and has no errors.
    #[cfg(feature = "typify")]
    pub(crate) fn make(api: &Api, reporter: &mut Reporter) -> Self {
        match api.engine {
            _ if reporter.has_errors() => Self::default(),
            crate::model::Engine::Own => Self::default(),
            crate::model::Engine::Typify => typify::make(api, reporter),
        }
    }

    /// Returns no types, since the feature is not enabled.
    #[cfg(not(feature = "typify"))]
    pub(crate) fn make(_: &Api, _: &mut Reporter) -> Self {
        Self::default()
    }

    /// Returns the name of a type that another generator made.
    pub(super) fn get(&self, id: TypeId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Returns the module with these types.
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
