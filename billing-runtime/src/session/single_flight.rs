//! Runs one piece of work for all callers that wait for it.
//!
//! The work belongs to no single caller: all waiting callers poll it. So it continues when the caller that
//! began it is canceled, and it never runs twice at once.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

// A test under the model checker replaces this module.
use super::sync::{Mutex, lock};

/// The work that callers share.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Runs at most one piece of work at a time.
pub(super) struct SingleFlight<T>(Mutex<Option<Arc<Flight<T>>>>);

struct Flight<T> {
    progress: Mutex<Progress<T>>,
    wakers: Arc<Wakers>,
}

enum Progress<T> {
    Running(Work<T>),
    Done(T),
    /// The work panicked, so nobody can finish it.
    Panicked,
}

/// The waker of each waiter, by its number. It has a separate lock, since the lock of `progress` is
/// held while the work calls its waker.
struct Wakers(Mutex<(u64, Vec<(u64, Waker)>)>);

impl<T: Clone> SingleFlight<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Waits for the running work. If no work is running, starts the work that `begin` returns.
    pub(super) fn join(&self, begin: impl FnOnce() -> Work<T>) -> Waiter<T> {
        let mut current = lock(&self.0);
        if let Some(flight) = current.as_ref().filter(|flight| flight.is_running()) {
            return Waiter::new(Arc::clone(flight));
        }
        let flight = Arc::new(Flight {
            progress: Mutex::new(Progress::Running(begin())),
            wakers: Arc::new(Wakers(Mutex::new((0, Vec::new())))),
        });
        *current = Some(Arc::clone(&flight));
        Waiter::new(flight)
    }
}

impl<T> Flight<T> {
    fn is_running(&self) -> bool {
        matches!(*lock(&self.progress), Progress::Running(_))
    }
}

/// A future that returns the output of the work, or `None` if the work panicked.
pub(super) struct Waiter<T> {
    flight: Arc<Flight<T>>,
    number: u64,
}

impl<T> Waiter<T> {
    fn new(flight: Arc<Flight<T>>) -> Self {
        let number = flight.wakers.next_number();
        Self { flight, number }
    }
}

impl<T: Clone> Future for Waiter<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Flight { progress, wakers } = &*self.flight;
        // Registered before the work is polled, so that a wake in between finds this waker.
        wakers.register(self.number, cx.waker());
        let mut progress = lock(progress);
        match mem::replace(&mut *progress, Progress::Panicked) {
            Progress::Panicked => Poll::Ready(None),
            Progress::Done(output) => {
                *progress = Progress::Done(output.clone());
                Poll::Ready(Some(output))
            }
            Progress::Running(mut work) => {
                let waker = Waker::from(Arc::clone(wakers));
                let ended = WakeAll(wakers);
                match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                    Poll::Pending => {
                        *progress = Progress::Running(work);
                        mem::forget(ended);
                        Poll::Pending
                    }
                    Poll::Ready(output) => {
                        *progress = Progress::Done(output.clone());
                        Poll::Ready(Some(output))
                    }
                }
            }
        }
    }
}

/// The dropped waiter may have been the only one that was woken, so the others poll again.
impl<T> Drop for Waiter<T> {
    fn drop(&mut self) {
        self.flight.wakers.remove(self.number);
        if self.flight.is_running() {
            self.flight.wakers.wake_all();
        }
    }
}

/// Wakes all waiters when the work ends, even by a panic.
struct WakeAll<'a>(&'a Wakers);

impl Drop for WakeAll<'_> {
    fn drop(&mut self) {
        self.0.wake_all();
    }
}

impl Wakers {
    fn next_number(&self) -> u64 {
        let mut wakers = lock(&self.0);
        wakers.0 += 1;
        wakers.0
    }

    fn register(&self, number: u64, waker: &Waker) {
        let mut wakers = lock(&self.0);
        match wakers.1.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => known.clone_from(waker),
            None => wakers.1.push((number, waker.clone())),
        }
    }

    fn remove(&self, number: u64) {
        lock(&self.0).1.retain(|(known, _)| *known != number);
    }

    fn wake_all(&self) {
        // Woken outside the lock, since a waker may poll at once.
        let wakers: Vec<Waker> = lock(&self.0).1.iter().map(|(_, w)| w.clone()).collect();
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Wakers {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wake_all();
    }
}
