//! The calls of one rate limit: those that count, and those that wait. Callers pass the current time.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use crate::operation::Rate;

#[derive(Debug)]
pub(super) struct SlidingWindow {
    calls: usize,
    /// The time for which a call counts after its response.
    period: Duration,
    /// The arrival times of the responses to calls that still count, oldest first.
    responses: VecDeque<Duration>,
    /// The number of calls that are sent and have no response yet.
    in_flight: usize,
    /// The end of the pause that the server requested.
    paused_until: Duration,
    /// The waiting calls in the order of their arrival, which is also the order of their numbers.
    waiting: VecDeque<Waiter>,
    next_number: u64,
    woken: Vec<Waker>,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    /// The latest time at which the call may be permitted; `None` if it waits without limit.
    deadline: Option<Duration>,
    waker: Option<Waker>,
}

/// The position of a waiting call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// It is permitted and counts from now on.
    Permitted,
    /// It is the first, and will be permitted at this time or later.
    First(Duration),
    /// Others are ahead of it; it will be woken.
    Behind,
    /// It would be permitted at this time, after its deadline, and has left the queue.
    Expired(Duration),
}

impl SlidingWindow {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            // A limit of zero calls would wait forever.
            calls: (rate.calls as usize).max(1),
            // Clocks differ: one thousandth more covers their drift and the edge of the period.
            period: rate.per + (rate.per / 1000).max(Duration::from_millis(1)),
            responses: VecDeque::new(),
            in_flight: 0,
            paused_until: Duration::ZERO,
            waiting: VecDeque::new(),
            next_number: 0,
            woken: Vec::new(),
        }
    }

    /// Adds a call to the queue and returns its number.
    pub(super) fn enter(&mut self, deadline: Option<Duration>) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        self.waiting.push_back(Waiter {
            number,
            deadline,
            waker: None,
        });
        number
    }

    /// Returns the position of a call, which is permitted at once if possible.
    pub(super) fn position(&mut self, number: u64, now: Duration, waker: &Waker) -> Position {
        self.forget(now);
        let Some(at) = self.find(number) else {
            // The call expired while it slept.
            return Position::Expired(self.permitted_at(self.waiting.len(), now));
        };
        let permitted = self.permitted_at(at, now);
        let waiter = &mut self.waiting[at];
        if waiter.deadline.is_some_and(|deadline| deadline < permitted) {
            self.leave(number);
            return Position::Expired(permitted);
        }
        waiter.waker = Some(waker.clone());
        if at > 0 {
            return Position::Behind;
        }
        if permitted > now {
            return Position::First(permitted);
        }
        self.in_flight += 1;
        self.leave(number);
        Position::Permitted
    }

    /// Removes a call from the queue.
    pub(super) fn leave(&mut self, number: u64) {
        if let Some(at) = self.find(number) {
            self.waiting.remove(at);
            if at == 0 {
                self.wake_first();
            }
        }
    }

    /// Records that the response of a call arrived at `now`, or will not arrive.
    pub(super) fn complete(&mut self, now: Duration) {
        self.in_flight -= 1;
        self.responses.push_back(now);
        self.expire_late(now);
    }

    /// Records that a permitted call was not sent.
    pub(super) fn give_back(&mut self) {
        self.in_flight -= 1;
        self.wake_first();
    }

    /// Permits no call until this pause has passed.
    pub(super) fn pause(&mut self, now: Duration, pause: Duration) {
        self.paused_until = self.paused_until.max(now.saturating_add(pause));
        self.expire_late(now);
    }

    /// Returns the wakers to wake after the lock is released.
    pub(super) fn woken(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.woken)
    }

    /// Returns the earliest time at which a call with this many before it can be permitted. It assumes
    /// that the responses of calls in flight arrive now, and that the calls before it take no time.
    fn permitted_at(&self, before: usize, now: Duration) -> Duration {
        let free = self.calls - self.responses.len() - self.in_flight;
        let (permit, round) = (before % self.calls, before / self.calls);
        let open = match permit.checked_sub(free) {
            None => Duration::ZERO,
            Some(at) => {
                let response = self.responses.get(at).copied().unwrap_or(now);
                response.saturating_add(self.period)
            }
        };
        let rounds = u32::try_from(round).unwrap_or(u32::MAX);
        let later = self.period.saturating_mul(rounds);
        open.max(now).max(self.paused_until).saturating_add(later)
    }

    /// Forgets calls that no longer count.
    fn forget(&mut self, now: Duration) {
        let period = self.period;
        while let Some(response) = self.responses.front()
            && response.saturating_add(period) <= now
        {
            self.responses.pop_front();
        }
    }

    /// Removes and wakes calls that would now be permitted only after their deadline.
    fn expire_late(&mut self, now: Duration) {
        self.forget(now);
        let mut at = 0;
        while let Some(waiter) = self.waiting.get(at) {
            let permitted = self.permitted_at(at, now);
            if waiter.deadline.is_none_or(|deadline| permitted <= deadline) {
                at += 1;
            } else if let Some(waiter) = self.waiting.remove(at) {
                self.woken.extend(waiter.waker);
                if at == 0 {
                    self.wake_first();
                }
            }
        }
    }

    fn wake_first(&mut self) {
        if let Some(first) = self.waiting.front_mut() {
            self.woken.extend(first.waker.take());
        }
    }

    fn find(&self, number: u64) -> Option<usize> {
        self.waiting
            .binary_search_by_key(&number, |w| w.number)
            .ok()
    }
}
