//! Lets connections rest before they are used again, so that what a server sends unasked is noticed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long after an answer the next request waits at least.
///
/// HTTP/1.1 does not say which request an answer belongs to. A connection on which more arrives than
/// was asked for is closed, but only if that is noticed before the next request is written, and a
/// server that answers twice does so in two packets as a rule.
const REST: Duration = Duration::from_millis(5);

/// When the last answer over some connections came to its end. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    start: Instant,
    /// Microseconds since the start; zero before the first answer.
    ended: Arc<AtomicU64>,
}

impl Rest {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            ended: Arc::default(),
        }
    }

    /// An answer came to its end, or nobody wants the rest of it.
    pub(super) fn begin(&self) {
        let now = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.ended.store(now.max(1), Ordering::Relaxed);
    }

    /// Waits for what is left of the rest, and until idle connections have looked at what came.
    pub(super) async fn over(&self) {
        if let Some(left) = self.left() {
            tokio::time::sleep(left).await;
        }
        // The first turn lets the runtime hear what arrived, the second one the connections.
        for _ in 0..2 {
            tokio::task::yield_now().await;
        }
    }

    fn left(&self) -> Option<Duration> {
        let ended = Duration::from_micros(self.ended.load(Ordering::Relaxed));
        let until = (!ended.is_zero()).then(|| ended.saturating_add(REST))?;
        until
            .checked_sub(self.start.elapsed())
            .filter(|left| !left.is_zero())
    }
}
