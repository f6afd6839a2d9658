//! Sessions that share a store, as processes do.

use std::sync::Arc;
use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::session::store::{
    Entry, Key, Lease, MemoryStore, StoreError, StoreFuture, TokenStore,
};
use billing_runtime::{Error, Value};

use super::service::{ListInvoices, Service, Session, run};

const HOUR: Duration = Duration::from_secs(3600);

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

/// Creates sessions of one account that share a store.
async fn fleet(service: &Service, store: &Arc<MemoryStore>, size: usize) -> Vec<Session> {
    let login = service.login().store(Arc::clone(store));
    login
        .sign_in("user@example.com", "password-canary")
        .tenant("org_1")
        .await
        .unwrap();
    let mut fleet = Vec::new();
    for _ in 0..size {
        let login = service.login().store(Arc::clone(store));
        fleet.push(
            login
                .resume("user@example.com")
                .tenant("org_1")
                .await
                .unwrap(),
        );
    }
    fleet
}

#[test]
fn a_fleet_refreshes_once() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let fleet = fleet(&service, &store, 8).await;
        assert_eq!(service.count("password"), 1);
        for round in 1..=5 {
            match round % 2 {
                0 => service.clock.advance(HOUR),
                _ => service.expire(),
            }
            let calls: Vec<_> = (0..80)
                .map(|i| {
                    let (service, session) = (service.clone(), fleet[i % 8].clone());
                    tokio::spawn(async move { call(&service, &session).await })
                })
                .collect();
            for call in calls {
                call.await.unwrap().unwrap();
            }
            assert_eq!(service.count("refresh/"), round);
        }
        assert_eq!((service.calls().len(), service.reused()), (400, 0));
    });
}

/// A killed holder: its lease expires while the service still accepts the token once more.
#[test]
fn a_holder_that_dies_costs_one_reuse() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new().clock(service.clock.clone()));
        let fleet = fleet(&service, &store, 2).await;
        service.clock.advance(HOUR);
        // The first process has sent its refresh; then it is killed, and the response is lost.
        service.gate.forget_permits(usize::MAX);
        let dying = tokio::spawn({
            let (service, session) = (service.clone(), fleet[0].clone());
            async move { call(&service, &session).await }
        });
        service.until("refresh/", 1).await;
        dying.abort();
        service.gate.add_permits(1000);
        let key = Key {
            account: "example.session:user@example.com".into(),
            slot: "tenant:org_1".into(),
        };
        let kept = store.load(&key).await.unwrap().unwrap();
        let kept = kept.text.expose();
        assert!(
            kept.contains(r#""uses":1"#),
            "a use is stored before it is sent"
        );
        call(&service, &fleet[1]).await.unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (2, 1));
        assert!(!service.revoked());
    });
}

/// A store that fails on demand.
struct Failing {
    inner: MemoryStore,
    reads: bool,
    unreachable: bool,
}

impl Failing {
    fn error(&self) -> StoreError {
        match self.unreachable {
            true => StoreError::unreachable("connection refused"),
            false => StoreError::new("no space left on device"),
        }
    }
}

impl TokenStore for Failing {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        match self.reads {
            true => self.inner.load(key),
            false => Box::pin(async { Err(self.error()) }),
        }
    }

    fn save<'a>(&'a self, _: &'a Key, _: &'a Entry, _: &'a Lease) -> StoreFuture<'a, bool> {
        Box::pin(async { Err(self.error()) })
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        match self.reads {
            true => self.inner.lease(key, length),
            false => Box::pin(async { Err(self.error()) }),
        }
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        self.inner.release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        self.inner.clear(account)
    }
}

/// Fault 75: a store that cannot be written is a warning; the session continues in memory.
#[test]
fn fault_75_a_store_that_fails_is_a_warning() {
    run(async {
        for reads in [true, false] {
            let service = Service::new();
            let inner = MemoryStore::new();
            let login = service.login().store(Failing {
                inner,
                reads,
                unreachable: false,
            });
            let session = login
                .sign_in("user@example.com", "password-canary")
                .tenant("org_1")
                .await
                .unwrap();
            for round in 1..=3 {
                service.clock.advance(HOUR);
                call(&service, &session).await.unwrap();
                assert_eq!(service.count("refresh/"), round);
            }
            assert!(session.counts().get(EventKind::StoreFailed) >= 3);
        }
    });
}

/// An unreachable shared store: valid tokens stay in use, and nothing is renewed without the
/// others' knowledge.
#[test]
fn an_unreachable_store_renews_nothing() {
    run(async {
        let service = Service::new();
        let inner = MemoryStore::new();
        let login = service.login().store(Failing {
            inner,
            reads: false,
            unreachable: true,
        });
        let session = login
            .sign_in("user@example.com", "password-canary")
            .tenant("org_1")
            .await
            .unwrap();
        service.clock.advance(HOUR - Duration::from_secs(30));
        let before = session.counts().get(EventKind::StoreFailed);
        call(&service, &session).await.unwrap();
        assert_eq!(session.counts().get(EventKind::StoreFailed), before + 1);
        service.clock.advance(HOUR);
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.not_sent() && !error.needs_sign_in(), "{error}");
        assert_eq!(service.count("refresh/"), 0);
    });
}
