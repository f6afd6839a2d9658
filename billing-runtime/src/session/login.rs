//! A login begins the sessions of an API.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::watch;

use super::core::Core;
use super::spec::Protocol;
use super::state::{Changes, State};
use super::store::{MemoryStore, TokenStore};
use crate::client::Retry;
use crate::clock::{Clock, SystemClock};
use crate::event::{Counts, Event, Events};
use crate::transport::Transport;
use crate::{Client, Error, Result};

/// Begins sessions of one API. It is cheap to clone.
///
/// Configure it once; then it can begin any number of sessions:
///
/// ```
/// # use billing_runtime::endpoint::operation::{Effect, Method, Operation};
/// # use billing_runtime::session::{SessionSpec, NoIdentity, Protocol, Input, Step, Output};
/// # use billing_runtime::testing::{MockTransport, block_on};
/// # use billing_runtime::session;
/// # use billing_runtime::client::Server;
/// # const SIGN_IN: Operation = Operation::new("SignIn", Method::Post, "/token", Effect::Create);
/// # struct Shop;
/// # impl Protocol for Shop {
/// #     type Identity = NoIdentity;
/// #     const SPEC: &'static SessionSpec = &SessionSpec::new("shop.session")
/// #         .servers(&[Server::new("https://shop.example/api")])
/// #         .sign_in(Step::new(&SIGN_IN)
/// #             .send(&[("username", Input::User), ("password", Input::Password)])
/// #             .take(&[(Output::Access, "access")]));
/// # }
/// # type Login = session::Login<Shop>;
/// # fn main() -> billing_runtime::Result<()> { block_on(async {
/// let mock = MockTransport::new();
/// mock.respond(200, r#"{"access":"token-of-today"}"#);
/// let login = Login::new(NoIdentity).transport(mock.clone());
/// let session = login.sign_in("user@example.com", "correct horse").await?;
/// assert_eq!(mock.requests()[0].url(), "https://shop.example/api/token");
/// # let _ = session;
/// # Ok(()) }) }
/// ```
pub struct Login<P: Protocol> {
    identity: P::Identity,
    setup: Setup,
    core: Arc<OnceLock<Result<Arc<Core>, String>>>,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone)]
struct Setup {
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    store: Arc<dyn TokenStore>,
    servers: Vec<(String, String)>,
    only_named_servers: bool,
    allow_http: bool,
    account: Option<String>,
    events: Events,
}

impl<P: Protocol> Login<P> {
    /// Creates a login whose steps are signed with this credential, such as an API key of the sign-in server.
    pub fn new(identity: P::Identity) -> Self {
        Self {
            identity,
            setup: Setup {
                transport: None,
                clock: Arc::new(SystemClock::new()),
                store: Arc::new(MemoryStore::new()),
                servers: Vec::new(),
                only_named_servers: false,
                allow_http: false,
                account: None,
                events: Events::default(),
            },
            core: Arc::default(),
            state: Arc::new(watch::Sender::new(State::SignedOut)),
        }
    }

    fn set(mut self, change: impl FnOnce(&mut Setup)) -> Self {
        change(&mut self.setup);
        self.core = Arc::default();
        self
    }

    /// Sends the steps through this transport instead of HTTP over the network.
    #[must_use]
    pub fn transport(self, transport: impl Transport) -> Self {
        self.set(|setup| setup.transport = Some(Arc::new(transport)))
    }

    /// Takes the time from this clock instead of the machine's.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        self.set(|setup| setup.clock = Arc::new(clock))
    }

    /// Keeps tokens in this store. By default they are lost when the process ends.
    #[must_use]
    pub fn store(self, store: impl TokenStore) -> Self {
        self.set(|setup| setup.store = Arc::new(store))
    }

    /// Sets the base URL of the default server; without it, the API's own is used.
    #[must_use]
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.server("", url)
    }

    /// Sets the base URL of a named server; without it, the API's own is used.
    #[must_use]
    pub fn server(self, name: impl Into<String>, url: impl Into<String>) -> Self {
        let server = (name.into(), url.into());
        self.set(|setup| setup.servers.push(server))
    }

    /// Sets the base URLs of all servers of the API by their names (`""` is the default server) and allows
    /// no other server, as [`Builder::servers`](crate::client::Builder::servers) does. To send the steps of
    /// a session to a mock server, use `.servers(mock.servers())`.
    #[must_use]
    pub fn servers<N, U>(self, servers: impl IntoIterator<Item = (N, U)>) -> Self
    where
        N: Into<String>,
        U: Into<String>,
    {
        let servers = servers.into_iter();
        let servers = servers.map(|(name, url)| (name.into(), url.into()));
        self.set(|setup| {
            setup.only_named_servers = true;
            setup.servers.extend(servers);
        })
    }

    /// Allows plain http to hosts other than this machine.
    #[must_use]
    pub fn allow_http(self, allow: bool) -> Self {
        self.set(|setup| setup.allow_http = allow)
    }

    /// Sets the account under which the store keeps sessions. By default it is the user's name.
    #[must_use]
    pub fn account(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.set(|setup| setup.account = Some(name))
    }

    /// Calls `observer` with each event: failed steps, refused calls, errors of the store.
    #[must_use]
    pub fn on_event(self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.set(|setup| setup.events.observe(observer))
    }

    /// Returns the state of the most recent sign-in.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Watches [`state`](Self::state) for changes.
    pub fn changes(&self) -> Changes {
        Changes::of(&self.state)
    }

    /// Returns how often each kind of event happened to this login and its sessions.
    pub fn counts(&self) -> Counts {
        self.setup.events.counts()
    }

    /// Returns the account that [`account`](Self::account) set.
    pub(super) fn account_name(&self) -> Option<&str> {
        self.setup.account.as_deref()
    }

    pub(super) fn set_state(&self, state: State) {
        self.state.send_replace(state);
    }

    pub(super) fn core(&self) -> Result<Arc<Core>> {
        let core = self.core.get_or_init(|| {
            let core = self.setup.core::<P>(self.identity.clone());
            core.map(Arc::new).map_err(|error| error.to_string())
        });
        core.clone().map_err(Error::config)
    }
}

impl Setup {
    fn core<P: Protocol>(&self, identity: P::Identity) -> Result<Core> {
        let mut client = Client::builder()
            .credential(identity)
            .clock(Arc::clone(&self.clock))
            // A step cannot be undone, and the renewal has its own retries.
            .retry(Retry::never())
            .allow_http(self.allow_http);
        if let Some(transport) = &self.transport {
            client = client.transport(Arc::clone(transport));
        }
        client = match self.only_named_servers {
            true => client.servers(self.servers.iter().cloned()),
            false => (self.servers.iter()).fold(client, |c, (name, url)| c.server(name, url)),
        };
        Ok(Core {
            spec: P::SPEC,
            client: client.build()?.with_servers(P::SPEC.servers),
            clock: Arc::clone(&self.clock),
            store: Arc::clone(&self.store),
            events: self.events.clone(),
            backoffs: Mutex::default(),
        })
    }
}

impl<P: Protocol> Clone for Login<P> {
    fn clone(&self) -> Self {
        Self {
            identity: self.identity.clone(),
            setup: self.setup.clone(),
            core: Arc::clone(&self.core),
            state: Arc::clone(&self.state),
        }
    }
}

impl<P: Protocol> fmt::Debug for Login<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("name", &P::SPEC.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
