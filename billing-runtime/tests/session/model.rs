//! Runs the single flight under a model checker that tries interleavings of threads.

// The same source file, with the checker's locks instead of the system's.
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../../src/session/single_flight.rs"]
mod single_flight;

mod sync {
    pub(super) use shuttle::sync::Mutex;
    use shuttle::sync::MutexGuard;

    pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use single_flight::SingleFlight;
use sync::{Mutex, lock};

/// An event that happens once, on another thread, and wakes the last poller.
#[derive(Default)]
struct Signal(Mutex<(bool, Option<Waker>)>);

impl Signal {
    fn raise(&self) {
        let mut state = lock(&self.0);
        state.0 = true;
        let waker = state.1.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    async fn raised(&self) {
        std::future::poll_fn(|cx: &mut Context<'_>| {
            let mut state = lock(&self.0);
            if state.0 {
                return Poll::Ready(());
            }
            state.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// All waiters get the output, and the work runs once.
#[test]
fn one_flight_for_all() {
    shuttle::check_random(
        || {
            let (flight, signal) = (Arc::new(SingleFlight::new()), Arc::new(Signal::default()));
            let begun = Arc::new(AtomicUsize::new(0));
            let passengers: Vec<_> = (0..3)
                .map(|_| {
                    let (flight, signal) = (Arc::clone(&flight), Arc::clone(&signal));
                    let begun = Arc::clone(&begun);
                    // All join before the signal, so there is only one flight.
                    flight.join(move || {
                        begun.fetch_add(1, Ordering::SeqCst);
                        Box::pin(async move {
                            signal.raised().await;
                            7
                        })
                    })
                })
                .collect();
            let threads: Vec<_> = passengers
                .into_iter()
                .map(|passenger| {
                    shuttle::thread::spawn(move || {
                        assert_eq!(shuttle::future::block_on(passenger), Some(7));
                    })
                })
                .collect();
            signal.raise();
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
            assert_eq!(begun.load(Ordering::SeqCst), 1);
        },
        2_000,
    );
}

/// A waiter that polls the work may be dropped at any moment; the others still finish.
#[test]
fn a_passenger_who_leaves_wakes_another() {
    shuttle::check_random(
        || {
            let (flight, signal) = (Arc::new(SingleFlight::new()), Arc::new(Signal::default()));
            let board = || {
                let signal = Arc::clone(&signal);
                flight.join(move || {
                    Box::pin(async move {
                        signal.raised().await;
                        7
                    })
                })
            };
            let (mut leaves, stays) = (board(), board());
            let leaving = shuttle::thread::spawn(move || {
                let waker = Waker::noop();
                let polled = std::pin::Pin::new(&mut leaves).poll(&mut Context::from_waker(waker));
                drop(leaves);
                polled
            });
            let staying = shuttle::thread::spawn(move || shuttle::future::block_on(stays));
            signal.raise();
            assert_eq!(staying.join().unwrap(), Some(7));
            let _ = leaving.join().unwrap();
        },
        2_000,
    );
}

/// A late joiner starts a new flight and never gets the output of the previous one.
#[test]
fn flights_follow_each_other() {
    shuttle::check_random(
        || {
            let (flight, count) = (Arc::new(SingleFlight::new()), Arc::new(AtomicUsize::new(0)));
            let threads: Vec<_> = (0..3)
                .map(|_| {
                    let (flight, count) = (Arc::clone(&flight), Arc::clone(&count));
                    shuttle::thread::spawn(move || {
                        let before = count.load(Ordering::SeqCst);
                        let passenger = flight.join(move || {
                            Box::pin(async move { count.fetch_add(1, Ordering::SeqCst) + 1 })
                        });
                        let outcome = shuttle::future::block_on(passenger).unwrap();
                        assert!(outcome > before, "{outcome} is of a flight that had ended");
                    })
                })
                .collect();
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
        },
        2_000,
    );
}
