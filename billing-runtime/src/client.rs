//! The client: sends calls, repeats them where that is safe, and returns their outputs.
//!
//! Come here to configure a [`Client`], to send a call with its own options, or to monitor calls. The functions that send
//! calls are in [`Client`] itself.
//!
//! | item | use it to |
//! |---|---|
//! | [`Builder`] | configure a client: credentials, servers, transport, time limits |
//! | [`Call`] | send one call with its own options, or get its [`RawResponse`] |
//! | [`Retry`] | decide how often and how long a failed call is repeated |
//! | [`Download`] | read or save a document that is streamed |
//! | [`Server`] | declare the servers of an API |
//! | [`AttemptEvent`], [`event`], [`CallCounts`] | observe attempts and failures, and count calls |
//! | [`clock`], [`random`] | replace time and randomness in tests |
//!
//! ```
//! use std::time::Duration;
//!
//! use billing_runtime::Client;
//! use billing_runtime::client::Retry;
//!
//! let client = Client::builder()
//!     .base_url("https://billing.example/api")
//!     .timeout(Duration::from_secs(20))
//!     .retry(Retry::default().max_attempts(2))
//!     .build()?;
//! # Ok::<(), billing_runtime::Error>(())
//! ```

mod allowed_servers;
mod attempt;
mod attempt_event;
mod attempt_plan;
mod budget;
mod builder;
mod call;
mod call_state;
mod classify;
mod clock_skew;
mod counts;
mod deadline;
mod execute;
mod origin_state;
mod rate_limit;
mod raw_response;
mod reconcile;
mod retry;
mod trace;

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::clock::Clock;
use crate::credential::Credential;
use crate::endpoint::Endpoint;
use crate::operation::Operation;
use crate::random::Random;
use crate::request::Request;
use crate::returns::Returns;
use crate::server::{self, Base};
use crate::transport::Transport;
use crate::{Error, Result};

pub use crate::download::Download;
pub use crate::server::Server;
pub use attempt_event::AttemptEvent;
pub use builder::Builder;
pub use call::Call;
pub use counts::CallCounts;
pub use raw_response::RawResponse;
pub use retry::Retry;

pub mod clock {
    //! The clock of a client, which tests replace so that they never wait.
    pub use crate::clock::*;
}

pub mod event {
    //! Events for monitoring: refusals, failing stores, old keys.
    pub use crate::event::*;
}

pub mod random {
    //! The source of randomness of a client, which tests replace to be deterministic.
    pub use crate::random::*;
}

/// Sends the calls of any API, given its endpoints and credentials; cheap to clone.
///
/// ```
/// use billing_runtime::client::Server;
/// use billing_runtime::endpoint::Plain;
/// use billing_runtime::testing::MockTransport;
/// use billing_runtime::{Client, Endpoint, Wire};
///
/// /// `GET /rates/{currency}`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(get = "/rates/{currency}", effect = read, returns = Plain<Rate>)]
/// pub struct GetRate {
///     pub currency: String,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Wire)]
/// pub struct Rate {
///     pub value: i64,
/// }
///
/// # fn main() -> billing_runtime::Result<()> {
/// let mock = MockTransport::new();
/// mock.respond(200, r#"{"value":390}"#);
/// let client = Client::builder().transport(mock.clone()).build()?;
/// let client = client.with_servers(&[Server::new("https://rates.example/api")]);
///
/// # billing_runtime::testing::block_on(async {
/// let rate = client.send(&GetRate { currency: "EUR".into() }).await?;
/// # assert_eq!(rate.value, 390);
/// # billing_runtime::Result::Ok(()) })?;
/// assert_eq!(mock.requests()[0].url(), "https://rates.example/api/rates/EUR");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
    servers: Arc<[KnownServer]>,
    options: CallOptions,
}

/// What can differ for each call.
#[derive(Clone)]
struct CallOptions {
    retry: Retry,
    /// The time limit of a call.
    total: Option<Duration>,
    /// Whether `total` includes the wait for the rate limit.
    covers_queueing: bool,
    /// The idempotency key that the caller set.
    key: Option<Arc<str>>,
}

/// A server of an API, with its base URL or the reason why the URL is invalid.
struct KnownServer {
    name: &'static str,
    /// Whether the URL is a template with `{…}` that a credential fills in.
    is_template: bool,
    base: Result<Base, String>,
}

/// A credential with the type that endpoints name.
struct RegisteredCredential {
    id: TypeId,
    credential: Box<dyn Credential>,
}

struct Core {
    transport: Box<dyn Transport>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    credentials: Vec<RegisteredCredential>,
    bases: Vec<(String, Base)>,
    /// Which other servers a call may go to.
    allowed_servers: allowed_servers::AllowedServers,
    allow_http: bool,
    validate: bool,
    body_cap: u64,
    download_cap: u64,
    user_agent: HeaderValue,
    /// The time limit of one attempt.
    attempt_limit: Option<Duration>,
    observer: Option<Box<attempt_event::Observer>>,
    origin_states: origin_state::OriginStates,
    counts: counts::Counters,
    limits: rate_limit::RateLimits,
}

impl Client {
    /// Returns a builder for a client.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Returns the same client for an API on these servers. Base URLs that the builder set take
    /// precedence.
    pub fn with_servers(&self, servers: &[Server]) -> Self {
        let parsed = |server: &Server| KnownServer {
            name: server.name(),
            is_template: server.url().contains('{'),
            base: Base::parse(server.url(), self.core.allow_http),
        };
        Self {
            core: Arc::clone(&self.core),
            servers: servers.iter().map(parsed).collect(),
            options: self.options.clone(),
        }
    }

