//! Builds the names of endpoints, and the words that name a type after the operation that uses it.

use std::collections::BTreeMap;

use super::name::{singular, type_name};
use crate::model::types::TypeId;
use crate::model::{Api, Operation, Payload, Use};
use crate::schema::SchemaId;

/// Verbs that operation names start with. In an endpoint's name they come before the resource.
const VERBS: [&str; 26] = [
    "add", "archive", "cancel", "close", "copy", "create", "delete", "download", "generate", "get",
    "list", "merge", "open", "pay", "query", "refund", "remove", "replace", "restore", "search",
    "send", "start", "stop", "undo", "update", "void",
];

/// Returns, for each type, the words of the first operation that uses it, such as `create client body`.
pub(super) fn uses(api: &Api) -> BTreeMap<TypeId, String> {
    let mut uses = BTreeMap::new();
    let operations = api.resources.iter();
    for operation in operations.flat_map(|resource| &resource.operations) {
        let words = endpoint_words(operation);
        let mut add = |schema: SchemaId, what: &str| {
            let of = api.types.of(&api.schemas, schema);
            of.map(|of| uses.entry(of).or_insert_with(|| format!("{words} {what}")));
        };
        let mut carry = |is: Use, what: &str| match is {
            Use::Schema(schema) => add(schema, what),
            Use::Id(_) => {}
        };
        for parameter in &operation.path_parameters {
            carry(parameter.ty, &parameter.name);
        }
        if let Some(body) = operation.body {
            carry(body, "body");
        }
        match &operation.returns {
            Payload::List(of) => carry(*of, "item"),
            Payload::Field(name, of) => carry(*of, name),
            other => other.ty().into_iter().for_each(|of| carry(of, "answer")),
        }
        if let Some(query) = operation.query {
            add(query, "");
        }
    }
    uses
}

/// Returns the name of an operation's endpoint.
pub(super) fn endpoint_name(operation: &Operation) -> String {
    type_name(&endpoint_words(operation)).unwrap_or_else(|| "Call".to_owned())
}

fn endpoint_words(operation: &Operation) -> String {
    let words = operation.name.replace(['-', '_'], " ");
    let first = words.split(' ').next().unwrap_or_default();
    let resource = match operation.returns {
        Payload::List(_) if VERBS.contains(&first) => operation.resource.clone(),
        _ if first == "list" => operation.resource.clone(),
        _ => singular(&operation.resource),
    };
    match VERBS.contains(&first) {
        true => format!("{words} {resource}"),
        false => format!("{resource} {words}"),
    }
}
