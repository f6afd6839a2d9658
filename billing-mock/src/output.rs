//! Turns a reply into the bytes of a response and checks it against its schema.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::plan::{Operation, Place, Returns};
use super::print::{self, Spelling};
use super::reply::{Record, Refusal, Reply, Request, Sending};
use super::world::World;
use billing_codegen::model::{Envelope, PageNumber, Paging};

/// A response as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) delay: Duration,
    /// Whether the connection is closed instead.
    pub(crate) lost: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Vec<u8>) -> Self {
        let kind = ("content-type".to_owned(), "application/json".to_owned());
        Self {
            status,
            headers: vec![kind],
            body,
            delay: Duration::ZERO,
            lost: false,
        }
    }

    pub(crate) fn refusal(envelope: Option<&Envelope>, refusal: &Refusal) -> Self {
        let own = refusal.body.clone();
        let body = own.map_or_else(|| print::refusal(envelope, refusal), |body| *body);
        let mut answer = Self::json(refusal.status, body.to_string().into_bytes());
        for (name, value) in &refusal.headers {
            answer.header(name, value);
        }
        answer
    }

    /// Creates a response without an envelope and without a schema.
    pub(crate) fn free(reply: Reply) -> Self {
        let json = |value: Value| Self::json(200, value.to_string().into_bytes());
        match reply {
            Reply::Sent(reply, sending) => Self::free(*reply).sent(sending),
            Reply::Raw(body) | Reply::Bytes(body) => Self::json(200, body),
            Reply::Plain(value) | Reply::Field(value) => json(value),
            Reply::One(record) => json(Value::Object(record.attributes)),
            Reply::List(records) => json(
                records
                    .into_iter()
                    .map(|r| Value::Object(r.attributes))
                    .collect(),
            ),
            Reply::Nothing => json(json!({})),
        }
    }

    fn sent(mut self, sending: Sending) -> Self {
        self.status = sending.status.unwrap_or(self.status);
        if self.status == 204 {
            self.headers.clear();
            self.body.clear();
        }
        for (name, value) in &sending.headers {
            self.header(name, value);
        }
        self.delay = sending.delay;
        self.lost = sending.lost;
        self
    }

    /// Sets a header or replaces it.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(header, _)| *header != name);
        self.headers.push((name, value.to_owned()));
    }
}

/// Prints a reply; an error describes a fault of the mock or a handler.
pub(crate) fn print(
    world: &World,
    operation: &Operation,
    request: &Request,
    reply: Reply,
) -> Result<Answer, String> {
    let place = operation.returns.place();
    let data_name = operation.envelope.as_ref().and_then(|e| e.data.as_ref());
    let data_name = data_name.map(|name| name.value.as_str());
    let member = match (&operation.returns, reply) {
        (_, Reply::Sent(reply, sending)) => {
            return Ok(print(world, operation, request, *reply)?.sent(sending));
        }
        (_, Reply::Raw(body)) => return Ok(Answer::json(200, body)),
        (Returns::Bytes(media), Reply::Bytes(body)) => {
            let mut answer = Answer::json(200, body);
            answer.header("content-type", media);
            return Ok(answer);
        }
        (Returns::List(_), Reply::List(records)) => {
            let page = page(world, operation, request, records).into_iter();
            let records: Result<Vec<_>, _> = page.map(|r| record(world, operation, r)).collect();
            Some((data_name, Value::Array(records?)))
        }
        (Returns::One(_), Reply::One(one)) => {
            let settings = world.settings_of(operation);
            let one = record(world, operation, one)?;
            let listed = settings.is_some_and(|settings| settings.one_as_list);
            Some((data_name, if listed { json!([one]) } else { one }))
        }
        // A plain response is the record itself or an array of records.
        (Returns::Plain(Some(place)), Reply::List(records)) => {
            let page = page(world, operation, request, records).into_iter();
            let place = place.join(&["items"]);
            let bare: Vec<_> = page.map(|r| bare(world, operation, &place, r)).collect();
            let value = Value::Array(bare);
            valid(world, operation.returns.place(), &value)?;
            Some((data_name, value))
        }
        (Returns::Plain(Some(place)), Reply::One(record)) => {
            let value = bare(world, operation, place, record);
            valid(world, Some(place), &value)?;
            Some((data_name, value))
        }
        (Returns::Plain(_), Reply::Plain(mut value)) => {
            respell(world, operation, &mut value);
            valid(world, place, &value)?;
            Some((data_name, value))
        }
        (Returns::Field(name, _), Reply::Field(value)) => {
            valid(world, place, &value)?;
            Some((Some(name.as_str()), value))
        }
        (Returns::Nothing, Reply::Nothing) => None,
        (wanted, got) => return Err(format!("the reply {got:?} does not match {wanted:?}")),
    };
    let body = print::success(operation, member);
    Ok(Answer::json(200, body.to_string().into_bytes()))
}

