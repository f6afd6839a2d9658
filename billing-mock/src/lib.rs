//! Serves an API for tests from nothing but its schemas and `api.toml`.
//!
//! The mock is independent of the generated client: it checks requests against the original files with another
//! validator, verifies tokens with its own code, and checks every body that it sends against its schema.
//! It shares only the definition of the API with the client.
//!
//! ```no_run
//! use billing_mock::{Mock, Refusal, Reply};
//!
//! # fn main() -> Result<(), billing_mock::Error> {
//! let mock = Mock::open("schemas/billingo")?
//!     .key("public", "private")
//!     .on("invoices.send", |state, request| {
//!         state.find("invoices", request.parameter("id"))?;
//!         Ok(Reply::Nothing)
//!     })
//!     .start()?;
//! println!("{}", mock.url());
//! # Ok(())
//! # }
//! ```

mod checks;
mod clock;
mod default_handler;
mod documents;
mod draft6;
mod engine;
mod error;
mod fill;
mod keys;
mod ledger;
mod make;
mod misbehave;
mod output;
mod pattern;
mod pdf;
mod plan;
mod print;
mod reply;
mod role;
mod route;
mod running;
mod server;
mod settings;
mod setup;
mod state;
mod stored;
mod token;
mod url;
mod widen;
mod world;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

pub use clock::rfc3339;
pub use error::Error;
pub use misbehave::{Misbehave, Seen};
pub use pdf::page as pdf;
pub use reply::{Reason, Record, Refusal, Reply, Request, Sending};
pub use running::Running;
pub use setup::Setup;
pub use state::State;

use engine::{Engine, Memory};
use ledger::Ledger;
use server::Server;
use world::World;

/// A mock that is being set up.
pub struct Mock {
    engine: Engine,
    listen: String,
    patience: Duration,
    mistake: Option<Error>,
}

