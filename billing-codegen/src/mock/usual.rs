//! What an operation does without a handler: lists, reads, keeps, changes and removes records.

use serde_json::Value;

use super::pdf;
use super::plan::{Operation, Returns};
use super::reply::{Record, Refusal, Reply, Request};
use super::state::State;
use crate::model::{Method, Segment};

/// Answers a request from the operation's shape alone.
pub(crate) fn answer(
    state: &mut State,
    operation: &Operation,
    request: &Request,
) -> Result<Reply, Refusal> {
    let world = state.world.clone();
    if let Some(reply) = world.settings_of(operation).and_then(|s| s.reply.clone()) {
        return Ok(match operation.returns {
            Returns::Field(..) => Reply::Field(reply),
            Returns::Nothing => Reply::Nothing,
            _ => Reply::Plain(reply),
        });
    }
    let store = world.store_of(operation);
    // `/clients/{id}` names a record; `/invoices/{id}/cancel` does something with one.
    let named = match operation.path.segments.last() {
        Some(Segment::Placeholder(name)) => Some(request.parameter(name)),
        _ => None,
    };
    match (operation.method, &operation.returns, named) {
        (Method::Get, Returns::List(_), _) => Ok(Reply::List(listed(state, operation, request))),
        (Method::Get, Returns::One(_), Some(id)) => Ok(Reply::One(state.find(store, id)?.clone())),
        (Method::Get, Returns::Bytes(_), _) => {
            let id = request
                .parameters
                .values()
                .next()
                .map_or("", String::as_str);
            let record = state.find(store, id)?;
            Ok(Reply::Bytes(pdf::page(&format!("{store} {}", record.id))))
        }
        (Method::Post, Returns::One(_), None) if operation.body.is_some() => {
            Ok(Reply::One(state.create(store, request.body())))
        }
        (Method::Put | Method::Patch, Returns::One(_), Some(id)) => {
            Ok(Reply::One(state.update(store, id, request.body())?))
        }
        (Method::Delete, Returns::Nothing, Some(id)) => {
            state.remove(store, id)?;
            Ok(Reply::Nothing)
        }
        _ => Err(Refusal::new(
            501,
            format!(
                "The mock cannot know what {0} does: give it a handler, `.on(\"{0}\", …)`, or a `reply` in mock.toml.",
                operation.name
            ),
        )),
    }
}

/// The records of a list, without those that its parameters leave out.
fn listed(state: &State, operation: &Operation, request: &Request) -> Vec<Record> {
    let world = &state.world;
    let filter = world.settings_of(operation).map_or(&[][..], |s| &s.filter);
    let wanted: Vec<(&String, Value)> = filter
        .iter()
        .filter_map(|(attribute, parameter)| {
            let in_path = request
                .parameters
                .get(parameter)
                .map(|text| text.as_str().into());
            let value = in_path.or_else(|| request.query(parameter).cloned())?;
            Some((attribute, value))
        })
        .collect();
    let records = state.records(world.store_of(operation)).iter();
    records
        .filter(|record| {
            wanted
                .iter()
                .all(|(attribute, wanted)| same(record.get(attribute), wanted))
        })
        .cloned()
        .collect()
}

/// Numbers are the same by value: `0` and `0.0`.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
