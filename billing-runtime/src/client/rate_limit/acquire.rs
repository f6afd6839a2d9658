//! One who waits for its turn, and the permit that it gets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::RateLimiter;
use super::window::Position;
use crate::clock::{Clock, Sleeping};

/// The future of a place in the queue; dropped, it gives the place back.
pub(super) struct Acquire {
    limit: Arc<RateLimiter>,
    clock: Arc<dyn Clock>,
    begun: Duration,
    until: Option<Duration>,
    /// Its number while it stands in the queue.
    number: Option<u64>,
    /// Until when it sleeps, as the first of the queue.
    sleeping: Option<(Duration, Sleeping)>,
}

/// The turn of a call would come later than it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) struct DeadlineExceeded {
    /// In how long its turn would come.
    pub(in crate::client) wait: Duration,
}

impl Acquire {
    pub(super) fn new(
        limit: Arc<RateLimiter>,
        clock: Arc<dyn Clock>,
        max_wait: Option<Duration>,
    ) -> Self {
        let begun = clock.elapsed();
        Self {
            limit,
            clock,
            begun,
            until: max_wait.map(|max_wait| begun.saturating_add(max_wait)),
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
            None => this.limit.change(|window| window.enter(this.until)),
        };
        this.number = Some(number);
        // A sleep that is over is looked at once more; a clock that does not move is not waited
        // for in here.
        for _ in 0..2 {
            let (place, now) = this.limit.change(|window| {
                let now = this.clock.elapsed();
                (window.place(number, now, cx.waker()), now)
            });
            match place {
                Position::Go => {
                    this.number = None;
                    return Poll::Ready(Ok(Permit::new(this, now)));
                }
                Position::Refused(turn) => {
                    this.number = None;
                    let wait = turn.saturating_sub(now);
                    return Poll::Ready(Err(DeadlineExceeded { wait }));
                }
                Position::Behind => {
                    this.sleeping = None;
                    return Poll::Pending;
                }
                Position::First(turn) => {
                    let clock = &this.clock;
                    let mut sleeping = this
                        .sleeping
                        .take()
                        .filter(|(until, _)| *until == turn)
                        .unwrap_or_else(|| (turn, clock.sleep(turn.saturating_sub(now))));
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

/// The right to send one call. Dropped unsent it is given back; else it counts from the moment in
/// which it is dropped, which is when the answer has come.
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
            waited: now.saturating_sub(turn.begun),
            sent: false,
        }))
    }

    /// How long the call waited for it.
    pub(in crate::client) fn waited(&self) -> Duration {
        self.0
            .as_ref()
            .map_or(Duration::ZERO, |paused_until| paused_until.waited)
    }

    /// Says whether the call is about to be sent, or was not sent after all.
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
