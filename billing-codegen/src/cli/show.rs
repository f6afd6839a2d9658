//! `billing-codegen show`: prints one operation.

use std::path::{Path, PathBuf};

use crate::model::{Api, Operation};
use crate::pipeline;
use crate::report::suggest;
use crate::rust::Foreign;
use crate::source::{Input, UrlMap};
use crate::{emit, rust};

use super::{Failure, format, print, warn};

pub(super) fn run(dir: PathBuf, name: Option<&str>, maps: &[UrlMap]) -> Result<(), Failure> {
    let (resolved, foreign) = pipeline::resolve_with(&Input::Folder(dir), maps, Foreign::make)?;
    let api = &resolved.api;
    warn(&resolved.warnings);
    let Some(name) = name else {
        return print(&list(api));
    };
    let (resource, operation) = find(api, name).map_err(Failure::Message)?;
    let output = rust::lower_one(api, &foreign, resource, operation);
    print(&format::rustfmt(&emit::items(&output), Path::new(".")))
}

/// Returns every operation with its method and path.
fn list(api: &Api) -> String {
    let names: Vec<(String, &Operation)> = operations(api).collect();
    let width = names.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = names
        .iter()
        .map(|(name, operation)| format!("{name:<width$}  {}\n", rust::route(operation)));
    lines.collect()
}

fn operations(api: &Api) -> impl Iterator<Item = (String, &Operation)> {
    api.resources.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.map(|operation| (format!("{}.{}", resource.name, operation.name), operation))
    })
}

/// Finds `resource.operation`. The error lists what exists instead.
fn find(api: &Api, name: &str) -> Result<(usize, usize), String> {
    let (resource, operation) = name.split_once('.').unwrap_or((name, ""));
    let found = api
        .resources
        .iter()
        .position(|known| known.name == resource);
    let Some(index) = found else {
        let all: Vec<String> = operations(api).map(|(name, _)| name).collect();
        let resources = api.resources.iter().map(|resource| resource.name.as_str());
        let message = match suggest::nearest(name, all.iter().map(String::as_str)) {
            Some(near) => format!("there is no operation `{name}`; did you mean `{near}`?"),
            None => with_help(
                format!("there is no resource `{resource}`"),
                suggest::help(resource, resources),
            ),
        };
        return Err(message);
    };
    let operations = &api.resources[index].operations;
    let position = operations.iter().position(|known| known.name == operation);
    position.map(|at| (index, at)).ok_or_else(|| {
        let names = operations.iter().map(|operation| operation.name.as_str());
        with_help(
            match operation {
                "" => format!(
                    "`{resource}` is a resource: append an operation, as in `{resource}.list`"
                ),
                _ => format!("`{resource}` has no operation `{operation}`"),
            },
            suggest::help(operation, names),
        )
    })
}

fn with_help(message: String, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    }
}