/// Prints a record with the members of the response's schema, inside its envelope if records have one.
fn record(world: &World, operation: &Operation, record: Record) -> Result<Value, String> {
    let place = operation.returns.place();
    let names = operation.envelope.as_ref().and_then(|e| e.record.as_ref());
    let Some(names) = names else {
        let Some(place) = place else {
            return Ok(record.id);
        };
        let value = bare(world, operation, place, record);
        return valid(world, Some(place), &value).map(|()| value);
    };
    let mut id = record.id;
    let mut attributes = Value::Object(record.attributes);
    if let Some(place) = place {
        let places = std::slice::from_ref(place);
        attributes = world.documents.narrow(places, &attributes);
    }
    respell(world, operation, &mut attributes);
    valid(world, place, &attributes)?;
    if let Some(spelling) = world.settings_of(operation).and_then(|s| s.id) {
        spelling.apply(&mut id);
    }
    let mut members = Map::new();
    members.insert(names.id.value.clone(), id);
    members.insert(names.attributes.value.clone(), attributes);
    Ok(Value::Object(members))
}

/// Prints a record without an envelope, with its id as a member if its schema declares one.
fn bare(world: &World, operation: &Operation, place: &Place, record: Record) -> Value {
    let mut attributes = record.attributes;
    if let Some(member) = world.id_member(world.store_of(operation), place) {
        attributes.insert(member, record.id);
    }
    let places = std::slice::from_ref(place);
    let mut value = world.documents.narrow(places, &Value::Object(attributes));
    respell(world, operation, &mut value);
    value
}

/// Checks a body that the mock did not make against the operation's payload.
pub(crate) fn check(world: &World, operation: &Operation, body: &Value) -> Result<(), String> {
    let place = operation.returns.place();
    let Some(envelope) = &operation.envelope else {
        return valid(world, place, body);
    };
    let kind = envelope
        .kind
        .as_ref()
        .and_then(|name| body.get(&name.value));
    if let Some(kind) = kind.filter(|kind| kind.as_str() != operation.kind.as_deref()) {
        return Err(format!("it declares the kind {kind}"));
    }
    // Without a name for the data, the body is the data.
    let data = match &envelope.data {
        Some(name) => body.get(&name.value),
        None if matches!(operation.returns, Returns::Nothing) => None,
        None => Some(body),
    };
    let attributes = |record: &Value| match &envelope.record {
        Some(names) => record
            .get(&names.attributes.value)
            .cloned()
            .unwrap_or(Value::Null),
        None => record.clone(),
    };
    match (&operation.returns, data) {
        (Returns::List(_) | Returns::One(_), Some(Value::Array(records))) => records
            .iter()
            .try_for_each(|record| valid(world, place, &attributes(record))),
        (Returns::One(_), Some(record)) => valid(world, place, &attributes(record)),
        (Returns::List(_), None | Some(Value::Null)) => Ok(()),
        (Returns::Plain(_), Some(data)) => valid(world, place, data),
        (Returns::Field(name, _), _) => valid(world, place, &body[name]),
        (Returns::Nothing, None) => Ok(()),
        (wanted, _) => Err(format!("the data does not match {wanted:?}")),
    }
}

fn respell(world: &World, operation: &Operation, value: &mut Value) {
    let spellings: &[(String, Spelling)] = world.settings_of(operation).map_or(&[], |s| &s.print);
    for (path, spelling) in spellings {
        print::at(value, path, *spelling);
    }
}

fn valid(world: &World, place: Option<&Place>, value: &Value) -> Result<(), String> {
    let Some(place) = place else {
        let id = value.is_string() || value.is_i64() || value.is_u64();
        return if id {
            Ok(())
        } else {
            Err(format!("{value} is not an id"))
        };
    };
    let violations = world.checks.answer(place, value);
    if violations.is_empty() {
        return Ok(());
    }
    let told = violations
        .iter()
        .map(|v| format!("{}: {}", v.path, v.message));
    let told = told.collect::<Vec<_>>().join("; ");
    Err(format!("its response does not match {place}: {told}"))
}

/// Returns the records of the requested page.
fn page(
    world: &World,
    operation: &Operation,
    request: &Request,
    records: Vec<Record>,
) -> Vec<Record> {
    match world.plan.paging.as_ref().filter(|_| operation.paged) {
        None => records,
        Some(Paging::PageNumber(pages)) => numbered(world, pages, request, records),
    }
}

fn numbered(
    world: &World,
    pages: &PageNumber,
    request: &Request,
    records: Vec<Record>,
) -> Vec<Record> {
    let settings = &world.settings.paging;
    let count = |name: &str| {
        let value = request.query(name)?.as_u64()?;
        usize::try_from(value).ok()
    };
    let number = count(&pages.page.value).unwrap_or(1).max(1);
    let size = pages.size.as_ref();
    let asked = size.and_then(|name| count(&name.value));
    let most = pages.max.and_then(|max| usize::try_from(max).ok());
    let size = asked
        .or(settings.size)
        .unwrap_or(20)
        .min(most.unwrap_or(usize::MAX))
        .min(settings.cap.unwrap_or(usize::MAX));
    let skipped = (number - 1).saturating_mul(size);
    records.into_iter().skip(skipped).take(size).collect()
}
