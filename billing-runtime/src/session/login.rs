//! Begins sessions: with a password, with tokens that the caller holds, or with what a store keeps.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::watch;

use super::core::Core;
use super::sign_in::{SignIn, With};
use super::spec::Protocol;
use super::state::{Changes, State};
use super::store::{MemoryStore, TokenStore};
use crate::clock::{Clock, SystemClock};
use crate::event::{Counts, Event, Events};
use crate::transport::Transport;
use crate::{Client, Error, Result, Retry, Secret};

/// Begins sessions of one API; cheap to clone.
///
/// It is set up once, by value, and then begins any number of sessions:
///
/// ```
/// # use billing_runtime::operation::{Effect, Method, Operation};
/// # use billing_runtime::session::{SessionSpec, NoIdentity, Protocol, Input, Step, Output};
/// # use billing_runtime::testing::{Script, block_on};
/// # use billing_runtime::{Server, session};
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
/// let script = Script::new();
/// script.answer(200, r#"{"access":"token-of-today"}"#);
/// let login = Login::new(NoIdentity).transport(script.clone());
/// let session = login.sign_in("user@example.com", "correct horse").await?;
/// assert_eq!(script.requests()[0].url(), "https://shop.example/api/token");
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
    only_these: bool,
    allow_http: bool,
    account: Option<String>,
    events: Events,
}

impl<P: Protocol> Login<P> {
    /// A login with what goes along to where people sign in.
    pub fn new(identity: P::Identity) -> Self {
        Self {
            identity,
            setup: Setup {
                transport: None,
                clock: Arc::new(SystemClock::new()),
                store: Arc::new(MemoryStore::new()),
                servers: Vec::new(),
                only_these: false,
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

    /// Sends the steps through another transport than HTTP over the network.
    #[must_use]
    pub fn transport(self, transport: impl Transport) -> Self {
        self.set(|setup| setup.transport = Some(Arc::new(transport)))
    }

    /// Takes the time from another clock than the machine's.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        self.set(|setup| setup.clock = Arc::new(clock))
    }

    /// Keeps tokens in this store; unless said otherwise they end with the process.
    #[must_use]
    pub fn store(self, store: impl TokenStore) -> Self {
        self.set(|setup| setup.store = Arc::new(store))
    }

    /// Sets the base URL of the default server, in place of the API's own.
    #[must_use]
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.server("", url)
    }

    /// Sets the base URL of a named server, in place of the API's own.
    #[must_use]
    pub fn server(self, name: impl Into<String>, url: impl Into<String>) -> Self {
        let server = (name.into(), url.into());
        self.set(|setup| setup.servers.push(server))
    }

    /// Sets the base URLs of all servers of the API by their names, `""` being the default server, and
    /// sends to no other, as [`Builder::servers`](crate::Builder::servers) does: the steps of a session go to
    /// the servers of a mock with `.servers(mock.servers())`.
    #[must_use]
    pub fn servers<N, U>(self, servers: impl IntoIterator<Item = (N, U)>) -> Self
    where
        N: Into<String>,
        U: Into<String>,
    {
        let servers = servers.into_iter();
        let servers = servers.map(|(name, url)| (name.into(), url.into()));
        self.set(|setup| {
            setup.only_these = true;
            setup.servers.extend(servers);
        })
    }

    /// Allows plain http to hosts other than this machine.
    #[must_use]
    pub fn allow_http(self, allow: bool) -> Self {
        self.set(|setup| setup.allow_http = allow)
    }

    /// Names the account under which the store keeps sessions, in place of the user's name.
    #[must_use]
    pub fn account(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.set(|setup| setup.account = Some(name))
    }

    /// Shows each event to `observer`: failed steps, refused calls, a store that fails.
    #[must_use]
    pub fn on_event(self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.set(|setup| setup.events.observe(observer))
    }

    /// Signs in with a password. Nothing is sent until it is awaited, and nothing is tried twice.
    pub fn sign_in(&self, user: impl Into<String>, password: impl Into<Secret>) -> SignIn<P> {
        self.begin(With::Password {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Goes on with the session that the store keeps for an account; the error
    /// [needs a sign-in](Error::needs_sign_in) where it keeps none.
    pub fn resume(&self, account: impl Into<String>) -> SignIn<P> {
        self.begin(With::Stored {
            account: account.into(),
        })
    }

    /// Begins with identity tokens that the caller holds, such as those of a browser's session.
    // What the tokens become depends on how the login is set up.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_identity_tokens(
        &self,
        identity: impl Into<Secret>,
        refresh: impl Into<Secret>,
    ) -> SignIn<P> {
        self.begin(With::Identity {
            identity: identity.into(),
            refresh: refresh.into(),
        })
    }

    /// Begins with tokens of a tenant that the caller holds. Such a session can refresh, but not
    /// change the tenant.
    // As above.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_tokens(&self, access: impl Into<Secret>, refresh: impl Into<Secret>) -> SignIn<P> {
        self.begin(With::Tokens {
            access: access.into(),
            refresh: refresh.into(),
        })
    }

    fn begin(&self, with: With) -> SignIn<P> {
        SignIn::new(self.clone(), with)
    }

    /// Returns where the sign-in of this login stands that began last.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Watches [`state`](Self::state).
    pub fn changes(&self) -> Changes {
        Changes::of(&self.state)
    }

    /// Returns how often each kind of event happened to this login and its sessions.
    pub fn counts(&self) -> Counts {
        self.setup.events.counts()
    }

    /// The name under which a store keeps a session, where the login says it.
    pub(super) fn account_name(&self) -> Option<&str> {
        self.setup.account.as_deref()
    }

    /// Says where the sign-in stands.
    pub(super) fn report(&self, state: State) {
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
            // What a step does cannot be undone, and whoever renews comes again.
            .retry(Retry::never())
            .allow_http(self.allow_http);
        if let Some(transport) = &self.transport {
            client = client.transport(Arc::clone(transport));
        }
        client = match self.only_these {
            true => client.servers(self.servers.iter().cloned()),
            false => (self.servers.iter()).fold(client, |c, (name, url)| c.server(name, url)),
        };
        Ok(Core {
            spec: P::SPEC,
            client: client.build()?.with_servers(P::SPEC.servers),
            clock: Arc::clone(&self.clock),
            store: Arc::clone(&self.store),
            events: self.events.clone(),
            quiet: Mutex::default(),
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
