//! The clock of a client, which tests replace so that they never wait.

pub(crate) mod ended;
mod thread;

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock with which a client reads the time and waits.
///
/// [`now`](Clock::now) is for signatures. [`elapsed`](Clock::elapsed) is for measuring durations, since
/// it never goes back when the wall clock is set.
pub trait Clock: Send + Sync + 'static {
    /// Returns the wall-clock time.
    fn now(&self) -> SystemTime;

    /// Returns the time since some fixed moment; it never decreases.
    fn elapsed(&self) -> Duration;

    /// Returns a future that ends after `length`, for a deliberate wait such as a backoff.
    fn sleep(&self, length: Duration) -> Sleeping;

    /// Returns a future that ends after `length`, for a time limit on something else.
    ///
    /// A clock whose `sleep` ends at once, as in tests, must not end this future at once.
    fn limit(&self, length: Duration) -> Sleeping {
        self.sleep(length)
    }
}

/// The future of a wait.
pub type Sleeping = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The system clock.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Returns the system clock.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, length: Duration) -> Sleeping {
        if tokio::runtime::Handle::try_current().is_err() {
            return thread::sleep(length);
        }
        Box::pin(async move {
            let mut sleep = pin!(tokio::time::sleep(length));
            // If the runtime has shut down, nobody waits anymore.
            poll_fn(|cx| ended::poll(sleep.as_mut(), cx).map(drop)).await
        })
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn sleep(&self, length: Duration) -> Sleeping {
        (**self).sleep(length)
    }

    fn limit(&self, length: Duration) -> Sleeping {
        (**self).limit(length)
    }
}

/// Returns the milliseconds since 1970, which are negative for earlier times.
pub(crate) fn unix_millis(time: SystemTime) -> i64 {
    // `as_millis` computes with 128 bits, which would slow down each call of a session.
    let millis = |d: Duration| {
        let whole = i64::try_from(d.as_secs()).unwrap_or(i64::MAX);
        whole
            .saturating_mul(1000)
            .saturating_add(i64::from(d.subsec_millis()))
    };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => -millis(before.duration()),
    }
}

/// Returns the whole seconds since 1970, which are negative for earlier times.
pub(crate) fn unix_seconds(time: SystemTime) -> i64 {
    let seconds = |d: Duration| i64::try_from(d.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => seconds(after),
        Err(before) => {
            let before = before.duration();
            // Rounds down, as for times after 1970.
            -seconds(before) - i64::from(before.subsec_nanos() > 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_down_on_both_sides_of_1970() {
        assert_eq!(unix_seconds(UNIX_EPOCH + Duration::from_millis(1_999)), 1);
        assert_eq!(unix_seconds(UNIX_EPOCH), 0);
        assert_eq!(unix_seconds(UNIX_EPOCH - Duration::from_millis(1)), -1);
        assert_eq!(unix_seconds(UNIX_EPOCH - Duration::from_secs(3)), -3);
    }
}
