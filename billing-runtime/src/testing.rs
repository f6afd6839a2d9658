//! Helpers for tests: a scripted transport, a clock that is set by hand, a small executor, and
//! what every token store must do.

mod reply;
mod script;
pub mod stores;

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::clock::{Clock, Sleeping};

pub use reply::Reply;
pub use script::{Recorded, Script};

/// A clock that moves only when it is told to. Clones show the same time.
///
/// ```
/// # use billing_runtime::{clock::Clock, testing::ManualClock};
/// # use std::time::{Duration, UNIX_EPOCH};
/// let clock = ManualClock::at(1_700_000_000);
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(clock.now().duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_700_000_030);
/// assert_eq!(clock.elapsed(), Duration::from_secs(30));
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Times>>);

#[derive(Debug)]
struct Times {
    wall: SystemTime,
    elapsed: Duration,
    /// Those who wait for a limit.
    limits: Vec<Waker>,
}

impl ManualClock {
    /// A clock that shows this many seconds since 1970.
    pub fn at(unix: u64) -> Self {
        let wall = UNIX_EPOCH + Duration::from_secs(unix);
        Self(Arc::new(Mutex::new(Times {
            wall,
            elapsed: Duration::ZERO,
            limits: Vec::new(),
        })))
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.wall += by;
        times.elapsed += by;
        let limits = std::mem::take(&mut times.limits);
        drop(times);
        limits.into_iter().for_each(Waker::wake);
    }

    /// Sets the wall clock, as an operator or a time server does; no time passes.
    pub fn set(&self, unix: u64) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.wall = UNIX_EPOCH + Duration::from_secs(unix);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).wall
    }

    fn elapsed(&self) -> Duration {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .elapsed
    }

    /// Lets the time pass at once, so that no test waits.
    fn sleep(&self, length: Duration) -> Sleeping {
        self.advance(length);
        Box::pin(std::future::ready(()))
    }

    /// Waits until the clock was moved that far.
    fn limit(&self, length: Duration) -> Sleeping {
        let clock = self.clone();
        let until = clock.elapsed().saturating_add(length);
        Box::pin(std::future::poll_fn(move |cx| {
            let mut times = clock.0.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Runs a future that never really waits, such as a call over a [`Script`].
///
/// # Panics
///
/// When the future waits for something that nobody will bring.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
    panic!("the future waits for something that a script cannot bring; use a runtime")
}
