//! New tokens from the identity before a person has to sign in. If there are none, state, events
//! and errors agree.

use std::sync::Arc;
use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::session::store::MemoryStore;
use billing_runtime::{Error, Value};

use super::predicates::FAILINGS;
use super::service::{ListInvoices, Service, Session, run};

const HOUR: Duration = Duration::from_secs(3600);
const INVALID: &str = r#"{"error":{"code":"invalid_token","message":"Malformed"}}"#;

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

/// Renewals and exchanges since the session began.
fn sent(service: &Service) -> (usize, usize) {
    let renewed = service.count("grant_type=refresh_token");
    (renewed, service.count("exchange") - 1)
}

#[test]
fn a_refused_refresh_is_made_up_for_by_the_identity() {
    for expired in [false, true] {
        run(async {
            let service = Service::new();
            let session = service.session("org_1").await;
            match expired {
                true => service.expire(),
                false => service.clock.advance(HOUR),
            }
            service.refuse("refresh/", 401, INVALID);
            call(&service, &session).await.unwrap();
            assert_eq!((service.count("refresh/"), sent(&service)), (1, (1, 1)));
            assert_eq!(session.counts().get(EventKind::RefreshFailed), 1);
            assert!(matches!(session.state(), State::SignedIn { .. }));
            // The new tokens are complete: the session can refresh them.
            service.clock.advance(HOUR);
            call(&service, &session).await.unwrap();
            assert_eq!((service.count("refresh/"), sent(&service)), (2, (1, 1)));
        });
    }
}

#[test]
fn a_fleet_whose_refresh_is_refused_asks_the_identity_once() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = || service.login().store(Arc::clone(&store));
        let first = login().sign_in("user@example.com", "password-canary");
        first.tenant("org_1").await.unwrap();
        let mut fleet = Vec::new();
        for _ in 0..8 {
            let session = login().resume("user@example.com").tenant("org_1");
            fleet.push(session.await.unwrap());
        }
        for revoked in [1, 2] {
            // The service revokes both kinds of the tenant's tokens.
            service.expire();
            service.revoke();
            let calls = fleet.iter().map(|session| {
                let (service, session) = (service.clone(), session.clone());
                tokio::spawn(async move { call(&service, &session).await })
            });
            for call in calls.collect::<Vec<_>>() {
                call.await.unwrap().unwrap();
            }
            let (renewals, exchanges) = sent(&service);
            assert_eq!((service.count("refresh/"), exchanges), (revoked, revoked));
            // Another process finds the renewed identity in the store.
            assert!((1..=revoked).contains(&renewals), "{renewals}");
        }
    });
}

/// An identity that temporarily cannot be renewed is no reason to ask for a sign-in.
#[test]
fn what_may_pass_asks_nobody() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        service.refuse("refresh/", 401, INVALID);
        for _ in 0..3 {
            service.refuse("grant_type=refresh_token", 503, "later");
            let error = call(&service, &session).await.unwrap_err();
            assert!(!error.needs_sign_in() && error.not_sent(), "{error}");
            assert!(matches!(session.state(), State::SignedIn { .. }));
        }
        call(&service, &session).await.unwrap();
        assert_eq!((service.count("refresh/"), sent(&service)), (1, (4, 1)));
    });
}

#[test]
fn the_end_is_said_by_all_in_the_same_words() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        // By the clock the token is valid, but the service refuses it.
        service.expire();
        service.revoke();
        service.end_identity();
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in() && !error.not_sent(), "{error}");
        let failed = State::Failed {
            code: error.code().map(str::to_owned),
            needs_sign_in: true,
        };
        assert_eq!(session.state(), failed);
        let before = service.total();
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in() && error.not_sent(), "{error}");
        assert_eq!(service.total(), before);
    });
}

/// If nobody names a tenant, the service may choose another one; a session must not change it.
#[test]
fn a_session_without_a_tenant_stays_where_it_is() {
    run(async {
        let service = Service::new();
        let login = service.login();
        let session = login.sign_in("user@example.com", "password-canary");
        let session = session.await.unwrap();
        let elsewhere = r#"{"access":"other","refresh":"other","organization":{"id":"org_2"}}"#;
        service.clock.advance(HOUR);
        service.refuse("refresh/", 401, INVALID);
        service.refuse("exchange", 200, elsewhere);
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        assert!(error.to_string().contains("another tenant"), "{error}");
        assert_eq!(service.count("invoices"), 0);
    });
}

/// Whatever fails in whatever order: an error that needs a sign-in never comes from a session that
/// is signed in, and an ended session stays ended.
#[test]
fn state_and_errors_agree_whatever_fails() {
    for seed in 1..=150u64 {
        run(async {
            let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut below = |n: usize| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                (random % n as u64) as usize
            };
            let service = Service::new();
            let session = service.session("org_1").await;
            let steps = [
                "refresh/",
                "grant_type=refresh_token",
                "exchange",
                "invoices",
            ];
            let mut over = false;
            for step in 0..40 {
                match below(6) {
                    0 => service.clock.advance(HOUR),
                    1 => service.clock.advance(HOUR - Duration::from_secs(30)),
                    2 => service.expire(),
                    3 if below(4) == 0 => service.revoke(),
                    _ => {}
                }
                for _ in 0..below(4) {
                    let (_, failing) = FAILINGS[below(FAILINGS.len())];
                    service.instead(steps[below(steps.len())], failing());
                }
                if below(8) == 0 {
                    service.refuse("invoices", 401, INVALID);
                }
                let (one, other) = tokio::join!(call(&service, &session), call(&service, &session));
                let state = session.state();
                // The two overlap, so one may have been sent before the other found the end.
                let was_over = over;
                for error in [one.err(), other.err()].into_iter().flatten() {
                    let place = format!("seed {seed}, step {step}: {error}, {state:?}");
                    assert!(!was_over || error.needs_sign_in(), "{place}");
                    let signed_in = matches!(state, State::SignedIn { .. });
                    assert!(!error.needs_sign_in() || !signed_in, "{place}");
                    over |= error.needs_sign_in();
                }
                let failed = matches!(state, State::Failed { .. });
                assert_eq!(over, failed, "seed {seed}, step {step}: {state:?}");
            }
        });
    }
}
