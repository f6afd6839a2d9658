//! A mock that serves.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::engine::Engine;
use super::misbehave::{Misbehave, Seen};
use super::server::Server;
use super::state::State;

/// A mock that serves, until it is dropped.
pub struct Running {
    pub(crate) engine: Arc<Engine>,
    pub(crate) server: Server,
}

impl Running {
    /// Returns the base URL of the API, as `http://127.0.0.1:41234/api`.
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

    /// Returns the names and base URLs of all origins of the API, `""` being the name of its own: what the client's
    /// `Builder::servers` and `Login::servers` take, so that no call goes elsewhere.
    pub fn servers(&self) -> Vec<(String, String)> {
        let mounts = self.engine.world.plan.mounts.iter().enumerate();
        mounts
            .map(|(at, mount)| (mount.name.clone().unwrap_or_default(), self.mounted(at)))
            .collect()
    }

    /// Returns the address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Sets the server's clock ahead by this many seconds from now on, or back where the number is negative.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.engine.ahead.store(seconds, Ordering::Relaxed);
    }

    /// Makes an answer go wrong: the next one, or the next one of an operation. More than one may wait.
    pub fn next(&self, misbehave: Misbehave) {
        self.engine.memory().misbehaviour.push_back(misbehave);
    }

    /// Returns every request since the start, or since [`forget`](Self::forget), with tokens and keys masked; of more
    /// than 64 MiB the newest.
    pub fn seen(&self) -> Vec<Seen> {
        let secret = self.engine.secret_headers();
        let seen = self.seen_with_secrets().into_iter();
        seen.map(|seen| seen.masked(&secret)).collect()
    }

    /// Returns the same with tokens and keys as they were sent.
    pub fn seen_with_secrets(&self) -> Vec<Seen> {
        self.engine.memory().seen.all()
    }

    /// Forgets the requests seen so far.
    pub fn forget(&self) {
        self.engine.memory().seen.clear();
    }

    /// Returns how the mock itself was at fault: answers that do not meet their schemas, handlers that
    /// panicked. A test that trusts the mock checks that there are none.
    pub fn faults(&self) -> Vec<String> {
        self.engine.memory().faults.clone()
    }

    /// Reads or changes what the server remembers.
    pub fn state<R>(&self, with: impl FnOnce(&mut State) -> R) -> R {
        with(&mut self.engine.memory().state)
    }

    fn mounted(&self, index: usize) -> String {
        let path = &self.engine.world.plan.mounts[index].path;
        format!("http://{}{path}", self.server.address)
    }
}
