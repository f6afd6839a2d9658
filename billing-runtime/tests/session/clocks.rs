//! Sessions whose wall clock jumps between calls.

use billing_runtime::{Error, Value};

use super::service::*;

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

/// Fault 60: setting the clock causes at most one renewal, and no call fails.
#[test]
fn e4_60_a_clock_that_is_set_renews_once() {
    const NOW: u64 = 1_700_000_000;
    for (wall, most) in [(NOW - 3600, 1), (NOW + 86_400, 1), (0, 1), (NOW + 1, 0)] {
        run(async {
            let service = Service::new();
            let session = service.session("org_1").await;
            service.clock.set(wall);
            for _ in 0..20 {
                call(&service, &session).await.unwrap();
            }
            assert!(
                service.count("refresh/") <= most,
                "{wall}: {:?}",
                service.calls()
            );
            assert!(service.count("invoices") <= 21);
            // Sets the clock back again.
            service.clock.set(NOW);
            for _ in 0..20 {
                call(&service, &session).await.unwrap();
            }
            assert!(
                service.count("refresh/") <= most + 1,
                "{wall}: {:?}",
                service.calls()
            );
        });
    }
}
