//! One piece of work for everybody who waits for it.
//!
//! The work belongs to nobody: whoever waits drives it. So it goes on when the one who began it is
//! cancelled, and is never begun twice.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

// The model checker brings its own.
use super::sync::{Mutex, lock};

/// Work that is shared.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A place where at most one piece of work is under way.
pub(super) struct Flight<T>(Mutex<Option<Arc<Shared<T>>>>);

struct Shared<T> {
    stage: Mutex<Stage<T>>,
    waiting: Arc<Waiting>,
}

enum Stage<T> {
    Running(Work<T>),
    Done(T),
    /// The work panicked; nobody will ever finish it.
    Lost,
}

/// Who waits, each with a number of its own. Not under the lock of the stage, which is held while
/// the work calls its waker.
struct Waiting(Mutex<(u64, Vec<(u64, Waker)>)>);

impl<T: Clone> Flight<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Waits for the work that is under way; if there is none, `begin` says what it is.
    pub(super) fn join(&self, begin: impl FnOnce() -> Work<T>) -> Passenger<T> {
        let mut current = lock(&self.0);
        if let Some(shared) = current.as_ref().filter(|shared| shared.is_running()) {
            return Passenger::of(Arc::clone(shared));
        }
        let shared = Arc::new(Shared {
            stage: Mutex::new(Stage::Running(begin())),
            waiting: Arc::new(Waiting(Mutex::new((0, Vec::new())))),
        });
        *current = Some(Arc::clone(&shared));
        Passenger::of(shared)
    }
}

impl<T> Shared<T> {
    fn is_running(&self) -> bool {
        matches!(*lock(&self.stage), Stage::Running(_))
    }
}

/// One who waits; gives `None` if the work panicked.
pub(super) struct Passenger<T> {
    shared: Arc<Shared<T>>,
    number: u64,
}

impl<T> Passenger<T> {
    fn of(shared: Arc<Shared<T>>) -> Self {
        let number = shared.waiting.number();
        Self { shared, number }
    }
}

impl<T: Clone> Future for Passenger<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Shared { stage, waiting } = &*self.shared;
        // Before the work is polled: a wake that comes in between must find this waker.
        waiting.register(self.number, cx.waker());
        let mut stage = lock(stage);
        match mem::replace(&mut *stage, Stage::Lost) {
            Stage::Lost => Poll::Ready(None),
            Stage::Done(outcome) => {
                *stage = Stage::Done(outcome.clone());
                Poll::Ready(Some(outcome))
            }
            Stage::Running(mut work) => {
                let waker = Waker::from(Arc::clone(waiting));
                let ended = WakeAll(waiting);
                match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                    Poll::Pending => {
                        *stage = Stage::Running(work);
                        mem::forget(ended);
                        Poll::Pending
                    }
                    Poll::Ready(outcome) => {
                        *stage = Stage::Done(outcome.clone());
                        Poll::Ready(Some(outcome))
                    }
                }
            }
        }
    }
}

/// Somebody who goes away may have been the only one who was woken: the others look again.
impl<T> Drop for Passenger<T> {
    fn drop(&mut self) {
        self.shared.waiting.leave(self.number);
        if self.shared.is_running() {
            self.shared.waiting.wake_all();
        }
    }
}

/// Wakes everybody when the work ends, also when it ends in a panic.
struct WakeAll<'a>(&'a Waiting);

impl Drop for WakeAll<'_> {
    fn drop(&mut self) {
        self.0.wake_all();
    }
}

impl Waiting {
    fn number(&self) -> u64 {
        let mut waiting = lock(&self.0);
        waiting.0 += 1;
        waiting.0
    }

    fn register(&self, number: u64, waker: &Waker) {
        let mut waiting = lock(&self.0);
        match waiting.1.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => known.clone_from(waker),
            None => waiting.1.push((number, waker.clone())),
        }
    }

    fn leave(&self, number: u64) {
        lock(&self.0).1.retain(|(known, _)| *known != number);
    }

    fn wake_all(&self) {
        // Woken outside of the lock: a waker may poll at once.
        let wakers: Vec<Waker> = lock(&self.0).1.iter().map(|(_, w)| w.clone()).collect();
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wake_all();
    }
}
