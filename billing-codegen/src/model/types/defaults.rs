//! Reports defaults that do not satisfy their own schema.

use std::cmp::Ordering;

use super::Lowering;
use super::shape::{is_closed, is_of, kind_word};
use crate::report::Code;
use crate::schema::{Items, Schema, SchemaId, Schemas};
use crate::source::node::compare;
use crate::source::{Json, Node};

/// The maximum depth of references and nested values that is inspected.
const DEEPEST: usize = 32;

impl Lowering<'_> {
    /// Reports each default that its own schema rejects. A default is an annotation and does not affect any type.
    pub(super) fn check_defaults(&mut self) {
        let ids: Vec<SchemaId> = self.schemas.ids().collect();
        for id in ids {
            let schema = self.schemas.get(id);
            let written = self
                .schemas
                .find(schema.origin.file, &schema.origin.pointer);
            let Some(default) = schema.default.as_ref().filter(|_| written == Some(id)) else {
                continue;
            };
            let Some(fault) = fault(self.schemas, id, default, 0) else {
                continue;
            };
            let origin = crate::source::Origin {
                span: default.span,
                ..schema.origin.clone()
            };
            let message = format!("the default does not satisfy its own schema: {fault}");
            self.reporter
                .warning(Code::BadDefault, &origin, message)
                .help("correct one of the two; the default is an annotation, and an absent member stays absent");
        }
    }
}

/// Returns the reason why a value does not satisfy a schema. Considers only keywords that are easy to check.
fn fault(schemas: &Schemas, id: SchemaId, node: &Node, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let schema = schemas.target(id);
    let breaks = |part: &SchemaId| fault(schemas, *part, node, depth + 1);
    let forms = [&schema.any_of, &schema.one_of];
    of_kind(schema, node)
        .or_else(|| schema.all_of.iter().find_map(breaks))
        .or_else(|| {
            let mut forms = forms.into_iter().filter(|forms| !forms.is_empty());
            forms.find_map(|forms| {
                let none = forms.iter().all(|form| breaks(form).is_some());
                none.then(|| "it matches no alternative".to_owned())
            })
        })
        .or_else(|| inside(schemas, schema, node, depth))
}

fn of_kind(schema: &Schema, node: &Node) -> Option<String> {
    if let Some(kinds) = &schema.kinds
        && !is_of(&node.value, &kinds.value)
        && !is_of(&node.value, &schema.accept)
    {
        let words: Vec<&str> = kinds.value.iter().map(|kind| kind_word(*kind)).collect();
        let words = words.join(" or ");
        return Some(format!("it is {}, not of type {words}", node.noun()));
    }
    if let Some(values) = &schema.values
        && !values
            .value
            .iter()
            .any(|value| value.value.equals(&node.value))
    {
        return Some("it is not one of the listed values".to_owned());
    }
    match &node.value {
        Json::Number(literal) => of_number(schema, literal),
        Json::String(text) => {
            let length = text.chars().count() as u64;
            of_count(length, schema.min_length, schema.max_length, "characters")
        }
        Json::Array(items) => {
            let length = items.len() as u64;
            of_count(length, schema.min_items, schema.max_items, "items")
        }
        Json::Object(members) => {
            let length = members.len() as u64;
            of_count(
                length,
                schema.min_properties,
                schema.max_properties,
                "members",
            )
        }
        Json::Null | Json::Bool(_) => None,
    }
}

fn of_number(schema: &Schema, literal: &str) -> Option<String> {
    let outside = |bound: &crate::schema::Bound, side: Ordering| {
        let order = compare(literal, &bound.limit.value);
        order == side || (order == Ordering::Equal && bound.exclusive)
    };
    let low = schema
        .minimum
        .as_ref()
        .is_some_and(|low| outside(low, Ordering::Less));
    let high = schema
        .maximum
        .as_ref()
        .is_some_and(|high| outside(high, Ordering::Greater));
    (low || high).then(|| format!("{literal} is too {}", if low { "small" } else { "large" }))
}

fn of_count(count: u64, least: Option<u64>, most: Option<u64>, what: &str) -> Option<String> {
    let few = least.is_some_and(|least| count < least);
    let many = most.is_some_and(|most| count > most);
    (few || many).then(|| {
        format!(
            "it has {count} {what}, too {}",
            if few { "few" } else { "many" }
        )
    })
}

fn inside(schemas: &Schemas, schema: &Schema, node: &Node, depth: usize) -> Option<String> {
    let below = |id: SchemaId, node: &Node| fault(schemas, id, node, depth + 1);
    match &node.value {
        Json::Array(items) => match &schema.items {
            Some(Items::Every(of)) => items.iter().find_map(|item| below(*of, item)),
            Some(Items::Each(each)) => {
                let mut pairs = each.iter().zip(items);
                pairs.find_map(|(of, item)| below(*of, item))
            }
            None => None,
        },
        Json::Object(members) => {
            let has = |name: &str| members.iter().any(|member| member.name == name);
            let missing = schema.required.iter().find(|name| !has(&name.value));
            if let Some(name) = missing {
                return Some(format!("`{}` is required", name.value));
            }
            members.iter().find_map(|member| {
                let mut known = schema.properties.iter();
                match known.find(|property| property.name.value == member.name) {
                    Some(property) => below(property.schema, &member.node),
                    None if is_closed(schema) => Some(format!("`{}` is not allowed", member.name)),
                    None => None,
                }
            })
        }
        _ => None,
    }
}
