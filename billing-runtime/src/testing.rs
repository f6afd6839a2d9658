//! Helpers for tests: a mock transport, a manual clock, a small executor, a server that injects faults,
//! and a test suite for token stores.

mod clock;
mod mock_transport;
mod recorded;
mod reply;
#[cfg(feature = "fault-server")]
mod server;
pub mod stores;

use std::task::{Context, Poll, Waker};

pub use clock::ManualClock;
pub use mock_transport::MockTransport;
pub use recorded::RecordedRequest;
pub use reply::Reply;
#[cfg(feature = "fault-server")]
pub use server::{Fault, FaultServer, ServedRequest};

/// Runs a future that never really waits, such as a call over a [`MockTransport`].
///
/// # Panics
///
/// If the future waits for something that only a runtime can provide.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
    panic!("the future waits for something that a mock transport cannot provide; use a runtime")
}
