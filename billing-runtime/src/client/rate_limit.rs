//! Keeps the limits that APIs state, such as `rate = "10/min"`, before a server has to.
//!
//! A limit belongs to one endpoint at one origin and is shared by all clones of a client. No span of
//! the stated length ever holds more calls than are stated, as the *server* counts them: when it
//! sees a call lies somewhere between its sending and its answer, so a call counts from the one until
//! the stated time after the other. Whoever waits is served strictly in the order of arrival.

mod acquire;
mod window;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::operation::Operation;
use crate::server::origin;
use acquire::Acquire;
use window::SlidingWindow;

pub(super) use acquire::{DeadlineExceeded, Permit};

/// No server is believed that wants to be left alone for longer.
const MOST_LEARNT: Duration = Duration::from_secs(300);

/// The limits of all endpoints that were called.
#[derive(Debug, Default)]
pub(super) struct RateLimits(Mutex<Vec<Arc<RateLimiter>>>);

#[derive(Debug)]
struct RateLimiter {
    name: &'static str,
    path: &'static str,
    origin: String,
    window: Mutex<SlidingWindow>,
}

impl RateLimits {
    /// Waits until a call may be sent to this URL; refuses at once, and whenever it turns out, that
    /// its turn comes later than after `max_wait`. The place is given back if the future is dropped.
    pub(super) async fn acquire(
        &self,
        clock: &Arc<dyn Clock>,
        operation: &'static Operation,
        url: &str,
        max_wait: Option<Duration>,
    ) -> Result<Permit, DeadlineExceeded> {
        match self.limit(operation, url) {
            Some(limit) => Acquire::new(limit, Arc::clone(clock), max_wait).await,
            None => Ok(Permit::unlimited()),
        }
    }

    /// The server refused a call as one too many: nobody is let through before `retry_after` has
    /// passed or, where it did not say, the time of the limit.
    pub(super) fn learn(
        &self,
        clock: &Arc<dyn Clock>,
        operation: &'static Operation,
        url: &str,
        retry_after: Option<Duration>,
    ) {
        let (Some(limit), Some(rate)) = (self.limit(operation, url), operation.rate) else {
            return;
        };
        let pause = retry_after.unwrap_or(rate.per).min(MOST_LEARNT);
        limit.change(|window| window.pause(clock.elapsed(), pause));
    }

    fn limit(&self, operation: &'static Operation, url: &str) -> Option<Arc<RateLimiter>> {
        let rate = operation.rate?;
        let origin = origin(url);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|limit| {
            limit.name == operation.name && limit.path == operation.path && limit.origin == origin
        });
        if let Some(limit) = found {
            return Some(Arc::clone(limit));
        }
        let limit = Arc::new(RateLimiter {
            name: operation.name,
            path: operation.path,
            origin: origin.to_owned(),
            window: Mutex::new(SlidingWindow::new(rate)),
        });
        known.push(Arc::clone(&limit));
        Some(limit)
    }
}

impl RateLimiter {
    /// Changes the window, and wakes whom that concerns when the lock is free again.
    fn change<T>(&self, change: impl FnOnce(&mut SlidingWindow) -> T) -> T {
        let (value, woken) = {
            let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
            let value = change(&mut window);
            (value, window.woken())
        };
        for waker in woken {
            waker.wake();
        }
        value
    }
}
