//! The kinds of API keys, which the generator writes.

use std::time::Duration;

use crate::server::Server;

/// A kind of API key, as static data.
pub trait ApiKeyKind: Send + Sync + 'static {
    /// How and where the key is sent.
    const SPEC: &'static ApiKeySpec;
}

/// The spec of a kind of API key: how a key is sent, how old it may become, and which servers
/// receive it.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeySpec {
    pub(super) scheme: &'static str,
    pub(super) rotate: Option<Duration>,
    pub(super) servers: &'static [Server],
}

impl ApiKeySpec {
    /// Creates a spec with the scheme `Bearer`, no maximum age and no servers.
    pub const fn new() -> Self {
        Self {
            scheme: "Bearer",
            rotate: None,
            servers: &[],
        }
    }

    /// Sets the scheme.
    pub const fn scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = scheme;
        self
    }

    /// Sets the number of days after which the API recommends a new key.
    pub const fn rotate_days(mut self, days: u32) -> Self {
        self.rotate = Some(Duration::from_secs(days as u64 * 86_400));
        self
    }

    /// Sets the servers that the key is sent to. The caller may set another server.
    pub const fn servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }
}

impl Default for ApiKeySpec {
    fn default() -> Self {
        Self::new()
    }
}
