//! Handles runtimes that shut down while one of their futures is polled elsewhere.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// The error that the runtime has shut down.
#[derive(Debug)]
pub(crate) struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the tokio runtime of the call has shut down")
    }
}

impl Error for Ended {}

/// Waits for a future that uses the timers of a runtime, which may shut down before the future ends.
pub(crate) async fn guard<F: Future>(future: F) -> Result<F::Output, Ended> {
    let mut future = pin!(future);
    poll_fn(|cx| poll(future.as_mut(), cx)).await
}

/// Polls a future that uses the timers of a runtime. The timers panic if the runtime shuts down before
/// the future ends, which can happen to a program that polls the future elsewhere. That is not an error
/// of the program, so the panic becomes `Ended`.
pub(crate) fn poll<F: Future + ?Sized>(
    future: Pin<&mut F>,
    cx: &mut Context<'_>,
) -> Poll<Result<F::Output, Ended>> {
    // The future is never polled again after a panic.
    match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
        Ok(polled) => polled.map(Ok),
        Err(panic) if is_shutdown(&*panic) => Poll::Ready(Err(Ended)),
        Err(panic) => resume_unwind(panic),
    }
}

fn is_shutdown(panic: &(dyn Any + Send)) -> bool {
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
    fn a_timer_of_a_runtime_that_shut_down_does_not_panic() {
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
    fn other_panics_continue() {
        let mut cx = Context::from_waker(Waker::noop());
        let future = pin!(async { panic!("another reason") });
        let _: Poll<Result<(), Ended>> = poll(future, &mut cx);
    }
}
