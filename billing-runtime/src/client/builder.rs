//! Puts a client together.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::allowed_servers::AllowedServers;
use super::rate_limit::RateLimits;
use super::{
    AttemptEvent, CallOptions, Client, Core, RegisteredCredential, Retry, attempt_event::Observer,
};
use crate::clock::{Clock, SystemClock};
use crate::credential::Credential;
use crate::error::Kind;
use crate::random::{Random, SystemRandom};
use crate::server::Base;
use crate::transport::{HttpTransport, Timeouts, Transport};
use crate::{Error, Result};

/// Puts a client together; every part has a default.
///
/// ```
/// # use billing_runtime::Client;
/// # fn main() -> billing_runtime::Result<()> {
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:8080/api")
///     .on_attempt(|exchange| println!("{} {}", exchange.method, exchange.url))
///     .build()?;
/// # Ok(()) }
/// ```
pub struct Builder {
    transport: Option<Box<dyn Transport>>,
    layers: Vec<Box<Around>>,
    clock: Option<Arc<dyn Clock>>,
    random: Option<Arc<dyn Random>>,
    retry: Retry,
    credentials: Vec<RegisteredCredential>,
    servers: Vec<(String, String)>,
    only_given_servers: bool,
    timeouts: Timeouts,
    covers_queueing: bool,
    allow_http: bool,
    validate: bool,
    body_cap: u64,
    download_cap: u64,
    user_agent: String,
    observer: Option<Box<Observer>>,
}

type Around = dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync;

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            transport: None,
            layers: Vec::new(),
            clock: None,
            random: None,
            retry: Retry::default(),
            credentials: Vec::new(),
            servers: Vec::new(),
            only_given_servers: false,
            timeouts: Timeouts::default(),
            covers_queueing: false,
            allow_http: false,
            validate: true,
            body_cap: 16 << 20,
            download_cap: 64 << 20,
            user_agent: concat!("billing-runtime/", env!("CARGO_PKG_VERSION")).into(),
            observer: None,
        }
    }

    /// Adds a credential; a second one of the same type takes the place of the first.
    ///
    /// A call is signed with one: of the types that its endpoint takes, in the order in which the endpoint
    /// lists them, the first that the client has. `AttemptEvent::credential` tells which one it was.
    pub fn credential<C: Credential>(mut self, credential: C) -> Self {
        let id = TypeId::of::<C>();
        self.credentials.retain(|held| held.id != id);
        self.credentials.push(RegisteredCredential {
            id,
            credential: Box::new(credential),
        });
        self
    }

    /// Sets the base URL of the default server, in place of the API's own.
    ///
    /// An API may have other servers, which stay where they are. A client that is given an address on this
    /// machine, or plain http, for one of them refuses to call those that are still elsewhere: a test that
    /// forgets one would otherwise ask the live service. [`servers`](Self::servers) moves all of them.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.server("", url)
    }

    /// Sets the base URL of a named server, in place of the API's own.
    pub fn server(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        let name = name.into();
        self.servers.retain(|(known, _)| *known != name);
        self.servers.push((name, url.into()));
        self
    }

    /// Sets the base URLs of all servers of an API by their names, `""` being the default server, and
    /// sends to no other: a call to a server that is not among them is an error before anything is sent.
    ///
    /// It moves an API to a mock, as `.servers(mock.servers())`. An address that only a credential knows
    /// is replaced as well.
    pub fn servers<N, U>(mut self, servers: impl IntoIterator<Item = (N, U)>) -> Self
    where
        N: Into<String>,
        U: Into<String>,
    {
        self.only_given_servers = true;
        servers
            .into_iter()
            .fold(self, |builder, (name, url)| builder.server(name, url))
    }

    /// Sends through another transport than HTTP over the network.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Puts a layer of `tower` around the transport and the layers so far. It sees each attempt,
    /// signed, and must not send one twice: it cannot know whether that is safe.
    #[cfg(feature = "tower")]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: tower_layer::Layer<crate::transport::TransportService> + Send + Sync + 'static,
        crate::transport::ServiceTransport<L::Service>: Transport,
    {
        let around = move |inner| crate::transport::layered(&layer, inner);
        self.layers.push(Box::new(around));
        self
    }

    /// Takes the time from another clock than the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Takes chance from elsewhere than the system.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Some(Arc::new(random));
        self
    }

    /// Sets when calls are sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Allows plain http to hosts other than this machine.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets how long each step may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how long a whole call may take, with all its attempts and what it waits for.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.timeouts.total = Some(total);
        self.covers_queueing = true;
        self
    }

    /// Takes at most this many bytes of an answer: 16 MiB unless said otherwise.
    pub fn body_cap(mut self, bytes: u64) -> Self {
        self.body_cap = bytes;
        self
    }

    /// Takes at most this many bytes of a download: 64 MiB unless said otherwise.
    pub fn download_cap(mut self, bytes: u64) -> Self {
        self.download_cap = bytes;
        self
    }

    /// Checks calls against their rules before sending: on unless said otherwise.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Sets how the client names itself to servers.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Shows each attempt to `hook`.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(hook));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// When a base URL cannot be used, or the transport cannot be set up.
    pub fn build(self) -> Result<Client> {
        let allow_http = self.allow_http;
        let parsed = |(name, url): (String, String)| match Base::parse(&url, allow_http) {
            Ok(base) => Ok((name, base)),
            Err(message) => Err(Error::config(message)),
        };
        let bases = self
            .servers
            .into_iter()
            .map(parsed)
            .collect::<Result<Vec<_>>>()?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::config("the user agent holds a character that no header may"))?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Box::new(
                HttpTransport::new(&self.timeouts).map_err(|f| Error::new(Kind::Transport(f)))?,
            ),
        };
        let transport = match self.layers.is_empty() {
            true => transport,
            false => {
                let inner: Arc<dyn Transport> = Arc::from(transport);
                Box::new(self.layers.into_iter().fold(inner, |inner, add| add(inner)))
            }
        };
        let allowed_servers =
            AllowedServers::new(self.only_given_servers, &bases, &self.credentials);
        let core = Core {
            transport,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            random: self.random.unwrap_or_else(|| Arc::new(SystemRandom::new())),
            credentials: self.credentials,
            bases,
            allowed_servers,
            allow_http,
            validate: self.validate,
            body_cap: self.body_cap,
            download_cap: self.download_cap,
            user_agent,
            attempt_limit: self.timeouts.attempt,
            observer: self.observer,
            origin_states: Default::default(),
            counts: Default::default(),
            limits: RateLimits::default(),
        };
        let options = CallOptions {
            retry: self.retry,
            total: self.timeouts.total,
            covers_queueing: self.covers_queueing,
            key: None,
        };
        Ok(Client {
            core: Arc::new(core),
            servers: Arc::new([]),
            options,
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("timeouts", &self.timeouts)
            .field("credentials", &self.credentials.len())
            .finish_non_exhaustive()
    }
}
