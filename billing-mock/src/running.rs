//! The handle of a running mock.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::engine::Engine;
use super::misbehave::{Misbehave, Seen};
use super::server::Server;
use super::state::State;

/// A running mock, which stops when it is dropped.
pub struct Running {
    pub(crate) engine: Arc<Engine>,
    pub(crate) server: Server,
}

impl Running {
    /// Returns the base URL of the API, such as `http://127.0.0.1:41234/api`.
    pub fn url(&self) -> String {
        self.mounted(0)
    }

    /// Returns the base URL of another origin of the API by its name.
    pub fn server_url(&self, name: &str) -> Option<String> {
        let mounts = &self.engine.world.plan.mounts;
        let at = mounts
            .iter()
            .position(|m| m.name.as_deref() == Some(name))?;
        Some(self.mounted(at))
    }

    /// Returns the names and base URLs of all origins of the API; the main server has the name `""`. Pass them to the
    /// client's `Builder::servers` and `Login::servers`, so that no call goes to another host.
    pub fn servers(&self) -> Vec<(String, String)> {
        let mounts = self.engine.world.plan.mounts.iter().enumerate();
        mounts
            .map(|(at, mount)| (mount.name.clone().unwrap_or_default(), self.mounted(at)))
            .collect()
    }

    /// Returns the address that the mock listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Sets the server's clock ahead by this many seconds from now on, or back if the number is negative.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.engine.ahead.store(seconds, Ordering::Relaxed);
    }

    /// Adds misbehavior for the next response, or for the next response of an operation. Several calls form a queue.
    pub fn next(&self, misbehave: Misbehave) {
        self.engine.memory().misbehaviour.push_back(misbehave);
    }

    /// Returns every request since the start, or since [`forget`](Self::forget), with tokens and keys masked. The mock
    /// keeps the newest 64 MiB.
    pub fn seen(&self) -> Vec<Seen> {
        let secret = self.engine.secret_headers();
        let seen = self.seen_with_secrets().into_iter();
        seen.map(|seen| seen.masked(&secret)).collect()
    }

    /// Returns the same requests with tokens and keys unmasked.
    pub fn seen_with_secrets(&self) -> Vec<Seen> {
        self.engine.memory().seen.all()
    }

    /// Removes the recorded requests.
    pub fn forget(&self) {
        self.engine.memory().seen.clear();
    }

    /// Returns the faults of the mock itself: responses that do not match their schemas, handlers that
    /// panicked. A test that relies on the mock should check that this list is empty.
    pub fn faults(&self) -> Vec<String> {
        self.engine.memory().faults.clone()
    }

    /// Reads or changes the state of the server.
    pub fn state<R>(&self, with: impl FnOnce(&mut State) -> R) -> R {
        with(&mut self.engine.memory().state)
    }

    fn mounted(&self, index: usize) -> String {
        let path = &self.engine.world.plan.mounts[index].path;
        format!("http://{}{path}", self.server.address)
    }
}
