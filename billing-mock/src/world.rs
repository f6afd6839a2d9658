//! Holds everything about an API that does not change while the mock runs.

use std::path::Path;

use serde_json::Value;

use super::Error;
use super::checks::Checks;
use super::documents::Documents;
use super::plan::{Operation, Place, Plan};
use super::role::{self, Part, Parts, Role};
use super::settings::{OperationSettings, Settings};
use super::setup::Setup;
use billing_codegen::source::Input;
use billing_shared::nearest;

/// An API with its files, checks and settings.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) documents: Documents,
    pub(crate) checks: Checks,
    pub(crate) settings: Settings,
    pub(crate) parts: Parts,
}

impl World {
    pub(crate) fn new(folder: &Path, setup: &Setup) -> Result<Self, Error> {
        let input = Input::Folder(folder.to_owned());
        let resolved = billing_codegen::resolve(&input, &setup.maps);
        let resolved = resolved.map_err(|report| Error::new(report.to_string()))?;
        let name = |file| {
            let file = resolved.sources.file(file);
            file.uri.clone().unwrap_or_else(|| file.relative.clone())
        };
        let plan = Plan::new(&resolved.api, name);
        let documents = Documents::of(&resolved.sources)?;
        let settings = Settings::load(folder, &setup.settings)?;
        let parts = role::parts(&plan, &documents, &settings);
        let mut world = Self {
            plan,
            documents,
            checks: Checks::default(),
            settings,
            parts,
        };
        world.checks = Checks::new(&world.plan, &world.documents, &world.id_places())?;
        for name in world.settings.operations.keys() {
            world
                .known(name)
                .map_err(|error| Error::new(format!("mock.toml: {error}")))?;
        }
        Ok(world)
    }

    /// Fails if an operation does not exist.
    pub(crate) fn known(&self, name: &str) -> Result<(), Error> {
        if self.plan.operation(name).is_some() {
            return Ok(());
        }
        let names = self.plan.operations.iter().map(|o| o.name.as_str());
        let advice = nearest(name, names)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        let api = &self.plan.name;
        Err(Error::new(format!(
            "{api} has no operation `{name}`{advice}"
        )))
    }

    pub(crate) fn settings_of(&self, operation: &Operation) -> Option<&OperationSettings> {
        self.settings.operations.get(&operation.name)
    }

    /// Returns the role of an operation.
    pub(crate) fn part(&self, operation: &Operation) -> Part {
        let apart = || Part {
            role: Role::Other,
            store: operation.resource.clone(),
            parents: Vec::new(),
        };
        let part = self.parts.get(&operation.name);
        part.cloned().unwrap_or_else(apart)
    }

    /// Returns the store that an operation works on.
    pub(crate) fn store_of<'a>(&'a self, operation: &'a Operation) -> &'a str {
        let part = self.parts.get(&operation.name);
        part.map_or(&operation.resource, |part| &part.store)
    }

    /// Returns the types that a schema declares.
    pub(crate) fn kinds(&self, place: &Place) -> Vec<String> {
        let schema = self.documents.schema(place);
        match schema.and_then(|(_, schema)| schema.get("type")) {
            Some(Value::String(kind)) => vec![kind.clone()],
            Some(Value::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Value::as_str);
                kinds.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}
