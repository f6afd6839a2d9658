//! Delays the next request on a reused connection, so that unrequested bytes are noticed first.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Delays a request until the last response over the same connections is old enough. Clones share it.
///
/// HTTP/1.1 does not say which request a response belongs to. hyper closes a connection on which more
/// arrives than was requested, but only if it notices before the next request is written, and a server
/// that responds twice usually does so in two packets.
#[derive(Clone, Debug)]
pub(super) struct ReuseDelay {
    delay: Duration,
    start: Instant,
    /// When the last response ended, in microseconds since the start; zero before the first response.
    ended: Arc<AtomicU64>,
}

impl ReuseDelay {
    /// Returns a delay of this length. Even without one, a request lets idle connections read what has
    /// arrived.
    pub(super) fn new(delay: Option<Duration>) -> Self {
        Self {
            delay: delay.unwrap_or_default(),
            start: Instant::now(),
            ended: Arc::default(),
        }
    }

    /// Records that a response ended, or is not read any further.
    pub(super) fn response_ended(&self) {
        let now = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.ended.store(now.max(1), Ordering::Relaxed);
    }

    /// Waits for the rest of the delay, and until idle connections have read what arrived.
    pub(super) async fn wait(&self) {
        if let Some(left) = self.left() {
            tokio::time::sleep(left).await;
        }
        // The first yield lets the runtime read its events, the second one the connections.
        for _ in 0..2 {
            tokio::task::yield_now().await;
        }
    }

    fn left(&self) -> Option<Duration> {
        let ended = Duration::from_micros(self.ended.load(Ordering::Relaxed));
        let until = (!ended.is_zero()).then(|| ended.saturating_add(self.delay))?;
        until
            .checked_sub(self.start.elapsed())
            .filter(|left| !left.is_zero())
    }
}
