//! Handles operations that have no handler: creates, finds, lists, updates and removes records; makes all other
//! responses from their schemas.

use serde_json::{Map, Value};

use super::pdf;
use super::plan::{Operation, Place, Returns};
use super::reply::{Reason, Record, Refusal, Reply, Request};
use super::role::{Part, Role};
use super::state::{Above, State, absent, text};
use super::world::World;
use billing_codegen::model::Method;

/// Handles a request by the operation's role and schemas alone.
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
    let part = world.part(operation);
    let above = above(state, &part, request)?;
    let store = part.store.as_str();
    let record = match &part.role {
        Role::List => {
            if !world.is_fed(store) {
                state.seed(store, &above);
            }
            return Ok(Reply::List(listed(state, operation, request, &above)));
        }
        Role::Create => Some(create(state, &part, request, above)?),
        Role::Change(name)
            if world.is_put(store) && state.get(store, request.parameter(name)).is_none() =>
        {
            let id = world.read_id(store, request.parameter(name));
            Some(state.add(store, request.body(), Some(id), above))
        }
        Role::Get(name) => Some(known(state, store, request.parameter(name), above)?),
        Role::Change(name) => {
            let id = request.parameter(name);
            known(state, store, id, above)?;
            Some(state.update(store, id, request.body())?)
        }
        Role::Remove(name) => {
            let id = request.parameter(name);
            known(state, store, id, above)?;
            Some(state.remove(store, id)?)
        }
        Role::Act(name) => {
            let id = request.parameter(name);
            let record = known(state, store, id, above)?;
            match operation.method {
                Method::Put | Method::Patch => Some(state.update(store, id, request.body())?),
                _ => Some(record),
            }
        }
        Role::Apart if world.answers_records(operation) => {
            let newest = state.records(store).last().cloned();
            newest.filter(|_| operation.method == Method::Get)
        }
        Role::Apart => None,
    };
    reply(state, operation, record)
}

/// Returns the parent records that a path names; they must exist.
fn above(state: &mut State, part: &Part, request: &Request) -> Result<Above, Refusal> {
    let mut above = Above::new();
    for (name, store) in &part.above {
        let id = request.parameter(name);
        known(state, store, id, above.clone())?;
        above.push((store.clone(), id.to_owned()));
    }
    Ok(above)
}

/// Returns the record with an id. If no operation can create records, makes it.
fn known(state: &mut State, store: &str, id: &str, above: Above) -> Result<Record, Refusal> {
    let found = state.get(store, id).cloned();
    if let Some(record) = found {
        let below = state.is_below(store, &record, &above);
        return below.then_some(record).ok_or_else(|| absent(store, id));
    }
    let made = if !state.world.is_fed(store) && state.is_own(store) {
        state.imagine(store, id, above)
    } else {
        None
    };
    made.ok_or_else(|| absent(store, id))
}

fn create(
    state: &mut State,
    part: &Part,
    request: &Request,
    above: Above,
) -> Result<Record, Refusal> {
    let (world, store) = (state.world.clone(), part.store.as_str());
    let mut places = world.stored_as(store).into_iter();
    let own = places.find_map(|place| request.body().get(world.id_member(store, &place)?));
    let own = own.filter(|id| id.is_string() || id.is_i64()).cloned();
    if let Some(id) = own.as_ref().map(text)
        && state.get(store, &id).is_some()
    {
        return Err(Refusal::new(
            409,
            format!("{id} already exists in {store}."),
        ));
    }
    let mut body = request.body().clone();
    for (of, id) in &above {
        if let (Value::Object(members), Some(member)) = (&mut body, world.pointer_to(store, of)) {
            members
                .entry(member)
                .or_insert_with(|| world.read_id(of, id));
        }
    }
    Ok(state.add(store, &body, own, above))
}

/// Converts a record, or a value made from the schema, to the payload of a response.
fn reply(
    state: &mut State,
    operation: &Operation,
    record: Option<Record>,
) -> Result<Reply, Refusal> {
    let world = state.world.clone();
    let made = |place: &Place| {
        world.made(place, state.now).map_err(|told| {
            let name = &operation.name;
            let message = format!(
                "The mock cannot make an answer of {name} from its schema ({told}): give it a handler, \
                 `.on(\"{name}\", …)`, or a `reply` in mock.toml."
            );
            Refusal::new(500, message).because(Reason::Fault)
        })
    };
    let own = record.as_ref().map(|record| record.id.clone());
    let of = |place: &Place| {
        Ok(identified(
            &world,
            operation,
            place,
            made(place)?,
            own.as_ref(),
        ))
    };
    let id = own.clone().unwrap_or_else(|| Value::from(1));
    let shown = record.filter(|_| world.answers_records(operation));
    Ok(match (&operation.returns, shown) {
        (Returns::Nothing, _) => Reply::Nothing,
        (Returns::Bytes(media), _) => Reply::Bytes(bytes(
            media,
            &format!("{} {}", operation.resource, text(&id)),
        )),
        (Returns::List(_), Some(record)) => Reply::List(vec![record]),
        (Returns::One(_) | Returns::Plain(_), Some(record)) => Reply::One(record),
        (Returns::Field(_, Some(place)), _) => Reply::Field(made(place)?),
        (Returns::Field(_, None), _) => Reply::Field(id),
        (Returns::Plain(Some(place)), None) => Reply::Plain(of(place)?),
        (Returns::Plain(None), None) => Reply::Plain(id),
        (Returns::List(place), None) => {
            let made = place.as_ref().map(made).transpose()?;
            Reply::List(vec![recorded(&world, operation, id, made)])
        }
        (Returns::One(place), None) => {
            let made = place.as_ref().map(of).transpose()?;
            Reply::One(recorded(&world, operation, id, made))
        }
    })
}

/// Adds the record's id to a payload that is not a record, if its schema declares a member for it.
fn identified(
    world: &World,
    operation: &Operation,
    place: &Place,
    made: Value,
    id: Option<&Value>,
) -> Value {
    let member = world.id_member(world.store_of(operation), place);
    let (Some(id), Some(member), Value::Object(members)) = (id, member, &made) else {
        return made;
    };
    let mut members = members.clone();
    members.insert(member, id.clone());
    let identified = Value::Object(members);
    match world.checks.accepts(place, &identified) {
        true => identified,
        false => made,
    }
}

/// Makes a record of a made value, with the id in that value.
fn recorded(world: &World, operation: &Operation, id: Value, made: Option<Value>) -> Record {
    let attributes = match made {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let place = operation.returns.place();
    let member = place.and_then(|place| world.id_member(world.store_of(operation), place));
    let own = member.and_then(|member| attributes.get(&member).cloned());
    Record {
        id: own.unwrap_or(id),
        attributes,
    }
}

/// Returns a document of a media type, as far as the mock can write it.
fn bytes(media: &str, text: &str) -> Vec<u8> {
    match media {
        "application/pdf" => pdf::page(text),
        _ => text.as_bytes().to_vec(),
    }
}

/// Returns the records of a list that match its path and its parameters.
fn listed(state: &State, operation: &Operation, request: &Request, above: &Above) -> Vec<Record> {
    let world = &state.world;
    let store = world.store_of(operation);
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
    let records = state.records(store).iter();
    records
        .filter(|record| {
            let mut wanted = wanted.iter();
            wanted.all(|(attribute, wanted)| same(record.get(attribute), wanted))
                && state.is_below(store, record, above)
        })
        .cloned()
        .collect()
}

/// Compares numbers by value: `0` equals `0.0`.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
