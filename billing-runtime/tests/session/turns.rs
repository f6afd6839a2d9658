//! Calls that wait for the same renewal: some can continue without it, others cannot.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use billing_runtime::Client;
use billing_runtime::session::store::{Entry, Key, Lease, MemoryStore, StoreFuture, TokenStore};
use billing_runtime::testing::{MockTransport, Reply};
use billing_runtime::transport::{ResponseFuture, Transport};
use bytes::Bytes;

use super::service::{ListInvoices, SERVERS, Service, Unhurried, run};

/// A store in which another process holds the lease for the first few requests.
#[derive(Clone)]
struct Held {
    store: Arc<MemoryStore>,
    asked: Arc<AtomicUsize>,
    times: Arc<AtomicUsize>,
}

impl TokenStore for Held {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        self.store.load(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        self.store.save(key, entry, lease)
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move {
            let asked = self.asked.fetch_add(1, Ordering::SeqCst);
            match asked < self.times.load(Ordering::SeqCst) {
                true => Ok(None),
                false => self.store.lease(key, length).await,
            }
        })
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        self.store.release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        self.store.clear(account)
    }
}

/// Refuses the first call once another call waits for a renewal.
#[derive(Clone)]
struct Refusing(Service, Held, Arc<AtomicUsize>);

impl Transport for Refusing {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            if self.2.fetch_add(1, Ordering::SeqCst) > 0 {
                return self.0.send(request).await;
            }
            // The token expires in twenty seconds, and renewing it has to wait.
            self.0.clock.advance(Duration::from_secs(3580));
            self.1.asked.store(0, Ordering::SeqCst);
            self.1.times.store(60, Ordering::SeqCst);
            while self.1.asked.load(Ordering::SeqCst) == 0 {
                tokio::task::yield_now().await;
            }
            let mock = MockTransport::new();
            mock.reply(Reply::json(401, r#"{"error":{"code":"token_expired"}}"#));
            mock.send(request).await
        })
    }
}

/// A call with a valid token waits one second for the lease. A call that needs another token waits
/// longer, even if both wait together.
#[test]
fn who_needs_a_token_waits_longer_than_who_does_not() {
    run(async {
        let service = Service::new();
        let held = Held {
            store: Arc::default(),
            asked: Arc::default(),
            times: Arc::default(),
        };
        let login = service.login().store(held.clone());
        let signing_in = login.sign_in("user@example.com", "password-canary");
        let session = signing_in.tenant("org_1").await.unwrap();
        let transport = Refusing(service.clone(), held.clone(), Arc::default());
        let client = Client::builder()
            .transport(transport)
            .clock(Unhurried(service.clock.clone()));
        let client = client
            .credential(session.clone())
            .build()
            .unwrap()
            .with_servers(SERVERS);
        let refused = tokio::spawn(async move { client.send(&ListInvoices).await });
        while held.times.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let valid = service.client(&session).send(&ListInvoices).await;
        valid.unwrap();
        refused.await.unwrap().unwrap();
        assert_eq!(service.count("refresh/"), 1);
    });
}
