//! Waits for the lease of a slot.

use std::time::Duration;

use super::{Key, Lease, StoreError, TokenStore};
use crate::clock::Clock;

/// How often a waiting process asks for the lease.
const POLL_INTERVAL: Duration = Duration::from_millis(25);

/// Limits the wait for a lease. It counts both the time on the clock, since a store may be slow, and
/// the time slept, since the clock of a test may stand still.
pub(in crate::session) struct LeaseWait<'a> {
    clock: &'a dyn Clock,
    timeout: Duration,
    started: Duration,
    slept: Duration,
}

impl<'a> LeaseWait<'a> {
    pub(in crate::session) fn new(clock: &'a dyn Clock, timeout: Duration) -> Self {
        Self {
            clock,
            timeout,
            started: clock.elapsed(),
            slept: Duration::ZERO,
        }
    }

    /// Sleeps until the next attempt; returns false once the timeout has passed.
    pub(in crate::session) async fn next_attempt(&mut self) -> bool {
        let passed = self.clock.elapsed().saturating_sub(self.started);
        if passed.max(self.slept) >= self.timeout {
            return false;
        }
        self.clock.sleep(POLL_INTERVAL).await;
        self.slept += POLL_INTERVAL;
        true
    }
}

/// Waits for the lease of a slot; returns `None` if another process holds it until the timeout.
/// `length` is how long the lease lasts.
pub(in crate::session) async fn acquire(
    store: &dyn TokenStore,
    clock: &dyn Clock,
    key: &Key,
    length: Duration,
    timeout: Duration,
) -> Result<Option<Lease>, StoreError> {
    let mut wait = LeaseWait::new(clock, timeout);
    loop {
        if let Some(lease) = store.lease(key, length).await? {
            return Ok(Some(lease));
        }
        if !wait.next_attempt().await {
            return Ok(None);
        }
    }
}
