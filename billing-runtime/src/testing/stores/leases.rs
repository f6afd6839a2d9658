//! Checks that leases are exclusive, expire, and are required for a save.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use super::{LONG, PASSED, SHORT, expect, key, load, put, save, take};
use crate::session::store::{Lease, TokenStore};

async fn held(store: &impl TokenStore, slot: &str) -> bool {
    expect(store.lease(&key("account", slot), LONG).await).is_none()
}

pub(super) async fn exclusive(store: &impl TokenStore) {
    let (one, two) = (key("account", "one"), key("account", "two"));
    let first = take(store, &one).await;
    assert!(
        held(store, "one").await,
        "a lease is not granted while another process holds it"
    );
    let second = take(store, &two).await;
    take(store, &key("other", "one")).await;
    assert!(
        !save(store, &one, 1, &second).await,
        "the lease of another slot does not permit a save"
    );
    assert!(
        save(store, &one, 1, &first).await && save(store, &one, 2, &first).await,
        "one lease permits several saves"
    );
    assert!(
        held(store, "one").await,
        "a lease is still held after a save"
    );
}

pub(super) async fn released(store: &impl TokenStore) {
    let key = key("account", "slot");
    let first = take(store, &key).await;
    expect(store.release(&key, first.clone()).await);
    assert!(
        !save(store, &key, 1, &first).await,
        "nothing is saved under a released lease"
    );
    let second = take(store, &key).await;
    assert!(first != second, "each lease has a token of its own");
    expect(store.release(&key, first.clone()).await);
    assert!(
        held(store, "slot").await,
        "releasing an old lease does not end the current one"
    );
    assert!(
        !save(store, &key, 1, &first).await && save(store, &key, 1, &second).await,
        "only the current lease permits a save"
    );
    expect(store.release(&key, second.clone()).await);
    expect(store.release(&key, second).await);
}

pub(super) async fn foreign(store: &impl TokenStore) {
    let key = key("account", "slot");
    for token in ["", "0", "1", "nil", "a\nb", "*", "é"] {
        let invented = Lease {
            token: token.into(),
        };
        assert!(
            !save(store, &key, 1, &invented).await,
            "nothing is saved under an invented lease, such as {token:?}"
        );
        let real = take(store, &key).await;
        assert!(
            !save(store, &key, 1, &invented).await,
            "an invented lease is not the current one, such as {token:?}"
        );
        expect(store.release(&key, invented).await);
        assert!(
            held(store, "slot").await,
            "releasing an invented lease ends nothing"
        );
        expect(store.release(&key, real).await);
    }
    assert!(load(store, &key).await.is_none());
}

/// Checks that nothing is saved under an expired lease, even if nobody else has acquired it since.
pub(super) async fn ended(store: &impl TokenStore, pass: &impl AsyncFn(Duration)) {
    let key = key("account", "slot");
    put(store, &key, 1, "kept").await;
    let lease = expect(store.lease(&key, SHORT).await).expect("the lease is free");
    pass(PASSED).await;
    assert!(
        !save(store, &key, 2, &lease).await,
        "nothing is saved under an expired lease"
    );
    assert!(
        load(store, &key).await == Some((1, "kept".into())),
        "entries outlive leases"
    );
    expect(store.release(&key, lease).await);
    take(store, &key).await;
}

/// Checks that a delayed holder cannot save under, or end, a lease that another process has taken
/// over.
pub(super) async fn overtaken(store: &impl TokenStore, pass: &impl AsyncFn(Duration)) {
    let key = key("account", "slot");
    let slow = expect(store.lease(&key, SHORT).await).expect("the lease is free");
    pass(PASSED).await;
    let quick = take(store, &key).await;
    assert!(
        !save(store, &key, 9, &slow).await,
        "nothing is saved under a lease that another process has taken over"
    );
    expect(store.release(&key, slow).await);
    assert!(
        held(store, "slot").await && save(store, &key, 1, &quick).await,
        "a holder that was too slow does not end the lease of the next one"
    );
}

/// Checks that a canceled request for a lease does not block the process that sent it.
pub(super) async fn given_up(store: &impl TokenStore) {
    let key = key("account", "slot");
    // Opens what the store needs first, such as a connection.
    load(store, &key).await;
    for polls in 1..=3 {
        let mut asking = store.lease(&key, LONG);
        let mut handed = None;
        for _ in 0..polls {
            let polled = poll_fn(|cx| Poll::Ready(asking.as_mut().poll(cx))).await;
            if polled.is_ready() {
                handed = Some(polled);
                break;
            }
            yielded().await;
        }
        drop(asking);
        if let Some(Poll::Ready(Ok(Some(lease)))) = handed {
            expect(store.release(&key, lease).await);
        }
        let again = expect(store.lease(&key, LONG).await);
        let lease = again.expect(
            "a cancelled request for a lease does not block its own process: ask again with the \
             same token",
        );
        assert!(
            save(store, &key, polls, &lease).await,
            "a lease that was requested again is valid"
        );
        expect(store.release(&key, lease).await);
    }
}

/// Yields once, so that other tasks run, such as the one that drives a connection.
async fn yielded() {
    let mut polled = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut polled, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

pub(super) async fn extremes(store: &impl TokenStore, pass: &impl AsyncFn(Duration)) {
    let (none, endless) = (key("account", "none"), key("account", "endless"));
    expect(store.lease(&none, Duration::ZERO).await);
    expect(store.lease(&endless, Duration::MAX).await).expect("a lease may be very long");
    pass(PASSED).await;
    assert!(
        !held(store, "none").await,
        "a lease of zero length blocks nobody"
    );
    assert!(
        held(store, "endless").await,
        "a very long lease does not expire early"
    );
}

pub(super) async fn cleared(store: &impl TokenStore) {
    let (mine, theirs) = (key("account", "slot"), key("other", "slot"));
    let lease = take(store, &mine).await;
    let other = take(store, &theirs).await;
    expect(store.clear("account").await);
    assert!(
        !save(store, &mine, 1, &lease).await && load(store, &mine).await.is_none(),
        "`clear` ends leases: a refresh in progress restores nothing"
    );
    take(store, &mine).await;
    assert!(
        save(store, &theirs, 1, &other).await,
        "`clear` does not end leases of other accounts"
    );
}
