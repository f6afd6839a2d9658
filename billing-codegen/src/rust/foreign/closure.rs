//! Finds the schemas that become definitions, and what each refers to.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Dependency, Items, Rest, Schema, SchemaId, Schemas};

/// Returns each definition with the definitions that it refers to. The roots and the targets of references are
/// definitions.
pub(super) fn definitions(
    schemas: &Schemas,
    roots: &[SchemaId],
) -> BTreeMap<SchemaId, BTreeSet<SchemaId>> {
    let mut found: BTreeMap<SchemaId, BTreeSet<SchemaId>> = BTreeMap::new();
    let own: BTreeSet<SchemaId> = roots.iter().copied().collect();
    let mut open: Vec<SchemaId> = roots.to_vec();
    while let Some(definition) = open.pop() {
        if found.contains_key(&definition) {
            continue;
        }
        let mut named = BTreeSet::new();
        let mut inside = parts(schemas.get(definition));
        while let Some(part) = inside.pop() {
            let target = schemas.follow(part);
            if target != part || own.contains(&target) {
                named.insert(target);
            } else {
                inside.extend(parts(schemas.get(part)));
            }
        }
        open.extend(&named);
        found.insert(definition, named);
    }
    found
}

/// Returns a definition and all definitions that it reaches.
pub(super) fn reached(
    definitions: &BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    from: SchemaId,
) -> BTreeSet<SchemaId> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(definitions.get(&at).into_iter().flatten());
        }
    }
    seen
}

/// Returns the schemas inside a schema.
fn parts(schema: &Schema) -> Vec<SchemaId> {
    let rest = |rest: &Rest| match rest {
        Rest::Schema(id) => Some(*id),
        Rest::Any | Rest::Never(_) => None,
    };
    let items = match &schema.items {
        Some(Items::Every(id)) => vec![*id],
        Some(Items::Each(ids)) => ids.clone(),
        None => Vec::new(),
    };
    let dependencies = schema.dependencies.iter();
    let dependencies = dependencies.filter_map(|(_, dependency)| match dependency {
        Dependency::Schema(id) => Some(*id),
        Dependency::Members(_) => None,
    });
    let properties = schema.properties.iter().map(|property| property.schema);
    let patterns = schema.pattern_properties.iter().map(|(_, id)| *id);
    properties
        .chain(patterns)
        .chain(dependencies)
        .chain(items)
        .chain(rest(&schema.additional_properties))
        .chain(rest(&schema.additional_items))
        .chain(schema.all_of.iter().copied())
        .chain(schema.any_of.iter().copied())
        .chain(schema.one_of.iter().copied())
        .chain(schema.not)
        .collect()
}
