//! What a store keeps, loses and refuses, and how sessions react.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::session::store::{
    Entry, Key, Lease, MemoryStore, StoreError, StoreFuture, TokenStore,
};
use billing_runtime::testing::ManualClock;
use billing_runtime::{Error, Value};

use super::service::{Instead, ListInvoices, Login, Service, Session, run};

const HOUR: Duration = Duration::from_secs(3600);
const LONG: Duration = Duration::from_secs(60);
const ACCOUNT: &str = "example.session:user@example.com";

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

async fn sign_in(login: &Login) -> Session {
    let signing_in = login.sign_in("user@example.com", "password-canary");
    signing_in.tenant("org_1").await.unwrap()
}

async fn resume(login: &Login) -> Session {
    login
        .resume("user@example.com")
        .tenant("org_1")
        .await
        .unwrap()
}

fn key(slot: &str) -> Key {
    Key {
        account: ACCOUNT.into(),
        slot: slot.into(),
    }
}

async fn version(store: &MemoryStore, slot: &str) -> Option<u64> {
    let kept = store.load(&key(slot)).await.unwrap();
    kept.map(|entry| entry.version)
}

/// Puts an entry into a store, as another process might.
async fn put(store: &MemoryStore, slot: &str, version: u64, change: impl Fn(&str) -> String) {
    let kept = store.load(&key(slot)).await.unwrap().unwrap();
    let text = change(kept.text.expose()).into();
    let lease = store.lease(&key(slot), LONG).await.unwrap().unwrap();
    let entry = Entry { version, text };
    assert!(store.save(&key(slot), &entry, &lease).await.unwrap());
    store.release(&key(slot), lease).await.unwrap();
}

/// Fault: nothing can replace an entry of the highest version.
#[test]
fn the_greatest_version_is_left_by_renewals_and_by_sign_ins() {
    for version_ in [u64::MAX, u64::MAX - 1, u64::MAX - 2] {
        run(async {
            let service = Service::new();
            let store = Arc::new(MemoryStore::new());
            let login = service.login().store(Arc::clone(&store));
            let session = sign_in(&login).await;
            put(&store, "tenant:org_1", version_, str::to_owned).await;
            for round in 1..=3 {
                service.clock.advance(HOUR);
                call(&service, &session).await.unwrap();
                assert_eq!(service.count("refresh/"), round);
            }
            assert!(version(&store, "tenant:org_1").await.unwrap() < version_);
            assert!(version(&store, "identity").await.is_some(), "others stay");
            assert!(
                session.counts().get(EventKind::StoreFailed) >= 1,
                "it is an event"
            );

            for slot in ["identity", "tenant:org_1"] {
                put(&store, slot, version_, str::to_owned).await;
            }
            let before = login.counts().get(EventKind::StoreFailed);
            sign_in(&login).await;
            assert!(login.counts().get(EventKind::StoreFailed) > before);
            let resumed = resume(&service.login().store(Arc::clone(&store))).await;
            call(&service, &resumed).await.unwrap();
            resumed.switch("org_2").await.unwrap();
            assert_eq!((service.count("password"), service.reused()), (2, 0));
        });
    }
}

