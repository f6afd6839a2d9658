//! Records the parts of a definition that have an error.

use std::collections::BTreeSet;

/// The parts of a definition that have errors. Those errors have been reported; errors that follow from them are not
/// reported.
#[derive(Clone, Debug, Default)]
pub struct Broken(BTreeSet<(PartKind, String)>);

/// A kind of named part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// A server.
    Server,
    /// A credential.
    Credential,
    /// A resource.
    Resource,
    /// An endpoint, named `resource.operation`.
    Endpoint,
}

impl Broken {
    /// Records that a part has an error.
    pub fn insert(&mut self, kind: PartKind, name: impl Into<String>) {
        self.0.insert((kind, name.into()));
    }

    /// Returns whether a part has an error.
    pub fn contains(&self, kind: PartKind, name: &str) -> bool {
        self.of(kind).any(|broken| broken == name)
    }

    /// Returns the names of the parts of a kind that have an error.
    pub fn of(&self, kind: PartKind) -> impl Iterator<Item = &str> {
        let all = self.0.iter().filter(move |(of, _)| *of == kind);
        all.map(|(_, name)| name.as_str())
    }
}
