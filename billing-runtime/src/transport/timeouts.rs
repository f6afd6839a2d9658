//! How long each step may take.

use std::time::Duration;

/// How long each step may take; `None` waits forever.
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
            attempt: Some(Duration::from_secs(60)),
            total: Some(Duration::from_secs(120)),
        }
    }
}
