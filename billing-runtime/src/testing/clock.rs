//! A clock that a test moves by hand.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::clock::{Clock, Sleeping};

/// A clock that moves only when the test advances it. Clones show the same time.
///
/// ```
/// # use billing_runtime::testing::ManualClock;
/// # use billing_runtime::client::clock::Clock;
/// # use std::time::{Duration, UNIX_EPOCH};
/// let clock = ManualClock::at(1_700_000_000);
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(clock.now().duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_700_000_030);
/// assert_eq!(clock.elapsed(), Duration::from_secs(30));
/// ```
///
/// By default, a sleep advances the clock at once, so no test waits. If several tasks sleep at the same
/// time, use [`without_auto_advance`](Self::without_auto_advance): sleepers then wait until the test
/// advances the clock.
///
/// ```
/// # use billing_runtime::testing::ManualClock;
/// # use billing_runtime::client::clock::Clock;
/// # use std::time::Duration;
/// let clock = ManualClock::at(1_700_000_000).without_auto_advance();
/// let mut sleeper = clock.sleep(Duration::from_secs(5));
/// # let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// assert!(sleeper.as_mut().poll(&mut cx).is_pending());
/// assert_eq!(clock.sleepers(), 1);
/// assert_eq!(clock.advance_to_next(), Some(Duration::from_secs(5)));
/// assert!(sleeper.as_mut().poll(&mut cx).is_ready());
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    times: Arc<Mutex<Times>>,
    auto_advance: bool,
}

#[derive(Debug)]
struct Times {
    wall: SystemTime,
    elapsed: Duration,
    next_number: u64,
    sleepers: Vec<Sleeper>,
    /// The wakers of tasks that wait for a time limit.
    limits: Vec<Waker>,
}

#[derive(Debug)]
struct Sleeper {
    until: Duration,
    number: u64,
    waker: Waker,
}

impl ManualClock {
    /// Creates a clock that shows this many seconds since 1970.
    pub fn at(unix: u64) -> Self {
        let times = Times {
            wall: UNIX_EPOCH + Duration::from_secs(unix),
            elapsed: Duration::ZERO,
            next_number: 0,
            sleepers: Vec::new(),
            limits: Vec::new(),
        };
        Self {
            times: Arc::new(Mutex::new(times)),
            auto_advance: true,
        }
    }

    /// Returns this clock, with sleepers that wait until the test advances the time.
    pub fn without_auto_advance(self) -> Self {
        Self {
            auto_advance: false,
            ..self
        }
    }

    /// Advances the clock and wakes the sleepers whose time has come, in order.
    pub fn advance(&self, by: Duration) {
        let mut times = self.times();
        times.wall += by;
        times.elapsed += by;
        let now = times.elapsed;
        let (mut over, asleep): (Vec<_>, _) =
            times.sleepers.drain(..).partition(|s| s.until <= now);
        times.sleepers = asleep;
        let limits = std::mem::take(&mut times.limits);
        drop(times);
        over.sort_by_key(|s| (s.until, s.number));
        // A waker may read the clock immediately, so the lock is released before.
        over.into_iter().for_each(|s| s.waker.wake());
        limits.into_iter().for_each(Waker::wake);
    }

    /// Advances the clock to the end of the first sleep and returns the time that passed; `None` if
    /// nobody sleeps.
    pub fn advance_to_next(&self) -> Option<Duration> {
        let left = self.next_in()?;
        self.advance(left);
        Some(left)
    }

    /// Returns the time until the end of the first sleep; `None` if nobody sleeps.
    pub fn next_in(&self) -> Option<Duration> {
        let times = self.times();
        let until = times.sleepers.iter().map(|s| s.until).min()?;
        Some(until.saturating_sub(times.elapsed))
    }

    /// Returns the number of sleepers.
    pub fn sleepers(&self) -> usize {
        self.times().sleepers.len()
    }

    /// Sets the wall clock, as an operator or a time server does. No time passes.
    pub fn set(&self, unix: u64) {
        self.times().wall = UNIX_EPOCH + Duration::from_secs(unix);
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.times().wall
    }

    fn elapsed(&self) -> Duration {
        self.times().elapsed
    }

    fn sleep(&self, length: Duration) -> Sleeping {
        if self.auto_advance {
            self.advance(length);
            return Box::pin(std::future::ready(()));
        }
        let mut times = self.times();
        let number = times.next_number;
        times.next_number += 1;
        Box::pin(ManualSleep {
            clock: self.clone(),
            until: times.elapsed.saturating_add(length),
            number,
        })
    }

    /// Waits until the clock has advanced by `length`. Such a wait does not count as a sleeper.
    fn limit(&self, length: Duration) -> Sleeping {
        let clock = self.clone();
        let until = clock.elapsed().saturating_add(length);
        Box::pin(std::future::poll_fn(move |cx| {
            let mut times = clock.times();
            if times.elapsed >= until {
                return Poll::Ready(());
            }
            if !times.limits.iter().any(|known| known.will_wake(cx.waker())) {
                times.limits.push(cx.waker().clone());
            }
            Poll::Pending
        }))
    }
}

/// A sleep that ends when the test has advanced the clock far enough.
struct ManualSleep {
    clock: ManualClock,
    until: Duration,
    number: u64,
}

impl Future for ManualSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut times = self.clock.times();
        if times.elapsed >= self.until {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        match times.sleepers.iter_mut().find(|s| s.number == self.number) {
            Some(sleeper) => sleeper.waker = waker,
            None => times.sleepers.push(Sleeper {
                until: self.until,
                number: self.number,
                waker,
            }),
        }
        Poll::Pending
    }
}

impl Drop for ManualSleep {
    fn drop(&mut self) {
        let number = self.number;
        self.clock.times().sleepers.retain(|s| s.number != number);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    /// A waker that records when it was woken relative to others.
    struct Order(Arc<AtomicUsize>, AtomicUsize);

    impl Wake for Order {
        fn wake(self: Arc<Self>) {
            self.1
                .store(self.0.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        }
    }

    #[test]
    fn sleepers_wake_in_order_and_not_before() {
        let clock = ManualClock::at(0).without_auto_advance();
        let count = Arc::new(AtomicUsize::new(0));
        let sleep = |seconds| {
            let order = Arc::new(Order(Arc::clone(&count), AtomicUsize::new(0)));
            let mut sleep = clock.sleep(Duration::from_secs(seconds));
            let waker = Waker::from(Arc::clone(&order));
            assert!(
                sleep
                    .as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
            (sleep, order)
        };
        let sleeps = [sleep(3), sleep(1), sleep(2), sleep(1)];
        let woken = || sleeps.each_ref().map(|s| s.1.1.load(Ordering::SeqCst));
        clock.advance(Duration::from_millis(999));
        assert_eq!(woken(), [0, 0, 0, 0]);
        clock.advance(Duration::from_millis(1001));
        assert_eq!(woken(), [0, 1, 3, 2]);
        assert_eq!(clock.sleepers(), 1);
        drop(sleeps);
        assert_eq!(clock.sleepers(), 0);
        assert_eq!(clock.advance_to_next(), None);
    }
}
