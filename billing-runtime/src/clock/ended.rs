//! Runtimes that end while something of theirs is under way.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// The runtime has ended.
#[derive(Debug)]
pub(crate) struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the runtime that the call was made in has ended")
    }
}

impl Error for Ended {}

/// Waits for a future that uses the timers of a runtime, which may end before it.
pub(crate) async fn guard<F: Future>(future: F) -> Result<F::Output, Ended> {
    let mut future = pin!(future);
    poll_fn(|cx| poll(future.as_mut(), cx)).await
}

/// Polls a future that uses the timers of a runtime. They panic when the runtime ends before the
/// future, which can happen to whoever drives it from elsewhere; that is no mistake of the program.
pub(crate) fn poll<F: Future + ?Sized>(
    future: Pin<&mut F>,
    cx: &mut Context<'_>,
) -> Poll<Result<F::Output, Ended>> {
    // It is never polled again after a panic.
    match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
        Ok(polled) => polled.map(Ok),
        Err(panic) if is_end(&*panic) => Poll::Ready(Err(Ended)),
        Err(panic) => resume_unwind(panic),
    }
}

fn is_end(panic: &(dyn Any + Send)) -> bool {
    let text = match panic.downcast_ref::<String>() {
        Some(text) => text.as_str(),
        None => panic.downcast_ref::<&str>().copied().unwrap_or_default(),
    };
    text.contains("is being shutdown")
}

#[cfg(test)]
mod tests {
    use std::task::Waker;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_timer_of_a_runtime_that_ended_is_no_panic() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()
            .unwrap();
        let entered = runtime.enter();
        let mut timer = pin!(tokio::time::sleep(Duration::from_secs(60)));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(poll(timer.as_mut(), &mut cx).is_pending());
        drop(entered);
        runtime.shutdown_timeout(Duration::from_secs(5));
        assert!(matches!(poll(timer, &mut cx), Poll::Ready(Err(Ended))));
    }

    #[test]
    #[should_panic = "another reason"]
    fn other_panics_go_on() {
        let mut cx = Context::from_waker(Waker::noop());
        let future = pin!(async { panic!("another reason") });
        let _: Poll<Result<(), Ended>> = poll(future, &mut cx);
    }
}
