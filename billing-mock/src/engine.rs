//! Makes the response to a request, without a socket.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::checks::Violation;
use super::default_handler;
use super::ledger::Ledger;
use super::misbehave::{Misbehave, Seen};
use super::output::{Answer, print};
use super::plan::{Mount, Operation};
use super::reply::{Reason, Refusal, Reply, Request};
use super::route::{Parameters, Route, route};
use super::state::State;
use super::token::{self, Members, Rules};
use super::world::World;
use super::{Error, clock, url};
use billing_shared::nearest;

/// A function that handles an operation instead of the default behavior.
pub(crate) type Handler = Arc<dyn Fn(&mut State, &Request) -> Result<Reply, Refusal> + Send + Sync>;

/// A function that checks a credential instead of the default rules.
pub(crate) type Authorize = Arc<dyn Fn(&mut State, &Request) -> Result<(), Refusal> + Send + Sync>;
/// A function that changes the refusals of a server before they are printed.
pub(crate) type Reword = Arc<dyn Fn(&Request, Refusal) -> Refusal + Send + Sync>;

/// A mock that is ready to respond.
pub(crate) struct Engine {
    pub(crate) world: Arc<World>,
    pub(crate) handlers: BTreeMap<String, Handler>,
    /// The handlers of calls that are not in the definition, by method and path.
    pub(crate) beside: BTreeMap<(String, String), Handler>,
    /// The checks of credentials, by the name of the credential.
    pub(crate) authorize: BTreeMap<String, Authorize>,
    /// The changes to refusals, by the name of the server; `None` is the API's main server.
    pub(crate) reword: BTreeMap<Option<String>, Reword>,
    pub(crate) credentials: BTreeMap<String, Members>,
    /// The rules for tokens.
    pub(crate) rules: Rules,
    pub(crate) clock: Box<dyn Fn() -> i64 + Send + Sync>,
    /// How many seconds the server's clock is ahead of `clock`.
    pub(crate) ahead: AtomicI64,
    pub(crate) memory: Mutex<Memory>,
}

/// The state that changes while the mock runs.
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) seen: Ledger,
    pub(crate) misbehaviour: VecDeque<Misbehave>,
    pub(crate) faults: Vec<String>,
}

impl Engine {
    /// Locks the memory. If a handler panics, the next request continues with the memory as the handler left it.
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Responds to a request and records it.
    pub(crate) fn answer(&self, mut seen: Seen) -> (Answer, Misbehave) {
        let mut memory = self.memory();
        let world = &self.world;
        let routed = route(&world.plan, &seen.method, &seen.path, &seen.query);
        if let Route::Found(operation, _) = &routed {
            seen.operation = Some(operation.name.clone());
        }
        let now = (self.clock)().saturating_add(self.ahead.load(Ordering::Relaxed));
        memory.state.now = now;
        let mut misbehave = memory.next_misbehaviour(seen.operation.as_deref());
        let mut answer = if misbehave.replaces_the_answer() {
            let mut answer = Answer::json(misbehave.status.unwrap_or(200), Vec::new());
            answer.body = misbehave.body.clone().unwrap_or_default();
            answer
        } else {
            self.handled(&mut memory, &seen, routed)
        };
        answer.header("date", &clock::http_date(now));
        for (name, value) in &misbehave.headers {
            answer.header(name, value);
        }
        misbehave.dropped |= answer.lost;
        misbehave.delay = misbehave.delay.max(answer.delay);
        seen.status = if misbehave.dropped { 0 } else { answer.status };
        memory.seen.push(seen);
        (answer, misbehave)
    }

    fn handled(&self, memory: &mut Memory, seen: &Seen, routed: Route<'_>) -> Answer {
        let asked = (seen.method.clone(), seen.path.clone());
        if let (Some(handler), false) =
            (self.beside.get(&asked), matches!(routed, Route::Found(..)))
        {
            return self.beside(memory, seen, handler);
        }
        let (operation, parameters) = match routed {
            Route::Found(operation, parameters) => (operation, parameters),
            Route::Method(allowed) => {
                let allowed = allowed.join(", ");
                let message = format!("{} takes {allowed}, not {}.", seen.path, seen.method);
                let refusal = Refusal::new(405, message).header("allow", allowed);
                return self.nowhere(seen, refusal.because(Reason::Method));
            }
            Route::Query(queries) => {
                let queries = queries.join(" or ?");
                let message = format!("{} requires the query ?{queries}.", seen.path);
                return self.nowhere(seen, Refusal::new(400, message).because(Reason::Query));
            }
            Route::Unknown(advice) => {
                let advice = advice
                    .map(|advice| format!("; {advice}"))
                    .unwrap_or_default();
                let message = format!("There is no {} {}{advice}.", seen.method, seen.path);
                return self.nowhere(seen, Refusal::new(404, message).because(Reason::Path));
            }
        };
        let mut request = Request::unchecked(&operation.name, parameters, seen);
        let answer = self
            .check(memory, operation, &mut request, seen)
            .and_then(|()| self.reply(memory, operation, &request))
            .and_then(|reply| {
                print(&self.world, operation, &request, reply).map_err(|fault| {
                    let fault = format!("{}: {fault}", operation.name);
                    let message = format!("This is a fault of the mock: {fault}");
                    memory.faults.push(fault);
                    Refusal::new(500, message).because(Reason::Fault)
                })
            });
        answer.unwrap_or_else(|refusal| {
            let mount = &self.world.plan.mounts[operation.mount];
            let refusal = self.reworded(mount, &request, refusal);
            Answer::refusal(operation.envelope.as_ref(), &refusal)
        })
    }