#[test]
fn a_sign_in_is_above_any_generation() {
    for generation in [1 << 53, (1 << 53) + 1, (1 << 60) - 1, 1 << 60, u64::MAX] {
        run(async {
            let service = Service::new();
            let store = Arc::new(MemoryStore::new());
            let login = service.login().store(Arc::clone(&store));
            sign_in(&login).await;
            let change = |text: &str| {
                let (_, rest) = text.split_once(',').unwrap();
                format!(r#"{{"generation":{generation},{rest}"#)
            };
            for slot in ["identity", "tenant:org_1"] {
                put(&store, slot, u64::MAX / 2, change).await;
            }
            sign_in(&login).await;
            let session = resume(&login).await;
            service.clock.advance(HOUR);
            call(&service, &session).await.unwrap();
            let session = resume(&login).await;
            call(&service, &session).await.unwrap();
        });
    }
}

/// A store that has lost everything does not count as a sign-out.
#[test]
fn a_store_that_lost_its_data_is_told_and_filled_again() {
    for (passes, refused) in [
        (HOUR - Duration::from_secs(30), false),
        (HOUR, false),
        (HOUR, true),
    ] {
        run(async {
            let service = Service::new();
            let store = Arc::new(MemoryStore::new());
            let login = service.login().store(Arc::clone(&store));
            let session = sign_in(&login).await;
            store.clear(ACCOUNT).await.unwrap();
            call(&service, &session).await.unwrap();
            match refused {
                true => service.expire(),
                false => service.clock.advance(passes),
            }
            call(&service, &session).await.unwrap();
            assert_eq!(session.counts().get(EventKind::StoreLost), 1);
            assert_eq!((service.reused(), service.revoked()), (0, false));
            assert!(matches!(session.state(), State::SignedIn { .. }));
            let others = service.login().store(Arc::clone(&store));
            let other = resume(&others).await;
            call(&service, &other).await.unwrap();
            other.switch("org_2").await.unwrap();
            assert_eq!(service.count("password"), 1);
        });
    }
}

/// A process that renewed before the loss has used the refresh token up.
#[test]
fn what_may_be_used_up_is_not_used_where_there_is_another_way() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = || service.login().store(Arc::clone(&store));
        let (first, second) = (sign_in(&login()).await, resume(&login()).await);
        service.clock.advance(HOUR - Duration::from_secs(30));
        service.expire();
        call(&service, &first).await.unwrap();
        store.clear(ACCOUNT).await.unwrap();
        service.clock.advance(Duration::from_secs(15));
        call(&service, &second).await.unwrap();
        call(&service, &first).await.unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (1, 0));
        assert!(!service.revoked());
        // From here on they share the store.
        service.clock.advance(HOUR);
        for session in [&second, &first] {
            call(&service, session).await.unwrap();
        }
        assert_eq!((service.count("refresh/"), service.reused()), (2, 0));
    });
}

#[test]
fn the_reason_is_the_loss_where_nothing_helps() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = service.login().store(Arc::clone(&store));
        let session = login.from_tokens("unknown", "unknown-too");
        let session = session.tenant("org_1").await.unwrap();
        store.clear("example.session:default").await.unwrap();
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        assert!(
            error.to_string().contains("the store lost the session"),
            "{error}"
        );
        assert!(!error.to_string().contains("signed out"), "{error}");
    });
}

#[test]
fn who_signed_out_is_told_from_a_loss() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = || service.login().store(Arc::clone(&store));
        for _ in 0..2 {
            let (first, second) = (sign_in(&login()).await, resume(&login()).await);
            // A clock that is behind makes no difference.
            service.clock.set(1_600_000_000);
            first.sign_out().await.unwrap();
            service.clock.set(1_700_000_000);
            service.expire();
            let before = service.total();
            let error = call(&service, &second).await.unwrap_err();
            assert!(error.to_string().contains("somebody signed out"), "{error}");
            assert_eq!(second.state(), State::SignedOut);
            assert_eq!(second.counts().get(EventKind::StoreLost), 0);
            assert_eq!(service.total(), before + 1);
            // A later sign-in counts as signed in, and its tokens can be lost again.
            let third = sign_in(&login()).await;
            store.clear(ACCOUNT).await.unwrap();
            service.expire();
            call(&service, &third).await.unwrap();
            assert_eq!(third.counts().get(EventKind::StoreLost), 1);
        }
    });
}

type Trouble = dyn Fn(&str) -> Option<StoreError> + Send + Sync;

/// A slow store that fails on demand.
struct Troubled {
    inner: MemoryStore,
    trouble: Mutex<Box<Trouble>>,
    /// How long each response takes.
    takes: Option<(ManualClock, Duration)>,
    asked: AtomicUsize,
}

impl Troubled {
    fn new(trouble: impl Fn(&str) -> Option<StoreError> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            inner: MemoryStore::new(),
            trouble: Mutex::new(Box::new(trouble)),
            takes: None,
            asked: AtomicUsize::new(0),
        })
    }

    fn set(&self, trouble: impl Fn(&str) -> Option<StoreError> + Send + Sync + 'static) {
        *self.trouble.lock().unwrap() = Box::new(trouble);
    }

    fn asked<'a, T: Send + 'a>(
        &'a self,
        what: &str,
        then: StoreFuture<'a, T>,
    ) -> StoreFuture<'a, T> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if let Some((clock, length)) = &self.takes {
            clock.advance(*length);
        }
        match (self.trouble.lock().unwrap())(what) {
            Some(error) => Box::pin(async { Err(error) }),
            None => then,
        }
    }
}

