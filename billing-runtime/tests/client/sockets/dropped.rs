//! Calls that are dropped after each number of polls.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use billing_runtime::client::Retry;

use super::peer::*;

/// Polls a future `polls` times and drops it; gives what it gave, if it came to an end.
async fn dropped<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..polls {
        let mut cx = Context::from_waker(Waker::noop());
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return Some(output);
        }
        // The connection goes on meanwhile.
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    None
}

/// Fault 57: whenever a call is dropped, the next one works, and what creates is sent once at most.
#[test]
fn e4_57_a_call_dropped_after_each_poll() {
    let peer = Peer::new(|mut conn| {
        // Half an answer first, so that there is more to wait for.
        while conn.read() {
            let (half, rest) = SUCCESS.split_at(20);
            let length = SUCCESS.len();
            conn.write(&format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{half}"
            ));
            std::thread::sleep(std::time::Duration::from_millis(2));
            conn.write(rest);
        }
    });
    let client = peer.client(|b| b.retry(Retry::never()));
    run(async {
        let mut polls = 0;
        loop {
            let before = peer.seen().len();
            let ended = dropped(client.send(&create()), polls).await;
            // What was under way arrives, or never does.
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            assert!(peer.seen().len() <= before + 1);
            client.send(&get()).await.unwrap();
            if let Some(outcome) = ended {
                outcome.unwrap();
                break;
            }
            polls += 1;
            assert!(polls < 1000, "it never ends");
        }
        assert!(polls >= 2, "there was nothing to drop: {polls}");
    });
}
