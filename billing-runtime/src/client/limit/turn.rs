//! One who waits for its turn, and the slot that it gets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Limit;
use super::lane::Place;
use crate::clock::{Clock, Sleeping};

/// The future of a place in the queue; dropped, it gives the place back.
pub(super) struct Turn {
    limit: Arc<Limit>,
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
pub(in crate::client) struct TooLate {
    /// In how long its turn would come.
    pub(in crate::client) wait: Duration,
}

impl Turn {
    pub(super) fn new(limit: Arc<Limit>, clock: Arc<dyn Clock>, longest: Option<Duration>) -> Self {
        let begun = clock.elapsed();
        Self {
            limit,
            clock,
            begun,
            until: longest.map(|longest| begun.saturating_add(longest)),
            number: None,
            sleeping: None,
        }
    }
}

impl Future for Turn {
    type Output = Result<Slot, TooLate>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let number = match this.number {
            Some(number) => number,
            None => this.limit.change(|lane| lane.enter(this.until)),
        };
        this.number = Some(number);
        // A sleep that is over is looked at once more; a clock that does not move is not waited
        // for in here.
        for _ in 0..2 {
            let (place, now) = this.limit.change(|lane| {
                let now = this.clock.elapsed();
                (lane.place(number, now, cx.waker()), now)
            });
            match place {
                Place::Go => {
                    this.number = None;
                    return Poll::Ready(Ok(Slot::new(this, now)));
                }
                Place::Refused(turn) => {
                    this.number = None;
                    let wait = turn.saturating_sub(now);
                    return Poll::Ready(Err(TooLate { wait }));
                }
                Place::Behind => {
                    this.sleeping = None;
                    return Poll::Pending;
                }
                Place::First(turn) => {
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

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.limit.change(|lane| lane.leave(number));
        }
    }
}

/// The right to send one call. Dropped unsent it is given back; else it counts from the moment in
/// which it is dropped, which is when the answer has come.
#[derive(Debug)]
#[must_use]
pub(in crate::client) struct Slot(Option<Held>);

struct Held {
    limit: Arc<Limit>,
    clock: Arc<dyn Clock>,
    waited: Duration,
    sent: bool,
}

impl Slot {
    pub(super) fn unlimited() -> Self {
        Self(None)
    }

    fn new(turn: &Turn, now: Duration) -> Self {
        Self(Some(Held {
            limit: Arc::clone(&turn.limit),
            clock: Arc::clone(&turn.clock),
            waited: now.saturating_sub(turn.begun),
            sent: false,
        }))
    }

    /// How long the call waited for it.
    pub(in crate::client) fn waited(&self) -> Duration {
        self.0.as_ref().map_or(Duration::ZERO, |held| held.waited)
    }

    /// Says whether the call is about to be sent, or was not sent after all.
    pub(in crate::client) fn set_sent(&mut self, sent: bool) {
        if let Some(held) = &mut self.0 {
            held.sent = sent;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.limit.change(|lane| match self.sent {
            true => lane.land(self.clock.elapsed()),
            false => lane.give_back(),
        });
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("waited", &self.waited)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
