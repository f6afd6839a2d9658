//! Counts attempts, retries and waits of a client.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of a client and its clones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallCounts {
    /// Attempts to send a request.
    pub attempts: u64,
    /// Attempts that repeated a failed one.
    pub retries: u64,
    /// Renewals of a credential after the service refused it.
    pub refreshes: u64,
    /// Waits for the rate limit of an endpoint.
    pub limiter_waits: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    attempts: AtomicU64,
    retries: AtomicU64,
    refreshes: AtomicU64,
    limiter_waits: AtomicU64,
}

impl Counters {
    pub(super) fn attempt(&self) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refresh(&self) {
        self.refreshes.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn limiter_wait(&self) {
        self.limiter_waits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> CallCounts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        CallCounts {
            attempts: read(&self.attempts),
            retries: read(&self.retries),
            refreshes: read(&self.refreshes),
            limiter_waits: read(&self.limiter_waits),
        }
    }
}
