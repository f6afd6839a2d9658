//! Derives from methods and paths what each operation does, and to which records.

use std::collections::BTreeMap;

use super::documents::Documents;
use super::plan::{Operation, Plan, Returns};
use super::settings::Settings;
use billing_codegen::model::{Method, Segment};

/// The action of an operation on the records of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Lists them.
    List,
    /// Creates one.
    Create,
    /// Returns the record that a parameter names.
    Get(String),
    /// Updates the record that a parameter names.
    Change(String),
    /// Removes the record that a parameter names.
    Remove(String),
    /// Does something else with the record that a parameter names.
    Act(String),
    /// Does not concern a single record.
    Other,
}

/// The action of an operation and its store.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) role: Role,
    /// The store that the operation works on.
    pub(crate) store: String,
    /// The parent records in other stores: the parameters that name them, and the stores.
    pub(crate) parents: Vec<(String, String)>,
}

/// The roles of all operations, by their names.
pub(crate) type Parts = BTreeMap<String, Part>;

/// The path of a collection on a server, with unnamed placeholders.
type Key = (usize, Vec<Option<String>>);

/// Derives the roles from an API.
pub(crate) fn parts(plan: &Plan, documents: &Documents, settings: &Settings) -> Parts {
    let stores = stores(plan, documents);
    let part = |operation: &Operation| {
        let role = role(operation, &stores, documents);
        let named = settings.operations.get(&operation.name);
        let given = named.and_then(|settings| settings.store.clone());
        let read = given.or_else(|| store(operation, &role, &stores));
        Part {
            store: read.unwrap_or_else(|| operation.resource.clone()),
            parents: parents(operation, &role, &stores),
            role,
        }
    };
    let operations = plan.operations.iter();
    operations
        .map(|operation| (operation.name.clone(), part(operation)))
        .collect()
}

fn segments(operation: &Operation) -> &[Segment] {
    let segments = &operation.path.segments[..];
    match segments {
        // `/orders/` is the same as `/orders`.
        [rest @ .., Segment::Fixed(last)] if last.is_empty() => rest,
        _ => segments,
    }
}

fn key(mount: usize, segments: &[Segment]) -> Key {
    let path = segments.iter().map(|segment| match segment {
        Segment::Fixed(text) => Some(text.clone()),
        Segment::Placeholder(_) => None,
    });
    (mount, path.collect())
}

/// Returns the placeholder at the end of a path and the segments before it.
fn item(operation: &Operation) -> Option<(&str, Key)> {
    match segments(operation) {
        [before @ .., Segment::Placeholder(name)] => Some((name, key(operation.mount, before))),
        _ => None,
    }
}

/// Returns whether a response is a list: declared as one, or a bare array of objects.
fn lists(operation: &Operation, documents: &Documents) -> bool {
    match &operation.returns {
        Returns::List(_) => true,
        Returns::Plain(Some(place)) => documents.is_list(place),
        _ => false,
    }
}

/// Returns the path of a list without the placeholders at its end, which only filter its records.
fn listed(operation: &Operation) -> Key {
    let mut path = segments(operation);
    while let [before @ .., Segment::Placeholder(_)] = path {
        path = before;
    }
    key(operation.mount, path)
}

/// Returns the collections of an API with the names of their stores. The shortest path of a resource gets the name of
/// the resource.
fn stores(plan: &Plan, documents: &Documents) -> BTreeMap<Key, String> {
    let mut found: Vec<(Key, &str)> = Vec::new();
    for operation in &plan.operations {
        let key = match item(operation) {
            _ if operation.method == Method::Get && lists(operation, documents) => {
                listed(operation)
            }
            Some((_, key)) if operation.method != Method::Post => key,
            _ => continue,
        };
        if !key.1.is_empty() && !found.iter().any(|(known, _)| *known == key) {
            found.push((key, &operation.resource));
        }
    }
    found.sort_by_key(|((_, path), _)| path.len());
    let mut stores: BTreeMap<Key, String> = BTreeMap::new();
    let mut later = Vec::new();
    for (key, resource) in found {
        if stores.values().any(|store| store == resource) {
            later.push((key, resource));
        } else {
            stores.insert(key, resource.to_owned());
        }
    }
    for (key, resource) in later {
        let last = key.1.iter().rev().flatten().next();
        let last = last.map_or("", String::as_str).to_owned();
        // `/customers/{id}/orders` lists records of the store of `/orders`.
        let known = stores
            .iter()
            .find(|((_, path), _)| path.last() == Some(&Some(last.clone())));
        let store = match known {
            Some((_, store)) => store.clone(),
            None => format!("{resource}.{last}"),
        };
        stores.insert(key, store);
    }
    stores
}

fn role(operation: &Operation, stores: &BTreeMap<Key, String>, documents: &Documents) -> Role {
    let own = key(operation.mount, segments(operation));
    let reads = matches!(operation.method, Method::Get | Method::Post);
    if reads && lists(operation, documents) && stores.contains_key(&listed(operation)) {
        return Role::List;
    }
    if let Some((name, collection)) = item(operation)
        && stores.contains_key(&collection)
    {
        let name = name.to_owned();
        return match operation.method {
            Method::Get => Role::Get(name),
            Method::Delete => Role::Remove(name),
            Method::Put | Method::Patch | Method::Post => Role::Change(name),
        };
    }
    let makes = match operation.returns {
        Returns::One(_) => operation.body.is_some(),
        _ => stores.contains_key(&own),
    };
    match named(operation, stores) {
        _ if operation.method == Method::Post && stores.contains_key(&own) => Role::Create,
        Some((name, _)) => Role::Act(name.to_owned()),
        None if operation.method == Method::Post && makes => Role::Create,
        None => Role::Other,
    }
}

/// Returns the last placeholder inside a path that names a record, and the store of that record.
fn named<'o>(
    operation: &'o Operation,
    stores: &BTreeMap<Key, String>,
) -> Option<(&'o str, String)> {
    placed(operation, stores).pop()
}

/// Returns the placeholders inside a path that name records, and the stores of those records.
fn placed<'o>(operation: &'o Operation, stores: &BTreeMap<Key, String>) -> Vec<(&'o str, String)> {
    let path = segments(operation);
    let places = path.iter().enumerate().filter_map(|(at, segment)| {
        let Segment::Placeholder(name) = segment else {
            return None;
        };
        let store = stores.get(&key(operation.mount, &path[..at]))?;
        Some((name.as_str(), store.clone()))
    });
    places.collect()
}

fn store(operation: &Operation, role: &Role, stores: &BTreeMap<Key, String>) -> Option<String> {
    let key = match role {
        Role::List => listed(operation),
        Role::Create => key(operation.mount, segments(operation)),
        Role::Get(_) | Role::Change(_) | Role::Remove(_) => item(operation)?.1,
        Role::Act(_) => return named(operation, stores).map(|(_, store)| store),
        Role::Other => return None,
    };
    stores.get(&key).cloned()
}

fn parents(
    operation: &Operation,
    role: &Role,
    stores: &BTreeMap<Key, String>,
) -> Vec<(String, String)> {
    let mut parents: Vec<(String, String)> = placed(operation, stores)
        .into_iter()
        .map(|(name, store)| (name.to_owned(), store))
        .collect();
    if let Role::Get(own) | Role::Change(own) | Role::Remove(own) | Role::Act(own) = role
        && parents.last().is_some_and(|(name, _)| name == own)
    {
        parents.pop();
    } else if *role == Role::List && item(operation).is_some() {
        // Placeholders at the end of a list's path filter its records.
        parents.retain(|(_, store)| stores.get(&listed(operation)) != Some(store));
    }
    parents
}