    /// Refuses a request that cannot be read, in the error format of the server that its path belongs to.
    pub(crate) fn refuse(&self, path: &str, refusal: &Refusal) -> Answer {
        let mount = self.world.plan.mount_of(path);
        Answer::refusal(mount.and_then(|mount| mount.envelope.as_ref()), refusal)
    }

    /// Responds to a call that is not in the definition, without any checks.
    fn beside(&self, memory: &mut Memory, seen: &Seen, handler: &Handler) -> Answer {
        let mut request = Request::unchecked("", Parameters::new(), seen);
        let pairs = url::pairs(&seen.query).into_iter();
        request.query = pairs.map(|(name, text)| (name, text.into())).collect();
        request.body = serde_json::from_slice(&seen.body).unwrap_or_default();
        let what = format!("the handler of {} {}", seen.method, seen.path);
        match memory.guarded(&what, |state| handler(state, &request)) {
            Ok(reply) => Answer::free(reply),
            Err(refusal) => self.nowhere(seen, refusal),
        }
    }

    /// Refuses a request that matches no operation, in the error format of the server that its path belongs to.
    fn nowhere(&self, seen: &Seen, mut refusal: Refusal) -> Answer {
        let mount = self.world.plan.mount_of(&seen.path);
        if let Some(mount) = mount {
            let request = Request::unchecked("", Parameters::new(), seen);
            refusal = self.reworded(mount, &request, refusal);
        }
        Answer::refusal(mount.and_then(|mount| mount.envelope.as_ref()), &refusal)
    }

    fn reworded(&self, mount: &Mount, request: &Request, refusal: Refusal) -> Refusal {
        match self.reword.get(&mount.name) {
            Some(reword) => reword(request, refusal),
            None => refusal,
        }
    }

    /// Runs every check of a request in the order of a real service, and fills in its query and body.
    fn check(
        &self,
        memory: &mut Memory,
        operation: &Operation,
        request: &mut Request,
        seen: &Seen,
    ) -> Result<(), Refusal> {
        request.query = self.query(operation, seen);
        self.authorized(memory, operation, request)
            .map_err(|refusal| match refusal.reason {
                Reason::Handler => refusal.because(Reason::Credential),
                _ => refusal,
            })?;
        let checks = &self.world.checks;
        for (name, place) in &operation.parameters {
            if let (Some(place), Some(text)) = (place, request.parameters.get(name)) {
                let value = typed(&self.world.kinds(place), text);
                rejected(checks.request(place, &value), name)?;
            }
        }
        if let Some(place) = &operation.query {
            let query = Value::Object(request.query.clone());
            rejected(checks.request(place, &query), "query")?;
        }
        if let Some(place) = &operation.body {
            request.body = json_body(seen)?;
            rejected(checks.request(place, &request.body), "body")?;
        }
        Ok(())
    }

    /// Requires one valid credential of the operation; if none is valid, returns the refusal of the last one.
    fn authorized(
        &self,
        memory: &mut Memory,
        operation: &Operation,
        request: &Request,
    ) -> Result<(), Refusal> {
        let mut refused = Ok(());
        for index in &operation.credentials {
            let credential = &self.world.plan.credentials[*index];
            let name = &credential.name.value;
            let checked = if let Some(authorize) = self.authorize.get(name) {
                memory.guarded(&format!("the check of `{name}`"), |state| {
                    authorize(state, request)
                })
            } else {
                let none = Members::new();
                let members = self.credentials.get(name).unwrap_or(&none);
                let now = memory.state.now;
                token::check(credential, members, &self.rules, &request.headers, now)
            };
            match checked {
                Ok(()) => return Ok(()),
                Err(refusal) => refused = Err(refusal),
            }
        }
        refused
    }

