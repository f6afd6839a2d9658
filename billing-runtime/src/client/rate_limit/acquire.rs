//! The future that waits for a permit, and the permit.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::RateLimiter;
use super::window::Position;
use crate::clock::{Clock, Sleeping};

/// The future that returns a permit. Dropping it leaves the queue.
pub(super) struct Acquire {
    limit: Arc<RateLimiter>,
    clock: Arc<dyn Clock>,
    started: Duration,
    deadline: Option<Duration>,
    /// The number of the call while it is in the queue.
    number: Option<u64>,
    /// The time to wake up, with the sleep until then, while the call is the first in the queue.
    sleeping: Option<(Duration, Sleeping)>,
}

/// The error of a call that the rate limit would permit only after the call's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) struct DeadlineExceeded {
    /// The time until the rate limit would permit the call.
    pub(in crate::client) wait: Duration,
}

impl Acquire {
    pub(super) fn new(
        limit: Arc<RateLimiter>,
        clock: Arc<dyn Clock>,
        max_wait: Option<Duration>,
    ) -> Self {
        let started = clock.elapsed();
        Self {
            limit,
            clock,
            started,
            deadline: max_wait.map(|max_wait| started.saturating_add(max_wait)),
            number: None,
            sleeping: None,
        }
    }
}

impl Future for Acquire {
    type Output = Result<Permit, DeadlineExceeded>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let number = match this.number {
            Some(number) => number,
            None => this.limit.change(|window| window.enter(this.deadline)),
        };
        this.number = Some(number);
        // After a sleep the position is checked once more. If the clock did not move, the task is
        // polled again instead of looping here.
        for _ in 0..2 {
            let (position, now) = this.limit.change(|window| {
                let now = this.clock.elapsed();
                (window.position(number, now, cx.waker()), now)
            });
            match position {
                Position::Permitted => {
                    this.number = None;
                    return Poll::Ready(Ok(Permit::new(this, now)));
                }
                Position::Expired(permitted) => {
                    this.number = None;
                    let wait = permitted.saturating_sub(now);
                    return Poll::Ready(Err(DeadlineExceeded { wait }));
                }
                Position::Behind => {
                    this.sleeping = None;
                    return Poll::Pending;
                }
                Position::First(permitted) => {
                    let clock = &this.clock;
                    let mut sleeping = this
                        .sleeping
                        .take()
                        .filter(|(wake, _)| *wake == permitted)
                        .unwrap_or_else(|| (permitted, clock.sleep(permitted.saturating_sub(now))));
                    if sleeping.1.as_mut().poll(cx).is_pending() {
                        this.sleeping = Some(sleeping);
                        return Poll::Pending;
                    }
                }
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.limit.change(|window| window.leave(number));
        }
    }
}

/// The permit to send one call. If nothing is sent, dropping the permit gives it back. Otherwise it is
/// dropped when the response has arrived, and the call counts for one more period.
#[derive(Debug)]
#[must_use]
pub(in crate::client) struct Permit(Option<Acquired>);

struct Acquired {
    limit: Arc<RateLimiter>,
    clock: Arc<dyn Clock>,
    waited: Duration,
    sent: bool,
}

impl Permit {
    pub(super) fn unlimited() -> Self {
        Self(None)
    }

    fn new(turn: &Acquire, now: Duration) -> Self {
        Self(Some(Acquired {
            limit: Arc::clone(&turn.limit),
            clock: Arc::clone(&turn.clock),
            waited: now.saturating_sub(turn.started),
            sent: false,
        }))
    }

    /// Returns how long the call waited for the permit.
    pub(in crate::client) fn waited(&self) -> Duration {
        self.0
            .as_ref()
            .map_or(Duration::ZERO, |paused_until| paused_until.waited)
    }

    /// Records that the call is about to be sent, or was not sent after all.
    pub(in crate::client) fn set_sent(&mut self, sent: bool) {
        if let Some(paused_until) = &mut self.0 {
            paused_until.sent = sent;
        }
    }
}

impl Drop for Acquired {
    fn drop(&mut self) {
        self.limit.change(|window| match self.sent {
            true => window.complete(self.clock.elapsed()),
            false => window.give_back(),
        });
    }
}

impl fmt::Debug for Acquired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquired")
            .field("waited", &self.waited)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
