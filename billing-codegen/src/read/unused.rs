//! Warns about files of the folder that nothing refers to.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Definition, Endpoint, TypeUse};
use crate::report::{Code, Reporter};
use crate::source::{FileId, Origin, Sources, Span, kind};

/// Warns about each file that nothing refers to, and says what kind of file it is.
///
/// Errors inside documents of other standards are dropped, because these documents are not input. If there are other
/// errors, there are no warnings: an error can be the only reason why a file is unused.
pub(crate) fn report(definition: &Definition, sources: &Sources, reporter: &mut Reporter) {
    let used = used(definition, sources);
    let mut unused = Vec::new();
    for (id, file) in sources.files() {
        let Some(tree) = file.tree.as_ref().filter(|_| !file.relative.is_empty()) else {
            continue;
        };
        if used.contains(&id) {
            continue;
        }
        if kind::document(tree).is_some() {
            let all = &mut reporter.diagnostics;
            all.retain(|diagnostic| diagnostic.origin.file != id);
        }
        unused.push((id, kind::of_json(tree)));
    }
    if reporter.has_errors() {
        return;
    }
    unused.extend(sources.beside().iter().cloned());
    for (id, what) in unused {
        let origin = Origin::bytes(id, Span::default());
        let message = format!("this is {what}; nothing refers to it, and it is not used");
        let warning = reporter.warning(Code::UnusedFile, &origin, message);
        warning.help(advice(&what, &sources.file(id).relative));
    }
}

fn advice(what: &str, relative: &str) -> String {
    if what.contains("YAML") {
        "YAML is not supported yet: write the schemas that you need as JSON and the calls in `api.toml`, or move the file out of the folder".to_owned()
    } else if what == "a JSON Schema" {
        format!(
            "refer to it, as in `returns = {{ one = \"{relative}\" }}`, or move it out of the folder"
        )
    } else if what.contains("OpenAPI") || what.contains("Swagger") {
        "such documents are not supported yet: describe the calls in `api.toml`, which may refer to single schemas of this file, as in `\"openapi.json#/components/schemas/Order\"`; or move it out of the folder".to_owned()
    } else {
        "move it out of the folder, which is for `api.toml` and the schemas that it uses".to_owned()
    }
}

/// Returns the files that `api.toml` reaches through references, directly or through other files.
fn used(definition: &Definition, sources: &Sources) -> BTreeSet<FileId> {
    let schemas = &definition.schemas;
    let mut ways: BTreeMap<FileId, BTreeSet<FileId>> = BTreeMap::new();
    for schema in schemas.ids().map(|id| schemas.get(id)) {
        if let Some(target) = &schema.reference {
            let to = schemas.get(target.value).origin.file;
            ways.entry(schema.origin.file).or_default().insert(to);
        }
    }
    let mut open: Vec<FileId> = sources.main().map(|main| main.file).into_iter().collect();
    let types = definition.endpoints.iter().flat_map(Endpoint::types);
    open.extend(types.filter_map(|ty| match ty {
        TypeUse::Schema(id) => Some(schemas.get(*id).origin.file),
        TypeUse::Id(_) => None,
    }));
    let mut used = BTreeSet::new();
    while let Some(file) = open.pop() {
        if used.insert(file) {
            open.extend(ways.get(&file).into_iter().flatten());
        }
    }
    used
}
