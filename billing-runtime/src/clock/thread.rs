//! Waits outside of a runtime, with a thread that sleeps, since nothing else would wake the caller.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use super::Sleeping;

#[derive(Default)]
struct Shared {
    done: bool,
    waker: Option<Waker>,
}

pub(super) fn sleep(length: Duration) -> Sleeping {
    let shared = Arc::new(Mutex::new(Shared::default()));
    let mut started = false;
    Box::pin(std::future::poll_fn(move |cx| {
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if state.done {
            return Poll::Ready(());
        }
        state.waker = Some(cx.waker().clone());
        drop(state);
        if !started {
            started = true;
            let shared = Arc::clone(&shared);
            let wait = move || {
                std::thread::sleep(length);
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                state.done = true;
                let waker = state.waker.take();
                drop(state);
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            if std::thread::Builder::new().spawn(wait).is_err() {
                // The system cannot create a thread. Not waiting is better than waiting forever.
                return Poll::Ready(());
            }
        }
        Poll::Pending
    }))
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Wake};
    use std::thread::Thread;
    use std::time::Instant;

    use super::*;

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    #[test]
    fn the_thread_wakes_the_task() {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let (started, length) = (Instant::now(), Duration::from_millis(20));
        let mut sleeping = sleep(length);
        let mut cx = Context::from_waker(&waker);
        while sleeping.as_mut().poll(&mut cx).is_pending() {
            std::thread::park_timeout(Duration::from_secs(10));
        }
        let took = started.elapsed();
        assert!(took >= length && took < Duration::from_secs(5), "{took:?}");
    }
}
