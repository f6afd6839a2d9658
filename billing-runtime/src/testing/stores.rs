//! A test suite for implementations of [`TokenStore`].

mod keys;
mod leases;
mod threads;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use crate::secret::Secret;
use crate::session::store::{Entry, Key, Lease, StoreError, TokenStore};

/// A lease duration that is longer than a test.
const LONG: Duration = Duration::from_secs(300);
/// A lease duration that is short enough to wait for if the store's clock cannot be set.
const SHORT: Duration = Duration::from_millis(80);
/// After this time, a [`SHORT`] lease has expired.
const PASSED: Duration = Duration::from_millis(160);

const CANARY: &str = "canary-Zq3vR8-token";

/// Checks a store against everything that [`TokenStore`] promises.
///
/// `make` returns an empty store each time, and `pass` lets time pass for the store. Within a Tokio
/// runtime the store may use the runtime; otherwise its futures must not wait.
///
/// ```
/// use billing_runtime::session::store::MemoryStore;
/// use billing_runtime::testing::{ManualClock, block_on, stores};
///
/// let clock = ManualClock::at(1_700_000_000);
/// block_on(stores::check(
///     async || MemoryStore::new().clock(clock.clone()),
///     async |length| clock.advance(length),
/// ));
/// ```
///
/// # Panics
///
/// If the store breaks a promise. The message says what the store should have done.
pub async fn check<S: TokenStore + Debug>(make: impl AsyncFn() -> S, pass: impl AsyncFn(Duration)) {
    keeps(&make().await).await;
    versions(&make().await).await;
    clears(&make().await).await;
    shows_nothing(&make().await).await;
    keys::apart(&make().await).await;
    keys::cleared_apart(&make().await).await;
    leases::exclusive(&make().await).await;
    leases::released(&make().await).await;
    leases::foreign(&make().await).await;
    leases::ended(&make().await, &pass).await;
    leases::overtaken(&make().await, &pass).await;
    leases::extremes(&make().await, &pass).await;
    leases::cleared(&make().await).await;
    leases::given_up(&make().await).await;
    threads::one_lease(Arc::new(make().await)).await;
    threads::no_update_is_lost(Arc::new(make().await)).await;
}

async fn keeps(store: &impl TokenStore) {
    let key = key("account", "slot");
    assert!(load(store, &key).await.is_none(), "a new store is empty");
    let long = "long ".repeat(50_000);
    let texts = [
        "",
        "token",
        " lines\r\n\tand \"quotes\"\0 ",
        "é 你好 🔑",
        &long,
    ];
    for (version, text) in (1..).zip(texts) {
        assert!(
            put(store, &key, version, text).await,
            "an entry can be saved under its lease"
        );
        let kept = load(store, &key)
            .await
            .expect("a saved entry can be loaded");
        assert!(
            kept == (version, text.to_owned()),
            "an entry is stored unchanged: version {version}, {} bytes",
            text.len()
        );
    }
}

async fn versions(store: &impl TokenStore) {
    // Compared as strings, 9 is above 10; compared as floating-point numbers, the last pairs are equal.
    let growing = [0, 9, 10, 1 << 53, (1 << 53) + 1, u64::MAX - 1, u64::MAX];
    let key = key("account", "slot");
    for (i, version) in growing.into_iter().enumerate() {
        assert!(
            put(store, &key, version, "new").await,
            "version {version} is above the ones before"
        );
        for old in &growing[..=i] {
            assert!(
                !put(store, &key, *old, "old").await,
                "version {old} is not above {version}"
            );
        }
        let kept = load(store, &key).await;
        assert!(
            kept == Some((version, "new".into())),
            "a refused entry changes nothing"
        );
    }
}

async fn clears(store: &impl TokenStore) {
    for slot in ["one", "two"] {
        put(store, &key("mine", slot), 5, "text").await;
    }
    put(store, &key("theirs", "one"), 5, "text").await;
    expect(store.clear("mine").await);
    for slot in ["one", "two"] {
        assert!(
            load(store, &key("mine", slot)).await.is_none(),
            "`clear` removes every slot of the account"
        );
    }
    assert!(
        load(store, &key("theirs", "one")).await.is_some(),
        "`clear` does not touch other accounts"
    );
    assert!(
        put(store, &key("mine", "one"), 1, "text").await,
        "after `clear`, any version can be saved"
    );
    expect(store.clear("nobody").await);
}

async fn shows_nothing(store: &(impl TokenStore + Debug)) {
    let key = key("account", "slot");
    let lease = take(store, &key).await;
    let entry = entry(1, CANARY);
    let saved = expect(store.save(&key, &entry, &lease).await);
    let kept = expect(store.load(&key).await);
    let shown = format!("{store:?} {store:#?} {saved:?} {kept:?}");
    assert!(
        !shown.contains(CANARY),
        "the `Debug` of a store shows no tokens"
    );
}

fn key(account: &str, slot: &str) -> Key {
    Key {
        account: account.into(),
        slot: slot.into(),
    }
}

fn entry(version: u64, text: &str) -> Entry {
    Entry {
        version,
        text: Secret::from(text),
    }
}

/// Returns the value of an access that must not fail.
#[track_caller]
fn expect<T>(outcome: Result<T, StoreError>) -> T {
    outcome.unwrap_or_else(|error| panic!("the store failed: {error}"))
}

async fn load(store: &impl TokenStore, key: &Key) -> Option<(u64, String)> {
    let kept = expect(store.load(key).await)?;
    Some((kept.version, kept.text.expose().to_owned()))
}

/// Acquires a free lease.
async fn take(store: &impl TokenStore, key: &Key) -> Lease {
    expect(store.lease(key, LONG).await).expect("a free lease is granted")
}

async fn save(store: &impl TokenStore, key: &Key, version: u64, lease: &Lease) -> bool {
    expect(store.save(key, &entry(version, "text"), lease).await)
}

/// Acquires a lease, saves under it and releases it.
async fn put(store: &impl TokenStore, key: &Key, version: u64, text: &str) -> bool {
    let lease = take(store, key).await;
    let saved = expect(store.save(key, &entry(version, text), &lease).await);
    expect(store.release(key, lease).await);
    saved
}
