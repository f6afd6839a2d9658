//! The time limits of a call.

use std::time::Duration;

/// The time limits of a call, with their defaults; `None` sets no limit.
///
/// ```
/// # use {billing_runtime::transport::Timeouts, std::time::Duration};
/// let patient = Timeouts { attempt: Some(Duration::from_secs(300)), total: None, ..Timeouts::default() };
/// assert_eq!(patient.connect, Some(Duration::from_secs(10)));
/// ```
#[derive(Clone, Debug)]
pub struct Timeouts {
    /// Name lookup, connection and TLS: 10 s. Applies to the built-in transport.
    pub connect: Option<Duration>,
    /// The longest silence of the server, before and within a response: 30 s. Applies to the built-in
    /// transport.
    pub stall: Option<Duration>,
    /// How long a request waits after the last response on the same connections: 5 ms. If a server sends
    /// a response that nobody requested, the connection is closed in that time; HTTP/1.1 cannot tell such
    /// a response from the one to the next request. `None` does not wait, for example for a server on
    /// this machine that is known to respond once. Applies to the built-in transport.
    pub reuse_delay: Option<Duration>,
    /// One attempt, including the body of its response: 60 s.
    pub attempt: Option<Duration>,
    /// The whole call: its attempts, the waits between them, and the body: 120 s. The wait for the rate
    /// limit is not included, but it is in `Builder::timeout`, `Client::with_timeout` and `Call::timeout`.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            stall: Some(Duration::from_secs(30)),
            reuse_delay: Some(Duration::from_millis(5)),
            attempt: Some(Duration::from_secs(60)),
            total: Some(Duration::from_secs(120)),
        }
    }
}