    /// Returns the parameters of a request, each with the type of its schema; a parameter without a schema is a string.
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
            return default_handler::answer(&mut memory.state, operation, request).inspect_err(
                |refusal| {
                    if refusal.reason == Reason::Fault {
                        memory.faults.push(refusal.message.clone());
                    }
                },
            );
        };
        memory.guarded(&format!("the handler of {}", operation.name), |state| {
            handler(state, request)
        })
    }

    /// Returns the names of the headers that carry secrets.
    pub(crate) fn secret_headers(&self) -> Vec<String> {
        let credentials = self.world.plan.credentials.iter();
        credentials
            .map(token::header)
            .chain(["authorization".to_owned()])
            .collect()
    }

    /// Fails if a handler is registered for something that the API does not have.
    pub(crate) fn check_handlers(&self) -> Result<(), Error> {
        let plan = &self.world.plan;
        for name in self.authorize.keys() {
            let names = plan.credentials.iter().map(|c| c.name.value.as_str());
            self.has("credential", name, names.collect())?;
        }
        for (name, members) in &self.credentials {
            let names = plan.credentials.iter().map(|c| c.name.value.as_str());
            self.has("credential", name, names.collect())?;
            let known = plan.credentials.iter().filter(|c| c.name.value == *name);
            let known: Vec<_> = known.flat_map(token::members).collect();
            for member in members.keys() {
                let names = known.iter().map(String::as_str).collect();
                self.has(&format!("credential `{name}` with a member"), member, names)?;
            }
        }
        for name in self.reword.keys().flatten() {
            let names = plan.mounts.iter().filter_map(|m| m.name.as_deref());
            self.has("server", name, names.collect())?;
        }
        self.handlers
            .keys()
            .try_for_each(|name| self.world.known(name))
    }

    fn has(&self, what: &str, name: &str, names: Vec<&str>) -> Result<(), Error> {
        if names.contains(&name) {
            return Ok(());
        }
        let advice = nearest(name, names)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        let api = &self.world.plan.name;
        let message = format!("{api} has no {what} `{name}`{advice}");
        Err(Error::new(message))
    }
}

impl Memory {
    /// Runs a handler of a test; a panic becomes a refusal and a fault.
    fn guarded<R>(
        &mut self,
        what: &str,
        run: impl FnOnce(&mut State) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let state = &mut self.state;
        catch_unwind(AssertUnwindSafe(|| run(state))).unwrap_or_else(|_| {
            let fault = format!("{what} panicked");
            self.faults.push(fault.clone());
            Err(Refusal::new(500, fault).because(Reason::Fault))
        })
    }

    fn next_misbehaviour(&mut self, operation: Option<&str>) -> Misbehave {
        let at = self.misbehaviour.iter().position(|misbehave| {
            let wanted = misbehave.operation.as_deref();
            wanted.is_none() || wanted == operation
        });
        at.and_then(|at| self.misbehaviour.remove(at))
            .unwrap_or_default()
    }
}

/// Parses a JSON body; ignores the parameters of its media type.
fn json_body(seen: &Seen) -> Result<Value, Refusal> {
    let kind = seen.header("content-type").unwrap_or("");
    let media = kind.split(';').next().unwrap_or("").trim();
    if !media.eq_ignore_ascii_case("application/json") {
        let message = format!("The body must be application/json, not `{kind}`.");
        return Err(Refusal::new(400, message).because(Reason::MediaType));
    }
    serde_json::from_slice(&seen.body).map_err(|error| {
        Refusal::new(400, format!("The body is not JSON: {error}.")).because(Reason::Json)
    })
}

fn rejected(violations: Vec<Violation>, whole: &str) -> Result<(), Refusal> {
    if violations.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new(400, "").because(Reason::Schema);
    Err(violations.into_iter().fold(refusal, |refusal, violation| {
        let path = if violation.path.is_empty() {
            whole.to_owned()
        } else {
            violation.path
        };
        refusal.detail(path, violation.message)
    }))
}

/// Converts a parameter to the type of its schema; a string that cannot be converted stays
/// a string, which the schema then refuses.
fn typed(kinds: &[String], text: &str) -> Value {
    let says = |kind: &str| kinds.iter().any(|k| k == kind);
    let read = serde_json::from_str::<Value>(text).ok();
    match read {
        Some(Value::Number(n)) if says("number") || says("integer") => Value::Number(n),
        Some(Value::Bool(b)) if says("boolean") => Value::Bool(b),
        _ => Value::from(text),
    }
}
