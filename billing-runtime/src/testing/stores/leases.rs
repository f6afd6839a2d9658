//! Leases: one at a time, ended by time, and nothing is saved without.

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
        "a lease is not handed out while it is held"
    );
    let second = take(store, &two).await;
    take(store, &key("other", "one")).await;
    assert!(
        !save(store, &one, 1, &second).await,
        "the lease of another slot allows nothing"
    );
    assert!(
        save(store, &one, 1, &first).await && save(store, &one, 2, &first).await,
        "one lease allows several saves"
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
        "nothing is saved under a lease that was given back"
    );
    let second = take(store, &key).await;
    assert!(first != second, "each lease has a token of its own");
    expect(store.release(&key, first.clone()).await);
    assert!(
        held(store, "slot").await,
        "giving back an old lease does not end the current one"
    );
    assert!(
        !save(store, &key, 1, &first).await && save(store, &key, 1, &second).await,
        "only the current lease allows a save"
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
            "giving back an invented lease ends nothing"
        );
        expect(store.release(&key, real).await);
    }
    assert!(load(store, &key).await.is_none());
}

/// A lease whose time is over, and that nobody else has taken since.
pub(super) async fn ended(store: &impl TokenStore, pass: &impl AsyncFn(Duration)) {
    let key = key("account", "slot");
    put(store, &key, 1, "kept").await;
    let lease = expect(store.lease(&key, SHORT).await).expect("nobody holds it");
    pass(PASSED).await;
    assert!(
        !save(store, &key, 2, &lease).await,
        "nothing is saved under a lease whose time is over"
    );
    assert!(
        load(store, &key).await == Some((1, "kept".into())),
        "what is kept outlives leases"
    );
    expect(store.release(&key, lease).await);
    take(store, &key).await;
}

/// A holder that was held up finds somebody else at its place.
pub(super) async fn overtaken(store: &impl TokenStore, pass: &impl AsyncFn(Duration)) {
    let key = key("account", "slot");
    let slow = expect(store.lease(&key, SHORT).await).expect("nobody holds it");
    pass(PASSED).await;
    let quick = take(store, &key).await;
    assert!(
        !save(store, &key, 9, &slow).await,
        "nothing is saved under a lease that somebody else has taken over"
    );
    expect(store.release(&key, slow).await);
    assert!(
        held(store, "slot").await && save(store, &key, 1, &quick).await,
        "a holder that was too slow does not end the lease of the next one"
    );
}

/// Somebody who asks and does not wait for the answer is not held up by what it asked for.
pub(super) async fn given_up(store: &impl TokenStore) {
    let key = key("account", "slot");
    // Whatever has to be made first, such as a connection, is there.
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
            "a lease that was asked for and given up does not hold up the one who asked: ask \
             again with the same token",
        );
        assert!(
            save(store, &key, polls, &lease).await,
            "a lease that was asked for again is a lease"
        );
        expect(store.release(&key, lease).await);
    }
}

/// Lets others do something, such as the one who drives a connection.
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
        "a lease of no length holds nobody off"
    );
    assert!(
        held(store, "endless").await,
        "a very long lease is held for long"
    );
}

pub(super) async fn cleared(store: &impl TokenStore) {
    let (mine, theirs) = (key("account", "slot"), key("other", "slot"));
    let lease = take(store, &mine).await;
    let other = take(store, &theirs).await;
    expect(store.clear("account").await);
    assert!(
        !save(store, &mine, 1, &lease).await && load(store, &mine).await.is_none(),
        "`clear` ends leases: a refresh under way brings nothing back"
    );
    take(store, &mine).await;
    assert!(
        save(store, &theirs, 1, &other).await,
        "`clear` ends no leases of other accounts"
    );
}