impl TokenStore for Troubled {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        self.asked("load", Box::pin(async { self.inner.load(key).await }))
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        self.asked(
            "save",
            Box::pin(async { self.inner.save(key, entry, lease).await }),
        )
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        self.asked(
            "lease",
            Box::pin(async move { self.inner.lease(key, length).await }),
        )
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        self.asked(
            "release",
            Box::pin(async { self.inner.release(key, lease).await }),
        )
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        self.asked("clear", Box::pin(async { self.inner.clear(account).await }))
    }
}

fn refuses(wanted: &'static str) -> impl Fn(&str) -> Option<StoreError> + Send + Sync {
    move |what| (what == wanted).then(|| StoreError::unreachable("OOM"))
}

/// If a shared store refuses an access, nothing is sent that the other processes do not know of.
#[test]
fn a_shared_store_that_refuses_renews_nothing() {
    for refused in ["lease", "load", "save"] {
        run(async {
            let service = Service::new();
            let store = Troubled::new(|_| None);
            let session = sign_in(&service.login().store(Arc::clone(&store))).await;
            store.set(refuses(refused));
            service.clock.advance(HOUR - Duration::from_secs(30));
            call(&service, &session).await.unwrap();
            service.clock.advance(HOUR);
            let error = call(&service, &session).await.unwrap_err();
            assert!(
                error.not_sent() && !error.needs_sign_in(),
                "{refused}: {error}"
            );
            assert!(error.to_string().contains("OOM"), "{error}");
            assert_eq!(service.count("refresh/"), 0, "{refused}");
            assert!(session.counts().get(EventKind::StoreFailed) >= 2);
            store.set(|_| None);
            call(&service, &session).await.unwrap();
            assert_eq!((service.count("refresh/"), service.reused()), (1, 0));
        });
    }
}

/// If the store first refuses new tokens, the save is tried again under the same lease.
#[test]
fn new_tokens_are_stored_although_the_store_stumbles() {
    run(async {
        let service = Service::new();
        let store = Troubled::new(|_| None);
        let login = || service.login().store(Arc::clone(&store));
        let (first, second) = (sign_in(&login()).await, resume(&login()).await);
        service.clock.advance(HOUR);
        let saves = AtomicUsize::new(0);
        store.set(move |what| {
            let second = what == "save" && saves.fetch_add(1, Ordering::Relaxed) == 1;
            second.then(|| StoreError::unreachable("timed out"))
        });
        call(&service, &first).await.unwrap();
        call(&service, &second).await.unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (1, 0));
    });
}

#[test]
fn a_save_that_is_refused_is_an_event() {
    run(async {
        let service = Service::new();
        let store = Troubled::new(|_| None);
        let login = service.login().store(Arc::clone(&store));
        // Another process holds every lease.
        let lease = store.inner.lease(&key("tenant:org_1"), Duration::MAX).await;
        lease.unwrap().unwrap();
        let session = sign_in(&login).await;
        assert!(login.counts().get(EventKind::StoreFailed) >= 1);
        assert!(matches!(session.state(), State::SignedIn { .. }));
        call(&service, &session).await.unwrap();
    });
}

