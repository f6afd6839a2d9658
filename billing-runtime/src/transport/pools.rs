//! The connection pools: one for each runtime, with separate connections to this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::runtime::Id;

use super::environment::ProxyEnvironment;
use super::reuse::ReuseDelay;
use super::{Failure, Timeouts};
use crate::server::stays_here;

/// The most runtimes that have a pool at the same time. Beyond that, the oldest pool is dropped.
const MAX_POOLS: usize = 16;

/// A pool for each runtime. A connection is driven by the runtime that opened it, and hangs in any other
/// while its own runtime is not running.
pub(super) struct Pools {
    timeouts: Timeouts,
    environment: ProxyEnvironment,
    pools: Mutex<Vec<(Option<Id>, Pool)>>,
}

/// The connections of one runtime. Clones share them.
#[derive(Clone)]
struct Pool {
    outside: Connections,
    /// Created when it is first needed, since reading the system's root certificates takes a while.
    loopback: Arc<OnceLock<Connections>>,
}

/// Connections, and the delay before they are used again.
#[derive(Clone)]
pub(super) struct Connections {
    pub(super) client: reqwest::Client,
    pub(super) reuse: ReuseDelay,
}

impl Pools {
    pub(super) fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        // The first runtime that needs a pool gets this one. Creating it now shows whether TLS can be
        // set up.
        let first = Pool::new(timeouts)?;
        Ok(Self {
            timeouts: timeouts.clone(),
            environment: ProxyEnvironment::new(),
            pools: Mutex::new(vec![(None, first)]),
        })
    }

    /// Returns the connections for a URL in the runtime with this id.
    pub(super) fn of(&self, id: Id, url: &Url) -> Result<Connections, Failure> {
        let pool = self.pool(id)?;
        if !url.host_str().is_some_and(stays_here) {
            return match self.environment.error(url) {
                Some(error) => Err(Failure::not_sent(error).permanent()),
                None => Ok(pool.outside),
            };
        }
        if let Some(connections) = pool.loopback.get() {
            return Ok(connections.clone());
        }
        let builder = settings(&self.timeouts)
            .no_proxy()
            .dns_resolver(LoopbackResolver);
        let connections = Connections::new(builder, &self.timeouts)?;
        Ok(pool.loopback.get_or_init(|| connections).clone())
    }

    fn pool(&self, id: Id) -> Result<Pool, Failure> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(of, _)| *of == Some(id)) {
            return Ok(pool.clone());
        }
        if let Some((of, pool)) = pools.iter_mut().find(|(of, _)| of.is_none()) {
            *of = Some(id);
            return Ok(pool.clone());
        }
        let pool = Pool::new(&self.timeouts)?;
        if pools.len() >= MAX_POOLS {
            pools.remove(0);
        }
        pools.push((Some(id), pool.clone()));
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
            client: settings.build().map_err(invalid_setup)?,
            reuse: ReuseDelay::new(timeouts.reuse_delay),
        })
    }
}

/// Resolves the names of this machine. Not every system resolves them with a dot at the end or below
/// `localhost`, and no DNS server may be queried for them (RFC 6761, section 6.3).
struct LoopbackResolver;

impl Resolve for LoopbackResolver {
    fn resolve(&self, _: Name) -> Resolving {
        let loopback: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // The port of the URL replaces this one.
        let addresses: Addrs = Box::new(loopback.into_iter().map(|ip| SocketAddr::new(ip, 0)));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn invalid_setup(error: reqwest::Error) -> Failure {
    Failure::not_sent(error).permanent()
}

fn settings(timeouts: &Timeouts) -> reqwest::ClientBuilder {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // The default policy of reqwest repeats requests that the protocol calls unprocessed. Only the
        // client may repeat a call, since the call may create something.
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate may have enabled these features of reqwest. Decompression would bypass the cap
        // on sizes, and only HTTP/1 tells for certain that a request was not sent.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .http1_only();
    // The time limit for silence includes connecting. If there is no connection by then, nothing was
    // sent, and the connect timeout must report that first.
    let silence = timeouts.stall.map(|stall| stall.mul_f64(0.9));
    if let Some(connect) = [timeouts.connect, silence].into_iter().flatten().min() {
        builder = builder.connect_timeout(connect);
    }
    if let Some(stall) = timeouts.stall {
        builder = builder.read_timeout(stall);
    }
    builder
}
