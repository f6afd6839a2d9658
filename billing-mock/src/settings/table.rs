//! A table of `mock.toml` with its path for error messages.

use serde_json::{Map, Value};

use crate::Error;
use billing_shared::nearest;

/// A table of the file and its path.
pub(super) struct Table<'v> {
    path: String,
    members: &'v Map<String, Value>,
}

impl<'v> Table<'v> {
    pub(super) fn new(path: &str, value: &'v Value) -> Result<Self, Error> {
        let members = value.as_object();
        let members = members.ok_or_else(|| Error::new(format!("{path}: expected a table")))?;
        Ok(Self {
            path: path.to_owned(),
            members,
        })
    }

    pub(super) fn name(&self) -> String {
        let last = self.path.rsplit(": ").next().unwrap_or(&self.path);
        last.split_once('.')
            .map_or(last, |(_, name)| name)
            .to_owned()
    }

    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'v String, &'v Value)> {
        self.members.iter()
    }

    pub(super) fn bad(&self, name: &str, wanted: &str) -> Error {
        Error::new(format!("{}.{name}: expected {wanted}", self.path))
    }

    pub(super) fn only(&self, known: &[&str]) -> Result<(), Error> {
        let Some(name) = self
            .members
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        else {
            return Ok(());
        };
        let advice = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}", known.join(", ")),
        };
        Err(Error::new(format!(
            "{}: unknown key `{name}`; {advice}",
            self.path
        )))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let found = self
            .get(name)
            .map(|value| text(value).ok_or_else(|| self.bad(name, "a text")));
        found.transpose()
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Error> {
        let integer = |value: &Value| value.as_i64().ok_or_else(|| self.bad(name, "an integer"));
        self.get(name).map(integer).transpose()
    }

    pub(super) fn list(&self, name: &str) -> Result<Vec<&'v Value>, Error> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items.iter().collect()),
            Some(_) => Err(self.bad(name, "a list")),
        }
    }

    pub(super) fn table(&self, name: &str) -> Result<Option<Table<'v>>, Error> {
        let path = if self.path == "mock.toml" {
            format!("mock.toml: {name}")
        } else {
            format!("{}.{name}", self.path)
        };
        self.get(name)
            .map(|value| Table::new(&path, value))
            .transpose()
    }

    pub(super) fn tables(&self, name: &str) -> Result<Vec<Table<'v>>, Error> {
        let Some(outer) = self.table(name)? else {
            return Ok(Vec::new());
        };
        let tables = outer.entries();
        tables
            .map(|(name, value)| Table::new(&format!("{}.{name}", outer.path), value))
            .collect()
    }
}
