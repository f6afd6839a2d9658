//! Sessions shared by several runtimes, one of which ends during a renewal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use billing_runtime::Client;
use billing_runtime::transport::{ResponseFuture, Transport};
use bytes::Bytes;

use super::service::{ListInvoices, SERVERS, Service, run};

/// Sends through the service, and delays the first refresh by an hour of the runtime's own time.
#[derive(Clone)]
struct Slow {
    service: Service,
    refreshes: Arc<AtomicUsize>,
}

impl Transport for Slow {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let refresh = request.uri().path().ends_with("refresh/");
            if refresh && self.refreshes.fetch_add(1, Ordering::SeqCst) == 0 {
                tokio::time::sleep(Duration::from_secs(3600)).await;
            }
            self.service.send(request).await
        })
    }
}

/// The renewal belongs to the session: other waiters continue it after its runtime has ended.
#[test]
fn a_renewal_outlives_the_runtime_that_began_it() {
    let service = Service::new();
    let slow = Slow {
        service: service.clone(),
        refreshes: Arc::default(),
    };
    let session = run(async {
        let login = service.login().transport(slow.clone());
        let signing_in = login.sign_in("user@example.com", "password-canary");
        signing_in.tenant("org_1").await.unwrap()
    });
    let call = {
        let client = Client::builder()
            .transport(slow.clone())
            .credential(session)
            .build()
            .unwrap()
            .with_servers(SERVERS);
        move || {
            let client = client.clone();
            async move { client.send(&ListInvoices).await }
        }
    };
    service.clock.advance(Duration::from_secs(3600));
    let first = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let dying = first.spawn(call());
    while slow.refreshes.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
    // Others wait for the same renewal in a runtime of their own.
    let others = std::thread::spawn({
        let call = call.clone();
        move || run(async { tokio::join!(call(), call(), call()) })
    });
    std::thread::sleep(Duration::from_millis(50));
    first.shutdown_timeout(Duration::from_secs(5));
    assert!(run(dying).unwrap_err().is_cancelled());
    let (one, two, three) = others
        .join()
        .expect("nobody else's runtime ends in a panic");
    for answer in [one, two, three] {
        answer.unwrap();
    }
    run(call()).unwrap();
    assert!(!service.revoked());
}
