//! The calls of one limit: those that count, and those that wait. It knows no clock.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use crate::operation::Rate;

#[derive(Debug)]
pub(super) struct SlidingWindow {
    calls: usize,
    /// How long a call counts after its answer.
    window: Duration,
    /// When the answers came of calls that still count, oldest first.
    answered: VecDeque<Duration>,
    /// How many calls are under plan.
    in_flight: usize,
    /// Until when the server wants to be left alone.
    paused_until: Duration,
    /// Who waits, in the order of arrival and so of their numbers.
    waiting: VecDeque<Waiter>,
    numbers: u64,
    woken: Vec<Waker>,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    /// It gives up if its turn comes later.
    until: Option<Duration>,
    waker: Option<Waker>,
}

/// What becomes of one who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// It may go, and counts from now on.
    Go,
    /// It is the first, and its turn comes at this time or later.
    First(Duration),
    /// AllowedServers are before it; it will be woken.
    Behind,
    /// Its turn comes too late; it does not wait any more.
    Refused(Duration),
}

impl SlidingWindow {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            // A limit of none would wait forever.
            calls: (rate.calls as usize).max(1),
            // Clocks differ: a thousandth covers what they drift apart, and the edge of the window.
            window: rate.per + (rate.per / 1000).max(Duration::from_millis(1)),
            answered: VecDeque::new(),
            in_flight: 0,
            paused_until: Duration::ZERO,
            waiting: VecDeque::new(),
            numbers: 0,
            woken: Vec::new(),
        }
    }

    /// Takes a number at the end of the queue.
    pub(super) fn enter(&mut self, until: Option<Duration>) -> u64 {
        let number = self.numbers;
        self.numbers += 1;
        self.waiting.push_back(Waiter {
            number,
            until,
            waker: None,
        });
        number
    }

    /// Looks what becomes of a number, which goes at once if it can.
    pub(super) fn place(&mut self, number: u64, now: Duration, waker: &Waker) -> Position {
        self.forget(now);
        let Some(at) = self.find(number) else {
            // It was refused while it slept.
            return Position::Refused(self.turn(self.waiting.len(), now));
        };
        let turn = self.turn(at, now);
        let waiter = &mut self.waiting[at];
        if waiter.until.is_some_and(|until| until < turn) {
            self.leave(number);
            return Position::Refused(turn);
        }
        waiter.waker = Some(waker.clone());
        if at > 0 {
            return Position::Behind;
        }
        if turn > now {
            return Position::First(turn);
        }
        self.in_flight += 1;
        self.leave(number);
        Position::Go
    }

    /// Gives a place in the queue back.
    pub(super) fn leave(&mut self, number: u64) {
        if let Some(at) = self.find(number) {
            self.waiting.remove(at);
            if at == 0 {
                self.wake_first();
            }
        }
    }

    /// The answer of a call came at `now`, or nothing more will come.
    pub(super) fn complete(&mut self, now: Duration) {
        self.in_flight -= 1;
        self.answered.push_back(now);
        self.refuse_late(now);
    }

    /// A call that might go was not sent after all.
    pub(super) fn give_back(&mut self) {
        self.in_flight -= 1;
        self.wake_first();
    }

    /// Lets nobody through before this time has passed.
    pub(super) fn pause(&mut self, now: Duration, pause: Duration) {
        self.paused_until = self.paused_until.max(now.saturating_add(pause));
        self.refuse_late(now);
    }

    /// Whom to wake, once the lock is free.
    pub(super) fn woken(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.woken)
    }

    /// The earliest time at which the one with so many before it may go, whatever happens. Calls
    /// under way are taken to be answered now; those before it to take no time.
    fn turn(&self, before: usize, now: Duration) -> Duration {
        let free = self.calls - self.answered.len() - self.in_flight;
        let (permit, round) = (before % self.calls, before / self.calls);
        let open = match permit.checked_sub(free) {
            None => Duration::ZERO,
            Some(at) => {
                let answer = self.answered.get(at).copied().unwrap_or(now);
                answer.saturating_add(self.window)
            }
        };
        let rounds = u32::try_from(round).unwrap_or(u32::MAX);
        let later = self.window.saturating_mul(rounds);
        open.max(now).max(self.paused_until).saturating_add(later)
    }

    /// Forgets calls that count no more.
    fn forget(&mut self, now: Duration) {
        let window = self.window;
        while let Some(answer) = self.answered.front()
            && answer.saturating_add(window) <= now
        {
            self.answered.pop_front();
        }
    }

    /// Wakes those whose turn has moved beyond their time, so that they hear of it now.
    fn refuse_late(&mut self, now: Duration) {
        self.forget(now);
        let mut at = 0;
        while let Some(waiter) = self.waiting.get(at) {
            let turn = self.turn(at, now);
            if waiter.until.is_none_or(|until| turn <= until) {
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
