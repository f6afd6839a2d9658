//! Everything about an API that does not change while it is served.

use std::path::Path;

use serde_json::Value;

use super::Error;
use super::checks::Checks;
use super::documents::Documents;
use super::plan::{Operation, Place, Plan};
use super::settings::{OperationSettings, Settings};
use crate::report::did_you_mean;

/// An API with its files, checks and settings.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) documents: Documents,
    pub(crate) checks: Checks,
    pub(crate) settings: Settings,
}

impl World {
    pub(crate) fn new(folder: &Path, plan: Plan) -> Result<Self, Error> {
        let documents = Documents::load(folder)?;
        let settings = Settings::load(folder)?;
        let checks = Checks::new(&plan, &documents)?;
        let world = Self {
            plan,
            documents,
            checks,
            settings,
        };
        for name in world.settings.operations.keys() {
            world
                .known(name)
                .map_err(|error| Error::new(format!("mock.toml: {error}")))?;
        }
        Ok(world)
    }

    /// Says what is wrong with the name of an operation, if anything is.
    pub(crate) fn known(&self, name: &str) -> Result<(), Error> {
        if self.plan.operation(name).is_some() {
            return Ok(());
        }
        let names = self.plan.operations.iter().map(|o| o.name.as_str());
        let advice = did_you_mean(name, names)
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

    /// The store that an operation works on.
    pub(crate) fn store_of<'a>(&'a self, operation: &'a Operation) -> &'a str {
        let other = self.settings_of(operation).and_then(|s| s.store.as_deref());
        other.unwrap_or(&operation.resource)
    }

    /// The type words of a schema.
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

    /// The schemas in which records of a store are answered.
    pub(crate) fn stored_as(&self, store: &str) -> Vec<Place> {
        let operations = self.plan.operations.iter();
        operations
            .filter(|operation| operation.returns.holds_records())
            .filter(|operation| self.store_of(operation) == store)
            .filter_map(|operation| operation.returns.place().cloned())
            .collect()
    }
}
