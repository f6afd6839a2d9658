//! From a request to an answer, without a socket.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::checks::Violation;
use super::misbehave::{Misbehave, Seen};
use super::output::{Answer, print};
use super::plan::Operation;
use super::reply::{Refusal, Reply, Request};
use super::route::{Parameters, Route, route};
use super::state::State;
use super::token::{self, Members};
use super::usual;
use super::world::World;
use super::{Error, url};
use crate::endpoint::CredentialKind;

/// What answers an operation in place of the usual behaviour.
pub(crate) type Handler = Arc<dyn Fn(&mut State, &Request) -> Result<Reply, Refusal> + Send + Sync>;

/// A mock that can answer.
pub(crate) struct Engine {
    pub(crate) world: Arc<World>,
    pub(crate) handlers: BTreeMap<String, Handler>,
    pub(crate) credentials: BTreeMap<String, Members>,
    pub(crate) clock: Box<dyn Fn() -> i64 + Send + Sync>,
    pub(crate) memory: Mutex<Memory>,
}

/// What changes while the mock runs.
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) seen: Vec<Seen>,
    pub(crate) misbehaviour: VecDeque<Misbehave>,
    pub(crate) faults: Vec<String>,
}

impl Engine {
    /// A handler that panicked left the memory as it was; the next request goes on from there.
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request and notes it.
    pub(crate) fn answer(&self, mut seen: Seen) -> (Answer, Misbehave) {
        let mut memory = self.memory();
        let world = &self.world;
        let routed = route(&world.plan, &seen.method, &seen.path, &seen.query);
        if let Route::Found(operation, _) = &routed {
            seen.operation = Some(operation.name.clone());
        }
        let misbehave = memory.next_misbehaviour(seen.operation.as_deref());
        let mut answer = if misbehave.replaces_the_answer() {
            let mut answer = Answer::json(misbehave.status.unwrap_or(200), Vec::new());
            answer.body = misbehave.body.clone().unwrap_or_default();
            answer
        } else {
            memory.state.now = (self.clock)();
            self.handled(&mut memory, &seen, routed)
        };
        for (name, value) in &misbehave.headers {
            answer.header(name, value);
        }
        seen.status = if misbehave.dropped { 0 } else { answer.status };
        memory.seen.push(seen);
        (answer, misbehave)
    }

    fn handled(&self, memory: &mut Memory, seen: &Seen, routed: Route<'_>) -> Answer {
        let own = self.world.plan.envelope.as_ref();
        let (operation, parameters) = match routed {
            Route::Found(operation, parameters) => (operation, parameters),
            Route::Method(allowed) => {
                let allowed = allowed.join(", ");
                let message = format!("{} takes {allowed}, not {}.", seen.path, seen.method);
                let mut answer = Answer::refusal(own, &Refusal::new(405, message));
                answer.header("allow", &allowed);
                return answer;
            }
            Route::Unknown(advice) => {
                let advice = advice
                    .map(|advice| format!("; {advice}"))
                    .unwrap_or_default();
                let message = format!("There is no {} {}{advice}.", seen.method, seen.path);
                return Answer::refusal(own, &Refusal::new(404, message));
            }
        };
        let reply = self
            .request(operation, parameters, seen, memory.state.now)
            .and_then(|request| {
                self.reply(memory, operation, &request)
                    .map(|r| (request, r))
            });
        match reply {
            Err(refusal) => Answer::refusal(operation.envelope.as_ref(), &refusal),
            Ok((request, reply)) => {
                print(&self.world, operation, &request, reply).unwrap_or_else(|fault| {
                    let fault = format!("{}: {fault}", operation.name);
                    let refusal = Refusal::new(500, format!("The mock is at fault. {fault}"));
                    memory.faults.push(fault);
                    Answer::refusal(operation.envelope.as_ref(), &refusal)
                })
            }
        }
    }

    /// Every check that a request must pass, in the order of a real service.
    fn request(
        &self,
        operation: &Operation,
        parameters: Parameters,
        seen: &Seen,
        now: i64,
    ) -> Result<Request, Refusal> {
        self.authorized(operation, seen, now)?;
        let checks = &self.world.checks;
        for (name, place) in &operation.parameters {
            if let (Some(place), Some(text)) = (place, parameters.get(name)) {
                let value = typed(&self.world.kinds(place), text);
                rejected(checks.request(place, &value), name)?;
            }
        }
        let query = self.query(operation, seen);
        if let Some(place) = &operation.query {
            rejected(
                checks.request(place, &Value::Object(query.clone())),
                "query",
            )?;
        }
        let mut body = Value::Null;
        if let Some(place) = &operation.body {
            let kind = seen.header("content-type").unwrap_or("");
            if !kind.to_ascii_lowercase().starts_with("application/json") {
                let message = format!("The body must be application/json, not `{kind}`.");
                return Err(Refusal::new(400, message));
            }
            body = serde_json::from_slice(&seen.body)
                .map_err(|error| Refusal::new(400, format!("The body is not JSON: {error}.")))?;
            rejected(checks.request(place, &body), "body")?;
        }
        Ok(Request {
            operation: operation.name.clone(),
            parameters,
            query,
            body,
            headers: seen.headers.clone(),
        })
    }

