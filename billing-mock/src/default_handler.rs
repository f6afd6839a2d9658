//! Handles operations that have no handler: creates, finds, lists, updates and removes records; makes all other
//! responses from their schemas.

use serde_json::{Map, Value};

use super::pdf;
use super::plan::{Operation, Place, Returns};
use super::reply::{Reason, Record, Refusal, Reply, Request};
use super::role::{Part, Role};
use super::state::{Parents, State, absent, text};
use super::world::World;
use billing_codegen::model::Method;

/// Handles a request using only the operation's role and schemas.
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
    let parents = find_parents(state, &part, request)?;
    let store = part.store.as_str();
    let record = match &part.role {
        Role::List => {
            if !world.is_fed(store) {
                state.seed(store, &parents);
            }
            return Ok(Reply::List(listed(state, operation, request, &parents)));
        }
        Role::Create => Some(create(state, &part, request, parents)?),
        Role::Change(name)
            if world.is_put(store) && state.get(store, request.parameter(name)).is_none() =>
        {
            let id = world.read_id(store, request.parameter(name));
            Some(state.add(store, request.body(), Some(id), parents))
        }
        Role::Get(name) => Some(find_or_make(
            state,
            store,
            request.parameter(name),
            parents,
        )?),
        Role::Change(name) => {
            let id = request.parameter(name);
            find_or_make(state, store, id, parents)?;
            Some(state.update(store, id, request.body())?)
        }
        Role::Remove(name) => {
            let id = request.parameter(name);
            find_or_make(state, store, id, parents)?;
            Some(state.remove(store, id)?)
        }
        Role::Act(name) => {
            let id = request.parameter(name);
            let record = find_or_make(state, store, id, parents)?;
            match operation.method {
                Method::Put | Method::Patch => Some(state.update(store, id, request.body())?),
                _ => Some(record),
            }
        }
        Role::Other if world.answers_records(operation) => {
            let newest = state.records(store).last().cloned();
            newest.filter(|_| operation.method == Method::Get)
        }
        Role::Other => None,
    };
    reply(state, operation, record)
}

/// Returns the parent records that a path names; they must exist.
fn find_parents(state: &mut State, part: &Part, request: &Request) -> Result<Parents, Refusal> {
    let mut parents = Parents::new();
    for (name, store) in &part.parents {
        let id = request.parameter(name);
        find_or_make(state, store, id, parents.clone())?;
        parents.push((store.clone(), id.to_owned()));
    }
    Ok(parents)
}

/// Returns the record with an id; makes it if no operation can create records.
fn find_or_make(
    state: &mut State,
    store: &str,
    id: &str,
    parents: Parents,
) -> Result<Record, Refusal> {
    let found = state.get(store, id).cloned();
    if let Some(record) = found {
        let is_child = state.is_below(store, &record, &parents);
        return is_child.then_some(record).ok_or_else(|| absent(store, id));
    }
    let made = if !state.world.is_fed(store) && state.is_own(store) {
        state.make_up(store, id, parents)
    } else {
        None
    };
    made.ok_or_else(|| absent(store, id))
}

fn create(
    state: &mut State,
    part: &Part,
    request: &Request,
    parents: Parents,
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
    for (of, id) in &parents {
        if let (Value::Object(members), Some(member)) = (&mut body, world.pointer_to(store, of)) {
            members
                .entry(member)
                .or_insert_with(|| world.read_id(of, id));
        }
    }
    Ok(state.add(store, &body, own, parents))
}

/// Converts a record, or a value made from the schema, to the payload of a response.
fn reply(
    state: &mut State,
    operation: &Operation,
    record: Option<Record>,
) -> Result<Reply, Refusal> {
    let world = state.world.clone();
    let made = |place: &Place| {
        world.made(place, state.now).map_err(|error| {
            let name = &operation.name;
            let message = format!(
                "The mock cannot make a response of {name} from its schema: {error}. Add a handler with \
                 `.on(\"{name}\", …)`, or a `reply` in mock.toml."
            );
            Refusal::new(500, message).because(Reason::Fault)
        })
    };
    let own = record.as_ref().map(|record| record.id.clone());
    let of = |place: &Place| {
        Ok(with_id(
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
            Reply::List(vec![into_record(&world, operation, id, made)])
        }
        (Returns::One(place), None) => {
            let made = place.as_ref().map(of).transpose()?;
            Reply::One(into_record(&world, operation, id, made))
        }
    })
}

/// Adds the record's id to a payload that is not a record, if its schema declares a member for it.
fn with_id(
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

/// Converts a made value to a record, with the id in that value if it has one.
fn into_record(world: &World, operation: &Operation, id: Value, made: Option<Value>) -> Record {
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

/// Returns a document of a media type: a PDF, or else the string itself.
fn bytes(media: &str, text: &str) -> Vec<u8> {
    match media {
        "application/pdf" => pdf::page(text),
        _ => text.as_bytes().to_vec(),
    }
}

/// Returns the records of a list that match its path and its parameters.
fn listed(
    state: &State,
    operation: &Operation,
    request: &Request,
    parents: &Parents,
) -> Vec<Record> {
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
                && state.is_below(store, record, parents)
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
