//! Finds the operation that a request matches.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::plan::{Operation, Plan, word};
use super::url;
use billing_codegen::model::Segment;
use billing_shared::nearest;

/// The values of the placeholders of a path.
pub(crate) type Parameters = BTreeMap<String, String>;

/// The result of matching the method and path of a request.
pub(crate) enum Route<'p> {
    Found(&'p Operation, Parameters),
    /// The path exists, but only with these methods.
    Method(Vec<&'static str>),
    /// The path exists, but only with one of these queries.
    Query(Vec<&'p str>),
    /// No operation matches; contains a suggestion, if there is one.
    Unknown(Option<String>),
}

/// Finds an operation. A fixed segment takes precedence over a placeholder in the same position.
pub(crate) fn route<'p>(plan: &'p Plan, method: &str, path: &str, query: &str) -> Route<'p> {
    let sent = url::pairs(query);
    let mut matches: Vec<_> = plan
        .operations
        .iter()
        .filter_map(|operation| Some((operation, matched(plan, operation, path)?)))
        .collect();
    if matches.is_empty() {
        return Route::Unknown(nearest_path(plan, path));
    }
    let allowed: Vec<_> = matches
        .iter()
        .map(|(found, _)| word(found.method))
        .collect();
    matches.retain(|(operation, _)| word(operation.method) == method);
    // `false` sorts first, so the smallest key has the leftmost fixed segments.
    matches.sort_by_key(|(operation, _)| {
        let placeholders: Vec<bool> = operation
            .path
            .segments
            .iter()
            .map(|segment| matches!(segment, Segment::Placeholder(_)))
            .collect();
        let fixed = url::pairs(operation.path.query.as_deref().unwrap_or(""));
        let depth = plan.mounts[operation.mount].path.len();
        (Reverse(depth), placeholders, Reverse(fixed.len()))
    });
    if matches.is_empty() {
        return Route::Method(allowed);
    }
    let queries = matches.iter().filter_map(|(o, _)| o.path.query.as_deref());
    let queries = queries.collect();
    let complete = |operation: &Operation| {
        let fixed = url::pairs(operation.path.query.as_deref().unwrap_or(""));
        fixed.iter().all(|pair| sent.contains(pair))
    };
    match matches.into_iter().find(|(found, _)| complete(found)) {
        Some((operation, parameters)) => Route::Found(operation, parameters),
        None => Route::Query(queries),
    }
}

fn matched(plan: &Plan, operation: &Operation, path: &str) -> Option<Parameters> {
    let rest = path
        .strip_prefix(plan.mounts[operation.mount].path.as_str())?
        .strip_prefix('/')?;
    let mut parameters = Parameters::new();
    let mut sent = rest.split('/');
    for segment in &operation.path.segments {
        let text = url::decode(sent.next()?);
        match segment {
            Segment::Fixed(fixed) if *fixed == text => {}
            Segment::Placeholder(name) if !text.is_empty() => {
                parameters.insert(name.clone(), text);
            }
            _ => return None,
        }
    }
    sent.next().is_none().then_some(parameters)
}

fn nearest_path(plan: &Plan, path: &str) -> Option<String> {
    let paths: Vec<String> = plan
        .operations
        .iter()
        .map(|operation| {
            format!(
                "{}{}",
                plan.mounts[operation.mount].path, operation.path.text
            )
        })
        .collect();
    nearest(path, paths.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"))
}
