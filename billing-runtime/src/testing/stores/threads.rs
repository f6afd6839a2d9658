//! Checks concurrent use: one holder at a time, and no lost updates.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::{LONG, entry, expect, key, load};
use crate::session::store::TokenStore;
use crate::testing::block_on;

const THREADS: usize = 8;
const ROUNDS: u64 = 5;
/// A thread that fails never releases its lease; the others stop after this time.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Runs the same work on several threads at once and returns all outputs.
async fn together<T, F>(work: impl Fn() -> F + Send + Sync + 'static) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let (work, start) = (Arc::new(work), Arc::new(Barrier::new(THREADS)));
    let runtime = Handle::try_current().ok();
    let mut running = Vec::new();
    for _ in 0..THREADS {
        let (work, start, runtime) = (Arc::clone(&work), Arc::clone(&start), runtime.clone());
        let (done, outcome) = oneshot::channel();
        let thread = thread::spawn(move || {
            start.wait();
            let output = match runtime {
                Some(runtime) => runtime.block_on(work()),
                None => block_on(work()),
            };
            // The receiver is gone only if the test has failed.
            let _ = done.send(output);
        });
        running.push((thread, outcome));
    }
    let mut outputs = Vec::new();
    for (thread, outcome) in running {
        // A runtime continues during this wait; without a runtime, nothing else needs to run.
        let output = match &runtime {
            Some(_) => outcome.await.ok(),
            None => outcome.blocking_recv().ok(),
        };
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
        outputs.extend(output);
    }
    outputs
}

pub(super) async fn one_lease<S: TokenStore>(store: Arc<S>) {
    for round in 0..ROUNDS {
        let shared = Arc::clone(&store);
        let leases = together(move || {
            let (store, key) = (Arc::clone(&shared), key("account", &round.to_string()));
            async move { expect(store.lease(&key, LONG).await) }
        });
        let handed_out = leases.await.into_iter().flatten().count();
        assert_eq!(
            handed_out, 1,
            "exactly one of {THREADS} concurrent requests gets the lease"
        );
    }
}

pub(super) async fn no_update_is_lost<S: TokenStore>(store: Arc<S>) {
    let shared = Arc::clone(&store);
    let saved = together(move || {
        let (store, key) = (Arc::clone(&shared), key("account", "slot"));
        async move {
            let (mut saved, begun) = (0, Instant::now());
            while saved < ROUNDS {
                let Some(lease) = expect(store.lease(&key, LONG).await) else {
                    assert!(
                        begun.elapsed() < TIMEOUT,
                        "a released lease is granted again"
                    );
                    thread::yield_now();
                    continue;
                };
                let before = load(&*store, &key).await.map_or(0, |(version, _)| version);
                let next = entry(before + 1, "text");
                assert!(
                    expect(store.save(&key, &next, &lease).await),
                    "the holder of the lease can save the next version"
                );
                expect(store.release(&key, lease).await);
                saved += 1;
            }
            saved
        }
    });
    let total: u64 = saved.await.into_iter().sum();
    let kept = load(&*store, &key("account", "slot")).await;
    assert!(
        kept.is_some_and(|(version, _)| version == total),
        "the last version counts every save of {THREADS} threads"
    );
}