/// The wait for a lease is limited by the clock, even if the store is slow to refuse.
#[test]
fn patience_for_a_stuck_lease_ends_by_the_clock() {
    for takes in [0, 300, 2_000] {
        run(async {
            let service = Service::new();
            let clock = ManualClock::at(1_700_000_000);
            let mut store = Troubled::new(|_| None);
            Arc::get_mut(&mut store).unwrap().takes =
                Some((clock.clone(), Duration::from_millis(takes)));
            // The clock of the session moves; the clock of its timeouts does not.
            let login = service
                .login()
                .clock(clock.clone())
                .store(Arc::clone(&store));
            let session = sign_in(&login).await;
            let stuck = store.inner.lease(&key("tenant:org_1"), Duration::MAX).await;
            stuck.unwrap().unwrap();
            let waited = async |session: &Session| {
                use billing_runtime::client::clock::Clock as _;
                let begun = clock.elapsed();
                let outcome = call(&service, session).await;
                (outcome, clock.elapsed() - begun)
            };
            // The token is still valid, so a call waits only briefly for another process.
            let left = Duration::from_secs(30);
            clock.advance(HOUR - left);
            service.clock.advance(HOUR - left);
            let (outcome, length) = waited(&session).await;
            outcome.unwrap();
            let slow = Duration::from_millis(takes * 3);
            assert!(length <= Duration::from_secs(1) + slow, "{length:?}");
            clock.advance(HOUR);
            service.clock.advance(HOUR);
            let (outcome, length) = waited(&session).await;
            let error = outcome.unwrap_err();
            assert!(error.to_string().contains("for too long"), "{error}");
            assert!(!error.needs_sign_in() && error.not_sent());
            assert!(
                length <= Duration::from_secs(18) + slow,
                "{takes}: {length:?}"
            );
            assert_eq!(service.count("refresh/"), 0);
        });
    }
}

/// A sign-out from a full store is not undone by processes that find the store empty.
#[test]
fn a_sign_out_is_noted_when_there_is_room_again() {
    run(async {
        let service = Service::new();
        let store = Troubled::new(|_| None);
        let login = || service.login().store(Arc::clone(&store));
        let (first, second) = (sign_in(&login()).await, resume(&login()).await);
        let full = AtomicUsize::new(0);
        store.set(move |what| match what {
            // Clearing makes room.
            "clear" => {
                full.store(1, Ordering::Relaxed);
                None
            }
            "lease" if full.load(Ordering::Relaxed) == 0 => Some(StoreError::unreachable("OOM")),
            _ => None,
        });
        first.sign_out().await.unwrap();
        service.expire();
        let error = call(&service, &second).await.unwrap_err();
        assert!(error.to_string().contains("somebody signed out"), "{error}");
        assert_eq!(service.count("refresh/"), 0);
    });
}

/// A lost response after a loss in the store does not cause more requests.
#[test]
fn a_loss_and_a_lost_answer_do_not_add_up() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let session = sign_in(&service.login().store(Arc::clone(&store))).await;
        service.clock.advance(HOUR);
        service.instead("refresh/", Instead::Lost);
        store.clear(ACCOUNT).await.unwrap();
        call(&service, &session).await.unwrap();
        assert!(service.reused() <= 1 && !service.revoked());
    });
}

/// As above, for the identity: a switch does not send a refresh token that may be used up while the
/// current token is valid.
#[test]
fn an_identity_that_the_store_lost_is_not_renewed_in_doubt() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = || service.login().store(Arc::clone(&store));
        let (first, second) = (sign_in(&login()).await, resume(&login()).await);
        first.switch("org_2").await.unwrap();
        store.clear(ACCOUNT).await.unwrap();
        service.clock.advance(Duration::from_secs(15));
        for tenant in ["org_3", "org_4"] {
            second.switch(tenant).await.unwrap();
        }
        assert_eq!(service.count("grant_type=refresh_token"), 1);
        assert_eq!((service.reused(), service.revoked()), (0, false));
        // A process that renewed earlier has tokens that are certainly good, and shares them.
        first.switch("org_5").await.unwrap();
        second.switch("org_6").await.unwrap();
        assert_eq!(service.count("grant_type=refresh_token"), 2);
        assert_eq!((service.reused(), service.revoked()), (0, false));
    });
}

/// The service refuses an identity token that is valid by the clock.
#[test]
fn a_switch_renews_what_was_not_as_good_as_it_looked() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let session = sign_in(&service.login().store(Arc::clone(&store))).await;
        store.clear(ACCOUNT).await.unwrap();
        let expired = r#"{"error":{"code":"token_expired","message":"Expired"}}"#;
        service.refuse("exchange", 401, expired);
        session.switch("org_2").await.unwrap();
        assert_eq!(service.count("grant_type=refresh_token"), 1);
        assert_eq!(service.count("exchange"), 3);
    });
}
