//! How long each step may take.

use std::time::Duration;

/// How long each step may take; `None` sets no limit.
///
/// ```
/// # use {billing_runtime::transport::Timeouts, std::time::Duration};
/// let patient = Timeouts { attempt: Some(Duration::from_secs(300)), total: None, ..Timeouts::default() };
/// assert_eq!(patient.connect, Some(Duration::from_secs(10)));
/// ```
#[derive(Clone, Debug)]
pub struct Timeouts {
    /// Name lookup, connection and TLS: 10 s. For the built-in transport.
    pub connect: Option<Duration>,
    /// The longest silence, before an answer and within it: 30 s. For the built-in transport.
    pub stall: Option<Duration>,
    /// How long a request waits after the last answer on the same connections: 5 ms. In that time a
    /// connection is closed on which a server sends an answer that nobody asked for; HTTP/1.1 cannot
    /// tell it from the answer to the next request. `None` sends at once, to a server on this machine
    /// for example that is known to answer once. For the built-in transport.
    pub reuse_delay: Option<Duration>,
    /// One attempt, the body of its answer included: 60 s.
    pub attempt: Option<Duration>,
    /// The whole call: its attempts, what is waited for between them, and the body: 120 s. The wait for
    /// a turn under a stated rate comes on top; in what `Builder::timeout`, `Client::with_timeout` and
    /// `Call::timeout` say, it is included.
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
