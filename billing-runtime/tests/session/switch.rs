//! Switching the tenant: returns another session, and never mixes up tokens.

use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::{Error, Value};

use super::service::{ListInvoices, Service, Session, run};

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

#[test]
fn a_switch_gets_a_fresh_identity_token_and_both_sessions_work() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let other = session.switch("org_2").await.unwrap();
        assert_eq!(service.count("grant_type=refresh_token"), 1);
        assert_eq!(service.count("exchange"), 2);
        assert_eq!(
            (session.tenant(), other.tenant()),
            (Some("org_1"), Some("org_2"))
        );
        call(&service, &session).await.unwrap();
        call(&service, &other).await.unwrap();
        assert_eq!(service.calls(), ["org_1", "org_2"]);
        // Each session refreshes its own tokens.
        service.clock.advance(Duration::from_secs(3600));
        call(&service, &other).await.unwrap();
        call(&service, &session).await.unwrap();
        assert_eq!(service.calls()[2..], ["org_2", "org_1"]);
        assert_eq!(service.count("refresh/"), 2);
    });
}

#[test]
fn a_failed_switch_leaves_the_session_usable() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.deny("org_2");
        let error = session.switch("org_2").await.unwrap_err();
        assert_eq!(error.code(), Some("organization_access_denied"));
        assert_eq!(session.counts().get(EventKind::ExchangeFailed), 1);
        call(&service, &session).await.unwrap();
        // An unavailable identity provider does not matter while the token is valid.
        service.refuse("grant_type=refresh_token", 503, "{}");
        let other = session.switch("org_3").await.unwrap();
        call(&service, &other).await.unwrap();
        // Once the identity has ended, only a sign-in helps, and the session still works.
        service.clock.advance(Duration::from_secs(3600));
        service.refuse(
            "grant_type=refresh_token",
            400,
            r#"{"error":{"code":"session_not_found"}}"#,
        );
        let error = session.switch("org_4").await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        call(&service, &session).await.unwrap();
    });
}

/// Fault 73: with switches, refreshes and expiries in any order, each call carries its own tenant's
/// token.
#[test]
fn fault_73_no_call_ever_carries_another_tenants_token() {
    run(async {
        for seed in 0..20u64 {
            let service = Service::new();
            let first = service.session("org_0").await;
            let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut below = |n: u64| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random % n
            };
            let mut sessions = vec![first];
            let mut calls = Vec::new();
            let mut expected: Vec<String> = Vec::new();
            for step in 0..50 {
                let session = sessions[below(sessions.len() as u64) as usize].clone();
                match below(10) {
                    0 => sessions.push(session.switch(format!("org_{}", below(5))).await.unwrap()),
                    1 if step % 2 == 0 => service.clock.advance(Duration::from_secs(3580)),
                    2 => service.expire(),
                    _ => {
                        let service = service.clone();
                        calls.push(tokio::spawn(async move {
                            let tenant = session.tenant().unwrap().to_owned();
                            (tenant, call(&service, &session).await)
                        }));
                    }
                }
                if below(3) == 0 {
                    tokio::task::yield_now().await;
                }
            }
            for call in calls {
                match call.await.unwrap() {
                    (tenant, Ok(_)) => expected.push(tenant),
                    // Two expiries within one call are one too many.
                    (_, Err(error)) => assert_eq!(error.code(), Some("token_expired"), "{error:?}"),
                }
            }
            let mut carried = service.calls();
            carried.sort();
            expected.sort();
            assert_eq!(carried, expected, "seed {seed}");
            assert!(!service.revoked());
        }
    });
}
