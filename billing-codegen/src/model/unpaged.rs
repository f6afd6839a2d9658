//! Warns about lists that are not paginated although the schema of their response indicates further pages.

use std::collections::BTreeSet;

use super::types::{Shape as TypeShape, TypeId};
use super::{Api, Operation, Paging, Payload, Use};
use crate::report::{Code, Reporter};
use crate::source::{At, Origin, Sources};

/// Warns about lists that silently end after their first page.
pub(super) fn check(api: &Api, sources: &Sources, reporter: &mut Reporter) {
    for operation in api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
    {
        let Payload::List(Use::Schema(schema)) = operation.returns else {
            continue;
        };
        if operation.paged {
            continue;
        }
        let written = &api.schemas.get(schema).origin;
        let beside = around(written, sources).and_then(|members| {
            let mut members = members.members();
            members.find_map(|(member, at)| {
                says_more(&member.name).then(|| (member.name.clone(), at.part(member.name_span)))
            })
        });
        let of = api.types.of(&api.schemas, schema);
        let inside = || page(api, of?);
        if let Some((name, origin)) = beside.or_else(inside) {
            warn(api, operation, &name, &origin, reporter);
        }
    }
}

/// Warns about parameters of `[paging]` that no list has. Without the position parameter, no list is paginated.
pub(super) fn check_parameters(api: &Api, paging: &Paging, reporter: &mut Reporter) {
    let operations = api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations);
    let lists = operations.filter(|operation| matches!(operation.returns, Payload::List(_)));
    let lists: Vec<&Operation> = lists.collect();
    let paged: Vec<&Operation> = lists.iter().copied().filter(|list| list.paged).collect();
    let parameters = |lists: &[&Operation]| -> BTreeSet<String> {
        let queries = lists.iter().filter_map(|list| list.query);
        let types = queries.filter_map(|query| api.types.of(&api.schemas, query));
        types.flat_map(|of| names(api, of)).collect()
    };
    let (name, known) = match (paging.size(), &paged[..]) {
        (_, []) => (paging.position(), parameters(&lists)),
        (Some(size), _) => (size, parameters(&paged)),
        (None, _) => return,
    };
    if lists.is_empty() || known.contains(&name.value) {
        return;
    }
    let message = format!(
        "no list has the parameter `{}` in its query, so it changes nothing",
        name.value
    );
    let warning = reporter.warning(Code::UnpagedList, &name.origin, message);
    warning.help("name a parameter that the `query` of the lists has, or add it there");
    warning.suggest(&name.value, known.iter().map(String::as_str));
}

/// Returns the names of the members of an object.
fn names(api: &Api, of: TypeId) -> Vec<String> {
    match &api.types.get(api.types.described(of)).shape {
        TypeShape::Object(object) => {
            let members = object.members.iter();
            members.map(|member| member.name.to_string()).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the object that contains the list if the item schema is part of the response schema, as in
/// `response.json#/properties/data/items`.
fn around<'s>(item: &Origin, sources: &'s Sources) -> Option<At<'s>> {
    let list = item.pointer.strip_suffix("/items")?;
    let (members, _) = list.rsplit_once('/')?;
    members.strip_suffix("/properties")?;
    let mut at = sources.root(item.file)?;
    for token in members.split('/').skip(1) {
        at = at.member(&crate::source::cursor::unescape(token))?;
    }
    Some(at)
}

/// Returns the member that indicates further pages if the object is a page. A page has a list and no `id`.
fn page(api: &Api, of: TypeId) -> Option<(String, Origin)> {
    let types = &api.types;
    let TypeShape::Object(object) = &types.get(types.described(of)).shape else {
        return None;
    };
    let is_list = |of| matches!(types.get(types.described(of)).shape, TypeShape::List(_));
    let members = &object.members;
    if members.iter().any(|member| member.name == "id")
        || !members.iter().any(|member| is_list(member.of))
    {
        return None;
    }
    let sign = members.iter().find(|member| says_more(&member.name))?;
    let written = types.get(sign.of).written;
    Some((sign.name.clone(), api.schemas.get(written).origin.clone()))
}

/// Returns whether the name of a member indicates further pages.
fn says_more(name: &str) -> bool {
    let word: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let word = word.to_lowercase();
    let counts = [
        "", "count", "items", "pages", "results", "records", "elements", "rows",
    ];
    let total = word.strip_prefix("total");
    matches!(
        word.as_str(),
        "hasmore" | "hasnext" | "hasnextpage" | "more" | "moreresults"
    ) || word.starts_with("next")
        || total.is_some_and(|rest| counts.contains(&rest))
}

fn warn(api: &Api, operation: &Operation, name: &str, origin: &Origin, reporter: &mut Reporter) {
    let full = format!("{}.{}", operation.resource, operation.name);
    let message = format!(
        "`{name}` indicates that the list of `{full}` has more pages, but only the first one is read"
    );
    let help = match &api.paging {
        Some(paging) => format!(
            "give the query of `{full}` the parameter `{}` of `[paging]`; or return the whole response with `plain`, so that callers see `{name}`",
            paging.position().value
        ),
        None => format!(
            "write `[paging]` if the service numbers its pages; or return the whole response with `plain`, so that callers see `{name}` and request more"
        ),
    };
    let warning = reporter.warning(Code::UnpagedList, origin, message);
    warning.also(&operation.origin, "the operation");
    warning.help(help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_more() {
        for name in [
            "has_more",
            "hasMore",
            "next",
            "next_page",
            "nextCursor",
            "next-url",
            "total",
            "total_count",
            "totalPages",
        ] {
            assert!(says_more(name), "{name}");
        }
        for name in [
            "data",
            "page",
            "total_net",
            "more_info",
            "context",
            "per_page",
        ] {
            assert!(!says_more(name), "{name}");
        }
    }
}
