//! The builder of a client.

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

/// Builds a client; every part has a default.
///
/// ```
/// # use billing_runtime::Client;
/// # fn main() -> billing_runtime::Result<()> {
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:8080/api")
///     .on_attempt(|attempt| println!("{} {}", attempt.method, attempt.url))
///     .build()?;
/// # Ok(()) }
/// ```
pub struct Builder {
    transport: Option<Box<dyn Transport>>,
    layers: Vec<Box<WrapTransport>>,
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

type WrapTransport = dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync;

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

    /// Adds a credential; a second one of the same type replaces the first.
    ///
    /// A call is signed with one credential. Its type is the first one in the endpoint's list that the
    /// client has; `AttemptEvent::credential` names it.
    pub fn credential<C: Credential>(mut self, credential: C) -> Self {
        let id = TypeId::of::<C>();
        self.credentials.retain(|registered| registered.id != id);
        self.credentials.push(RegisteredCredential {
            id,
            credential: Box::new(credential),
        });
        self
    }

    /// Sets the base URL of the default server, which replaces the declared one.
    ///
    /// Other servers of the API keep their URLs. If one server is on this machine or uses plain http, the
    /// client refuses to call servers that are still elsewhere: otherwise a test that forgets one would
    /// call the live service. [`servers`](Self::servers) replaces all of them.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.server("", url)
    }

    /// Sets the base URL of a named server, which replaces the declared one.
    pub fn server(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        let name = name.into();
        self.servers.retain(|(set, _)| *set != name);
        self.servers.push((name, url.into()));
        self
    }

    /// Sets the base URLs of all servers of an API by name; `""` is the default server. A call to any
    /// other server is an error before anything is sent.
    ///
    /// Use it to move an API to a mock: `.servers(mock.servers())`. It also replaces URLs that only a
    /// credential knows.
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

    /// Sets the transport, which replaces HTTP over the network.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Adds a layer of `tower` around the transport and the layers added so far. It receives each signed
    /// attempt and must not send one twice, since it cannot know whether that is safe.
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

    /// Sets the clock, which replaces the system clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets the source of randomness, which replaces the system's source.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Some(Arc::new(random));
        self
    }

    /// Sets the policy for repeating calls.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets whether plain http to hosts other than this machine is allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets the time limits of all steps of a call.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how long a whole call may take: all its attempts and waits, including the wait for the rate limit.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.timeouts.total = Some(total);
        self.covers_queueing = true;
        self
    }

    /// Sets the largest size of a response in bytes; the default is 16 MiB.
    pub fn body_cap(mut self, bytes: u64) -> Self {
        self.body_cap = bytes;
        self
    }

    /// Sets the largest size of a download in bytes; the default is 64 MiB.
    pub fn download_cap(mut self, bytes: u64) -> Self {
        self.download_cap = bytes;
        self
    }

    /// Sets whether calls are checked against their rules before they are sent; on by default.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Sets the `User-Agent` header.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Calls `hook` after each attempt.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(hook));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If a base URL is invalid, or the transport cannot be set up.
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
        let user_agent = HeaderValue::from_str(&self.user_agent).map_err(|_| {
            Error::config("the user agent contains a character that headers do not allow")
        })?;
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