    /// Returns the same client with another retry policy.
    #[must_use]
    pub fn with_retry(&self, retry: Retry) -> Self {
        let mut client = self.clone();
        client.options.retry = retry;
        client
    }

    /// Returns the same client with another time limit for calls, which includes the wait for the rate
    /// limit.
    #[must_use]
    pub fn with_timeout(&self, total: Duration) -> Self {
        let mut client = self.clone();
        client.options.total = Some(total);
        client.options.covers_queueing = true;
        client
    }

    /// Sends one call and returns its output. Repeats the call according to the [`Retry`] policy, where
    /// that is safe and may help.
    ///
    /// # Errors
    ///
    /// If the call breaks a rule or the client has no credential for it (in both cases nothing is sent),
    /// if no response arrives, if the service refuses, or if the response is unexpected.
    pub async fn send<E: Endpoint>(&self, endpoint: &E) -> Result<<E::Returns as Returns>::Output> {
        self.call(endpoint).send().await
    }

    /// Returns a call that can have its own options, and that can return its raw response.
    pub fn call<'e, E: Endpoint>(&self, endpoint: &'e E) -> Call<'e, E> {
        Call::new(self.clone(), endpoint)
    }

    /// Returns the counts of this client and its clones.
    pub fn counts(&self) -> CallCounts {
        self.core.counts.get()
    }

    /// Encodes a call as this client would, without sending it.
    ///
    /// # Errors
    ///
    /// If the call breaks a rule.
    pub fn request<E: Endpoint>(&self, endpoint: &E) -> Result<Request> {
        Request::encode(endpoint, self.core.validate)
    }

    /// Returns the base URL for an endpoint: the one that the builder set, else that of the credential,
    /// else the declared one.
    fn base(
        &self,
        operation: &'static Operation,
        credential: Option<&dyn Credential>,
    ) -> Result<Cow<'_, Base>> {
        let name = operation.server;
        if let Some((_, base)) = self.core.bases.iter().find(|(n, _)| n == name) {
            return Ok(Cow::Borrowed(base));
        }
        let server = self.servers.iter().find(|s| s.name == name);
        if server.is_some_and(|server| server.is_template)
            && let Some(url) = credential.and_then(Credential::base_url)
        {
            let base = Base::parse(&url, self.core.allow_http).map_err(Error::config)?;
            self.core.allowed_servers.check(name, &base)?;
            return Ok(Cow::Owned(base));
        }
        match server.map(|s| &s.base) {
            Some(Ok(base)) => self
                .core
                .allowed_servers
                .check(name, base)
                .map(|()| Cow::Borrowed(base)),
            Some(Err(message)) => Err(Error::config(message.clone())),
            None if name.is_empty() => Err(Error::config(
                "the client has no base URL; set it with `Client::builder().base_url(...)`",
            )),
            None => Err(Error::config(format!(
                "the client has no server `{name}`; set its URL with \
                 `Client::builder().server(\"{name}\", ...)`"
            ))),
        }
    }

    /// Returns whether a URL has the origin of one of the servers.
    pub(crate) fn knows(&self, url: &str) -> bool {
        self.origins().any(|origin| origin == server::origin(url))
    }

    /// Returns the origins of the servers, for messages.
    pub(crate) fn known(&self) -> String {
        let origins: Vec<_> = self.origins().collect();
        origins.join(" and ")
    }

    fn origins(&self) -> impl Iterator<Item = &str> {
        let is_set = |name: &str| self.core.bases.iter().any(|(set, _)| set == name);
        let declared = self
            .servers
            .iter()
            .filter(move |server| !is_set(server.name));
        let declared = declared.filter_map(|server| server.base.as_ref().ok());
        let set = self.core.bases.iter().map(|(_, base)| base);
        set.chain(declared)
            .map(|base| server::origin(base.as_str()))
    }

    /// Returns the credential for an endpoint and the name of the credential's type, which is the first
    /// accepted type that the client has.
    fn credential(
        &self,
        operation: &'static Operation,
    ) -> Result<Option<(&'static str, &dyn Credential)>> {
        if operation.auth.is_empty() {
            return Ok(None);
        }
        for kind in operation.auth {
            let mut all = self.core.credentials.iter();
            if let Some(found) = all.find(|registered| registered.id == kind.id()) {
                return Ok(Some((kind.name(), &*found.credential)));
            }
        }
        let names: Vec<_> = operation
            .auth
            .iter()
            .map(|kind| format!("`{}`", kind.name()))
            .collect();
        let has = if self.core.credentials.is_empty() {
            "no credential"
        } else {
            "only other types"
        };
        Err(Error::credential(format!(
            "the call needs a credential of type {}, and the client has {has}; add one with \
             `Client::builder().credential(...)`",
            names.join(" or ")
        )))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers = self
            .servers
            .iter()
            .map(|s| (s.name, s.base.as_ref().map(Base::as_str)));
        f.debug_struct("Client")
            .field("bases", &self.core.bases)
            .field("servers", &servers.collect::<Vec<_>>())
            .field("credentials", &self.core.credentials.len())
            .finish_non_exhaustive()
    }
}
