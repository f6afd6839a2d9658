//! Helpers for tests: a scripted transport, a clock that is set by hand, a small executor, a server
//! that misbehaves, and what every token store must do.

mod clock;
mod recorded;
mod reply;
mod script;
#[cfg(feature = "fault-server")]
mod server;
pub mod stores;

use std::task::{Context, Poll, Waker};

pub use clock::ManualClock;
pub use recorded::Recorded;
pub use reply::Reply;
pub use script::Script;
#[cfg(feature = "fault-server")]
pub use server::{Fault, FaultServer, Seen};

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
