//! Finds the module of each type.

use std::collections::BTreeMap;

use crate::model::types::TypeId;
use crate::model::{Api, Operation, Use};
use crate::schema::SchemaId;
use crate::source::FileId;

/// Returns the resource of each type: the first one whose operations name the type's file, else the first one that
/// reaches the type.
pub(super) fn owners(api: &Api) -> BTreeMap<TypeId, usize> {
    let mut by_file: BTreeMap<FileId, usize> = BTreeMap::new();
    let file_of = |id: SchemaId| api.schemas.target(id).origin.file;
    for (index, resource) in api.resources.iter().enumerate() {
        for schema in resource.operations.iter().flat_map(named_schemas) {
            by_file.entry(file_of(schema)).or_insert(index);
        }
    }
    let mut owners = BTreeMap::new();
    for (index, resource) in api.resources.iter().enumerate() {
        let roots = resource
            .operations
            .iter()
            .flat_map(|operation| roots(api, operation));
        for id in api.types.reached(roots) {
            let file = api.schemas.get(api.types.get(id).written).origin.file;
            let inline = file_is_definition(api, file);
            let owner = by_file
                .get(&file)
                .copied()
                .filter(|_| !inline)
                .unwrap_or(index);
            owners.entry(id).or_insert(owner);
        }
    }
    owners
}

/// Whether a file defines operations; its inline schemas belong to no particular resource.
fn file_is_definition(api: &Api, file: FileId) -> bool {
    api.resources
        .iter()
        .flat_map(|resource| &resource.operations)
        .any(|operation| operation.origin.file == file)
}

fn named_schemas(operation: &Operation) -> Vec<SchemaId> {
    let uses = operation.body.into_iter().chain(operation.returns.ty());
    uses.filter_map(|is| match is {
        Use::Schema(id) => Some(id),
        Use::Id(_) => None,
    })
    .collect()
}

/// Returns the types of an operation's path and query.
pub(super) fn parameter_roots(api: &Api, operation: &Operation) -> Vec<TypeId> {
    let bare = Operation {
        body: None,
        ..operation.clone()
    };
    made_roots(api, &bare)
}

/// Returns the types that an operation's code names; for a query, these are the types of its members.
pub(super) fn roots(api: &Api, operation: &Operation) -> Vec<TypeId> {
    let mut roots = made_roots(api, operation);
    if let Some(Use::Schema(id)) = operation.returns.ty() {
        roots.extend(api.types.of(&api.schemas, id));
    }
    roots
}

/// Returns the types of an operation that callers create.
pub(super) fn made_roots(api: &Api, operation: &Operation) -> Vec<TypeId> {
    let mut roots = Vec::new();
    let parameters = operation
        .path_parameters
        .iter()
        .map(|parameter| parameter.ty);
    for is in parameters.chain(operation.body) {
        if let Use::Schema(id) = is {
            roots.extend(api.types.of(&api.schemas, id));
        }
    }
    let query = operation
        .query
        .and_then(|id| api.types.of(&api.schemas, id));
    if let Some(query) = query {
        roots.extend(api.types.get(query).shape.parts());
    }
    roots
}
