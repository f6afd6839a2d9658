//! Connections, kept apart by runtime and by whether they stay on this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::runtime::Id;

use super::environment::Environment;
use super::reuse::ReuseDelay;
use super::{Failure, Timeouts};
use crate::server::stays_here;

/// More runtimes than this at a time are unheard of; the one that came first is forgotten.
const MOST: usize = 16;

/// A pool for each runtime: a connection is driven by the runtime that opened it, and hangs in any
/// other while its own is not running.
pub(super) struct Pools {
    timeouts: Timeouts,
    environment: Environment,
    known: Mutex<Vec<(Option<Id>, Pool)>>,
}

/// The connections of one runtime. Clones share them.
#[derive(Clone)]
struct Pool {
    outside: Connections,
    /// Made when it is first needed: reading the system's roots takes a while.
    loopback: Arc<OnceLock<Connections>>,
}

/// Connections of one kind, and the delay before they are used again.
#[derive(Clone)]
pub(super) struct Connections {
    pub(super) client: reqwest::Client,
    pub(super) reuse: ReuseDelay,
}

impl Pools {
    pub(super) fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        // It goes to the first runtime that asks; making it now shows whether TLS can be set up.
        let first = Pool::new(timeouts)?;
        Ok(Self {
            timeouts: timeouts.clone(),
            environment: Environment::new(),
            known: Mutex::new(vec![(None, first)]),
        })
    }

    /// The connections for a URL, in the runtime with this id.
    pub(super) fn of(&self, id: Id, url: &Url) -> Result<Connections, Failure> {
        let pool = self.pool(id)?;
        if !url.host_str().is_some_and(stays_here) {
            return match self.environment.objection(url) {
                Some(objection) => Err(Failure::not_sent(objection).permanent()),
                None => Ok(pool.outside),
            };
        }
        if let Some(connections) = pool.loopback.get() {
            return Ok(connections.clone());
        }
        let here = settings(&self.timeouts).no_proxy().dns_resolver(Here);
        let connections = Connections::new(here, &self.timeouts)?;
        Ok(pool.loopback.get_or_init(|| connections).clone())
    }

    fn pool(&self, id: Id) -> Result<Pool, Failure> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = known.iter().find(|(of, _)| *of == Some(id)) {
            return Ok(pool.clone());
        }
        if let Some((of, pool)) = known.iter_mut().find(|(of, _)| of.is_none()) {
            *of = Some(id);
            return Ok(pool.clone());
        }
        let pool = Pool::new(&self.timeouts)?;
        if known.len() >= MOST {
            known.remove(0);
        }
        known.push((Some(id), pool.clone()));
        Ok(pool)
    }
}

impl Pool {
    fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        Ok(Self {
            outside: Connections::new(settings(timeouts), timeouts)?,
            loopback: Arc::default(),
        })
    }
}

impl Connections {
    fn new(settings: reqwest::ClientBuilder, timeouts: &Timeouts) -> Result<Self, Failure> {
        Ok(Self {
            client: settings.build().map_err(unfit)?,
            reuse: ReuseDelay::new(timeouts.reuse_delay),
        })
    }
}

/// Finds the names of this machine, which not every system knows with a dot at the end or below
/// `localhost`, and which nobody else is to be asked for (RFC 6761, section 6.3).
struct Here;

impl Resolve for Here {
    fn resolve(&self, _: Name) -> Resolving {
        let loopback: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // The port is that of the URL.
        let addresses: Addrs = Box::new(loopback.into_iter().map(|ip| SocketAddr::new(ip, 0)));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn unfit(error: reqwest::Error) -> Failure {
    Failure::not_sent(error).permanent()
}

fn settings(timeouts: &Timeouts) -> reqwest::ClientBuilder {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // Its own policy repeats requests that the protocol calls unprocessed; a call that
        // creates something is repeated by nobody but us.
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate may have switched these on for everybody: unpacking would undo the cap on
        // sizes, and what is known of unsent requests is known of HTTP/1.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .http1_only();
    // The time of silence runs from the beginning: without a connection by then, nothing was sent,
    // which has to be told before that time is over.
    let silence = timeouts.stall.map(|stall| stall.mul_f64(0.9));
    if let Some(connect) = [timeouts.connect, silence].into_iter().flatten().min() {
        builder = builder.connect_timeout(connect);
    }
    if let Some(stall) = timeouts.stall {
        builder = builder.read_timeout(stall);
    }
    builder
}
