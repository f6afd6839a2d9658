//! The policy for repeating calls.

use std::time::Duration;

/// The policy for repeating calls.
///
/// A call that only reads, replaces or deletes is repeated after a failure that may pass: no
/// connection, a broken connection, an attempt that took too long, and the statuses 408, 429, 500, 502,
/// 503 and 504. A call that creates something or has another effect is repeated only if it is certain
/// that nothing was sent, or if it has had an idempotency key from the beginning.
///
/// ```
/// # use {billing_runtime::client::Retry, std::time::Duration};
/// let patient = Retry::default().max_attempts(6).time_limit(Duration::from_secs(30));
/// assert_eq!(patient.max_attempts, 6);
/// assert_eq!(Retry::never().max_attempts, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The most times that a call is sent: 3 by default. After an expired token or a wrong clock, the call
    /// is signed and sent once more, which does not count.
    pub max_attempts: u32,
    /// The time limit of the whole call, if it is shorter than the client's. Includes the wait for the
    /// rate limit.
    pub time_limit: Option<Duration>,
    /// The longest wait before the second attempt: 250 ms by default. It doubles with each further attempt.
    pub initial_backoff: Duration,
    /// The longest wait before any attempt: 8 s by default. Each wait is a random part of the longest one.
    pub max_backoff: Duration,
    /// The longest `Retry-After` that is respected: 60 s by default. If the service requests more, the
    /// call fails.
    pub max_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            time_limit: None,
            initial_backoff: Duration::from_millis(250),
            max_backoff: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// Returns the policy that sends each call once.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the most times that a call is sent.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets how long a call may take, with all its attempts and waits.
    #[must_use]
    pub fn time_limit(mut self, length: Duration) -> Self {
        self.time_limit = Some(length);
        self
    }

    /// Returns how long to wait after `tried` attempts, given a random number; `None` if the service
    /// requests a longer wait than the policy allows.
    pub(super) fn wait(
        &self,
        tried: u32,
        randomness: u64,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        let Some(retry_after) = retry_after else {
            let doubled = 2_u32.saturating_pow(tried.saturating_sub(1).min(31));
            let ceiling = self
                .initial_backoff
                .saturating_mul(doubled)
                .min(self.max_backoff);
            return Some(part(ceiling, randomness));
        };
        // Waits a little longer than the service requests, so that clients that were refused together do
        // not return together.
        let later = part(self.initial_backoff.min(self.max_backoff), randomness);
        (retry_after <= self.max_retry_after).then(|| retry_after.saturating_add(later))
    }
}

/// Returns a part of a length: all of it for the largest random number.
fn part(length: Duration, randomness: u64) -> Duration {
    let nanos = length.as_nanos().saturating_mul(u128::from(randomness)) / u128::from(u64::MAX);
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn backoff_doubles_up_to_its_maximum() {
        let retry = Retry::default();
        let longest = |tried| retry.wait(tried, u64::MAX, None).unwrap();
        let waits = [1, 2, 3, 6, 7, 40, u32::MAX].map(longest);
        assert_eq!(waits, [250, 500, 1000, 8000, 8000, 8000, 8000].map(MS));
        assert_eq!(retry.wait(5, 0, None), Some(Duration::ZERO));
        assert_eq!(retry.wait(1, u64::MAX / 2, None).unwrap().as_millis(), 124);
    }

    #[test]
    fn retry_after_is_respected_or_refused() {
        let retry = Retry::default();
        assert_eq!(retry.wait(1, 0, Some(MS(2000))), Some(MS(2000)));
        assert_eq!(retry.wait(9, u64::MAX, Some(MS(2000))), Some(MS(2250)));
        assert_eq!(retry.wait(1, 0, Some(MS(60_000))), Some(MS(60_000)));
        assert_eq!(retry.wait(1, 0, Some(MS(60_001))), None);
        assert_eq!(retry.wait(1, 0, Some(Duration::MAX)), None);
        let extreme = Retry {
            max_retry_after: Duration::MAX,
            ..retry
        };
        assert_eq!(extreme.wait(1, 0, Some(Duration::MAX)), Some(Duration::MAX));
        let long = Retry {
            initial_backoff: Duration::MAX,
            max_backoff: Duration::MAX,
            ..retry
        };
        assert!(long.wait(3, u64::MAX, None).is_some());
    }
}