    fn authorized(&self, operation: &Operation, seen: &Seen, now: i64) -> Result<(), Refusal> {
        let mut refused = Ok(());
        for index in &operation.credentials {
            let credential = &self.world.plan.credentials[*index];
            let name = &credential.name.value;
            let Some(members) = self.credentials.get(name) else {
                let message = format!("The mock knows no keys of `{name}`.");
                refused = Err(Refusal::new(403, message));
                continue;
            };
            let rules = &self.world.settings.token;
            match token::check(credential, members, rules, &seen.headers, now) {
                Ok(()) => return Ok(()),
                Err(refusal) => refused = Err(refusal),
            }
        }
        refused
    }

    /// The parameters sent, each as its schema says; what no schema knows stays text.
    fn query(&self, operation: &Operation, seen: &Seen) -> Map<String, Value> {
        let fixed = url::pairs(operation.path.query.as_deref().unwrap_or(""));
        let sent = url::pairs(&seen.query).into_iter();
        sent.filter(|pair| !fixed.contains(pair))
            .map(|(name, text)| {
                let place = operation.query.as_ref();
                let schema = place.and_then(|place| self.world.documents.schema(place));
                let kinds =
                    schema.map(|(place, _)| self.world.kinds(&place.join(&["properties", &name])));
                let value = typed(&kinds.unwrap_or_default(), &text);
                (name, value)
            })
            .collect()
    }

    fn reply(
        &self,
        memory: &mut Memory,
        operation: &Operation,
        request: &Request,
    ) -> Result<Reply, Refusal> {
        let Some(handler) = self.handlers.get(&operation.name) else {
            return usual::answer(&mut memory.state, operation, request);
        };
        let state = &mut memory.state;
        catch_unwind(AssertUnwindSafe(|| handler(state, request))).unwrap_or_else(|_| {
            let fault = format!("the handler of {} panicked", operation.name);
            memory.faults.push(fault.clone());
            Err(Refusal::new(500, fault))
        })
    }

    /// Names the headers that carry secrets.
    pub(crate) fn secret_headers(&self) -> Vec<String> {
        let credentials = self.world.plan.credentials.iter();
        let own = credentials.filter_map(|credential| match &credential.kind {
            CredentialKind::Header { header, .. } => Some(header.value.to_ascii_lowercase()),
            _ => None,
        });
        own.chain(["authorization".to_owned()]).collect()
    }

    /// Fails where a handler is registered for an operation that the API does not have.
    pub(crate) fn check_handlers(&self) -> Result<(), Error> {
        self.handlers
            .keys()
            .try_for_each(|name| self.world.known(name))
    }
}

impl Memory {
    fn next_misbehaviour(&mut self, operation: Option<&str>) -> Misbehave {
        let at = self.misbehaviour.iter().position(|misbehave| {
            let wanted = misbehave.operation.as_deref();
            wanted.is_none() || wanted == operation
        });
        at.and_then(|at| self.misbehaviour.remove(at))
            .unwrap_or_default()
    }
}

fn rejected(violations: Vec<Violation>, whole: &str) -> Result<(), Refusal> {
    if violations.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new(400, "");
    Err(violations.into_iter().fold(refusal, |refusal, violation| {
        let path = if violation.path.is_empty() {
            whole.to_owned()
        } else {
            violation.path
        };
        refusal.detail(path, violation.message)
    }))
}

/// Reads the text of a parameter as the kind that its schema says; a text that is not of that kind stays
/// a text, so that the schema refuses it.
fn typed(kinds: &[String], text: &str) -> Value {
    let says = |kind: &str| kinds.iter().any(|k| k == kind);
    let read = serde_json::from_str::<Value>(text).ok();
    match read {
        Some(Value::Number(n)) if says("number") || says("integer") => Value::Number(n),
        Some(Value::Bool(b)) if says("boolean") => Value::Bool(b),
        _ => Value::from(text),
    }
}
