//! What kind of API key: the part that the generator writes.

use std::time::Duration;

use crate::Server;

/// A kind of API key, as static data.
pub trait ApiKeyKind: Send + Sync + 'static {
    /// How it is sent and whose it is.
    const SPEC: &'static ApiKeySpec;
}

/// How a kind of API key is sent, how long it should live, and to whom it may go.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeySpec {
    pub(super) scheme: &'static str,
    pub(super) rotate: Option<Duration>,
    pub(super) servers: &'static [Server],
}

impl ApiKeySpec {
    /// A `Bearer` key of any age, for no server.
    pub const fn new() -> Self {
        Self {
            scheme: "Bearer",
            rotate: None,
            servers: &[],
        }
    }

    /// The word before the key.
    pub const fn scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = scheme;
        self
    }

    /// After how many days the API advises a new key.
    pub const fn rotate_days(mut self, days: u32) -> Self {
        self.rotate = Some(Duration::from_secs(days as u64 * 86_400));
        self
    }

    /// The servers that the key is for; the caller may name another one.
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
