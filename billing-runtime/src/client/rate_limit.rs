//! Enforces the rate limits that an API declares, such as `rate = "10/min"`.
//!
//! A limit belongs to one endpoint at one origin and is shared by all clones of a client. No period of the
//! declared length ever has more calls than declared, as the *server* counts them. The server counts a
//! call at some moment between its sending and its response, so a call counts from its sending until one
//! declared period after its response. Waiting calls are permitted strictly in the order of their arrival.

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

/// The longest pause that a server can impose; a longer one is shortened to this.
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// The rate limits of all endpoints that were called.
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
    /// Waits until a call may be sent to this URL. Returns an error as soon as it is known that the wait
    /// exceeds `max_wait`. Dropping the future leaves the queue.
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

    /// Records that the server refused a call because of the rate. No call is permitted until
    /// `retry_after` has passed or, if the server did not send it, the period of the limit.
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
        let pause = retry_after.unwrap_or(rate.per).min(MAX_PAUSE);
        limit.change(|window| window.pause(clock.elapsed(), pause));
    }

    fn limit(&self, operation: &'static Operation, url: &str) -> Option<Arc<RateLimiter>> {
        let rate = operation.rate?;
        let origin = origin(url);
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = limits.iter().find(|limit| {
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
        limits.push(Arc::clone(&limit));
        Some(limit)
    }
}

impl RateLimiter {
    /// Changes the window. After the lock is released, wakes the calls that the change concerns.
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