impl Mock {
    /// Reads the folder of an API: its schemas, `api.toml`, and `mock.toml` if there is one.
    ///
    /// # Errors
    /// The errors in the files, with their locations and help.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        Self::setup().open(folder)
    }

    /// Begins a setup that reads more than the folder, such as folders for mapped URLs and additional settings.
    pub fn setup() -> Setup {
        Setup::default()
    }

    fn with(folder: &Path, setup: &Setup) -> Result<Self, Error> {
        let world = Arc::new(World::new(folder, setup)?);
        let memory = Memory {
            state: State::new(world.clone()),
            seen: Ledger::default(),
            misbehaviour: VecDeque::new(),
            faults: Vec::new(),
        };
        let engine = Engine {
            credentials: world.settings.credentials.clone(),
            handlers: BTreeMap::new(),
            beside: BTreeMap::new(),
            authorize: BTreeMap::new(),
            reword: BTreeMap::new(),
            rules: world.settings.token.clone(),
            clock: Box::new(clock::system),
            ahead: AtomicI64::new(0),
            world,
            memory: Mutex::new(memory),
        };
        Ok(Self {
            engine,
            listen: "127.0.0.1:0".to_owned(),
            patience: Duration::from_secs(30),
            mistake: None,
        })
    }

    /// Handles an operation, such as `invoices.cancel`, instead of the default behavior.
    ///
    /// The handler runs after all checks of the request. [`start`](Self::start) returns an error if the API has no
    /// such operation.
    #[must_use]
    pub fn on<F>(mut self, operation: impl Into<String>, handler: F) -> Self
    where
        F: Fn(&mut State, &Request) -> Result<Reply, Refusal> + Send + Sync + 'static,
    {
        self.engine
            .handlers
            .insert(operation.into(), Arc::new(handler));
        self
    }

    /// Handles a method and path that are not in the API's definition, such as `GET` and `/auth/v1/user`.
    ///
    /// Other clients of a service may call more than yours does. The request is not checked first, and a
    /// [`Reply::Plain`] is the whole response body. An operation of the API takes precedence.
    #[must_use]
    pub fn beside<F>(mut self, method: &str, path: &str, handler: F) -> Self
    where
        F: Fn(&mut State, &Request) -> Result<Reply, Refusal> + Send + Sync + 'static,
    {
        let asked = (method.to_owned(), path.to_owned());
        self.engine.beside.insert(asked, Arc::new(handler));
        self
    }

    /// Checks a credential, such as `session`, instead of the default rules.
    ///
    /// It runs before the other checks, so the request has no body yet. If an operation accepts several
    /// credentials, each is checked in turn until one is valid. A name that the API does not have is an error of
    /// [`start`](Self::start).
    #[must_use]
    pub fn authorize<F>(mut self, credential: impl Into<String>, check: F) -> Self
    where
        F: Fn(&mut State, &Request) -> Result<(), Refusal> + Send + Sync + 'static,
    {
        let check = Arc::new(check);
        self.engine.authorize.insert(credential.into(), check);
        self
    }

    /// Changes every refusal of a server before it is printed, whatever its reason; `None` is the API's main server.
    ///
    /// Use it for an API that has more than one error format. A request that matches no operation has an empty
    /// [name](Request::operation). A name that the API does not have is an error of [`start`](Self::start).
    #[must_use]
    pub fn refusals<F>(mut self, server: Option<&str>, reword: F) -> Self
    where
        F: Fn(&Request, Refusal) -> Refusal + Send + Sync + 'static,
    {
        let server = server.map(str::to_owned);
        self.engine.reword.insert(server, Arc::new(reword));
        self
    }

    /// Allows no clock skew, as some servers do: a signed token whose `iat` or `nbf` is a second or more ahead of
    /// the server's clock is refused.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.engine.rules.leeway = 0;
        self
    }

    /// Replaces the system's clock with a function that returns seconds since 1970; the header `Date` follows it too.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.engine.clock = Box::new(now);
        self
    }

    /// Sets the server's clock ahead by this many seconds, or back if the number is negative.
    #[must_use]
    pub fn clock_ahead(self, seconds: i64) -> Self {
        self.engine.ahead.store(seconds, Ordering::Relaxed);
        self
    }

    /// Changes the initial state of the server.
    #[must_use]
    pub fn given(self, change: impl FnOnce(&mut State)) -> Self {
        change(&mut self.engine.memory().state);
        self
    }

    /// Listens on this address instead of a free port of the loopback interface.
    #[must_use]
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Sets how long the mock waits for the head of a request and each next part of its body; 30 seconds by default.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Checks a response body of an operation against the API's envelope and schemas.
    ///
    /// Representations that the extension keys of the schemas allow are valid. Use it to check recorded responses.
    ///
    /// # Errors
    /// The violations in the body, or an unknown operation.
    pub fn check_answer(&self, operation: &str, body: &Value) -> Result<(), Error> {
        let world = &self.engine.world;
        world.known(operation)?;
        let found = world.plan.operation(operation);
        let checked = found.map_or(Ok(()), |operation| output::check(world, operation, body));
        checked.map_err(|wrong| Error::new(format!("{operation}: {wrong}")))
    }

    /// Starts serving on a new thread.
    ///
    /// # Errors
    /// An address that the mock cannot listen on, a handler of an unknown operation, or a key that no credential uses.
    pub fn start(self) -> Result<Running, Error> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        self.engine.check_handlers()?;
        let engine = Arc::new(self.engine);
        let server = Server::start(engine.clone(), &self.listen, self.patience)
            .map_err(|error| Error::new(format!("cannot listen on {}: {error}", self.listen)))?;
        Ok(Running { engine, server })
    }
}

/// Serves an API until the process ends; prints the address and the accepted keys.
///
/// # Errors
/// The same as those of [`Mock::open`] and [`Mock::start`].
pub fn serve(folder: &Path, listen: &str, setup: Setup) -> Result<(), Error> {
    let running = setup.open(folder)?.listen(listen).start()?;
    println!("listening on {}", running.url());
    for credential in &running.engine.world.plan.credentials {
        let name = &credential.name.value;
        match running.engine.credentials.get(name) {
            None => {
                println!(
                    "{name}: any key is accepted; set one in `[credentials.{name}]` of mock.toml"
                )
            }
            Some(members) => {
                for (member, value) in members {
                    println!("{name}.{member} = {value}");
                }
            }
        }
    }
    running.server.wait();
    Ok(())
}
