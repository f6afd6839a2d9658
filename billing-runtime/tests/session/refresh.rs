//! Refreshing: once for all callers, never twice, never in a loop.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::{Error, Value};

use super::service::{Instead, ListInvoices, Service, Session, run};

const HOUR: Duration = Duration::from_secs(3600);

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

/// Starts calls that all find the token expired, and lets the service respond once all are waiting.
async fn crowd(service: &Service, session: &Session, size: usize) -> Vec<Result<Value, Error>> {
    service.gate.forget_permits(usize::MAX);
    let client = service.client(session);
    let polls = Arc::new(AtomicUsize::new(0));
    let calls: Vec<_> = (0..size)
        .map(|_| {
            let (client, polls) = (client.clone(), Arc::clone(&polls));
            tokio::spawn(async move {
                let mut call = pin!(client.send(&ListInvoices));
                poll_fn(|cx| {
                    polls.fetch_add(1, Ordering::SeqCst);
                    call.as_mut().poll(cx)
                })
                .await
            })
        })
        .collect();
    // The test cannot see who waits. All wait once each was polled and none is polled any more.
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = polls.load(Ordering::SeqCst);
        if now >= size && now == before {
            break;
        }
        before = now;
    }
    service.gate.add_permits(100_000);
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

/// Fault 66: an expired token is renewed once, however many calls wait.
#[test]
fn fault_66_two_hundred_calls_one_refresh() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        let outcomes = crowd(&service, &session, 200).await;
        assert!(outcomes.iter().all(Result::is_ok));
        assert_eq!(service.count("refresh/"), 1);
        assert_eq!(service.calls().len(), 200);

        // A failed refresh is also one request, and all callers get the same reason.
        service.clock.advance(HOUR);
        service.refuse("refresh/", 503, "{}");
        let outcomes = crowd(&service, &session, 200).await;
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), 503);
            assert!(error.not_sent() && !error.needs_sign_in(), "{error}");
        }
        assert_eq!(service.count("refresh/"), 2);
        // The next call tries again.
        call(&service, &session).await.unwrap();
        assert_eq!(service.count("refresh/"), 3);
    });
}

/// Fault 67: the caller that began the refresh may be cancelled; the same request continues.
#[test]
fn fault_67_a_cancelled_refresher_hands_over() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        service.gate.forget_permits(usize::MAX);
        let client = service.client(&session);
        let first = tokio::spawn({
            let client = client.clone();
            async move { client.send(&ListInvoices).await }
        });
        service.until("refresh/", 1).await;
        let second = tokio::spawn(async move { client.send(&ListInvoices).await });
        tokio::time::sleep(Duration::from_millis(20)).await;
        first.abort();
        service.gate.add_permits(1000);
        second.await.unwrap().unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (1, 0));

        // Also if nobody polls for a while.
        service.clock.advance(HOUR);
        service.gate.forget_permits(usize::MAX);
        let alone = tokio::spawn({
            let (service, session) = (service.clone(), session.clone());
            async move { call(&service, &session).await }
        });
        service.until("refresh/", 2).await;
        alone.abort();
        service.gate.add_permits(1000);
        call(&service, &session).await.unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (2, 0));
    });
}

/// Fault 68: one lost response costs one reuse; a second one costs the session.
#[test]
fn fault_68_a_lost_answer_costs_one_reuse() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        service.instead("refresh/", Instead::Lost);
        call(&service, &session).await.unwrap();
        assert_eq!((service.count("refresh/"), service.reused()), (2, 1));

        service.clock.advance(HOUR);
        service.end_identity();
        service.instead("refresh/", Instead::Lost);
        service.instead("refresh/", Instead::Lost);
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        assert_eq!(service.count("refresh/"), 4);
        for _ in 0..5 {
            assert!(call(&service, &session).await.unwrap_err().needs_sign_in());
        }
        assert_eq!(service.count("refresh/"), 4);
        assert!(!service.revoked());
        assert!(matches!(
            session.state(),
            State::Failed {
                needs_sign_in: true,
                ..
            }
        ));
    });
}

/// A request that never reached the service does not use the token up.
#[test]
fn an_unsent_refresh_is_free() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        for _ in 0..5 {
            service.instead("refresh/", Instead::Unsent);
            let error = call(&service, &session).await.unwrap_err();
            assert!(!error.needs_sign_in(), "{error}");
            service.clock.advance(HOUR);
        }
        call(&service, &session).await.unwrap();
        assert_eq!(service.reused(), 0);
    });
}

/// Fault 69: a valid token survives a failed refresh; a final refusal stops at once.
#[test]
fn fault_69_a_valid_token_survives() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        // Within the last minute, but before the expiry.
        service.clock.advance(HOUR - Duration::from_secs(30));
        service.refuse("refresh/", 500, "{}");
        for _ in 0..10 {
            call(&service, &session).await.unwrap();
        }
        assert_eq!(
            service.count("refresh/"),
            1,
            "a failed refresh is not tried at each call"
        );
        assert_eq!(session.counts().get(EventKind::RefreshFailed), 1);
        service.clock.advance(Duration::from_secs(6));
        call(&service, &session).await.unwrap();
        assert_eq!(service.count("refresh/"), 2);

        service.clock.advance(HOUR);
        service.end_identity();
        service.refuse(
            "refresh/",
            400,
            r#"{"error":{"code":"invalid_grant","message":"no"}}"#,
        );
        let outcomes = crowd(&service, &session, 50).await;
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            assert!(error.needs_sign_in(), "{error}");
            assert_eq!(error.code(), Some("session_not_found"));
        }
        assert_eq!(service.count("refresh/"), 3);
        assert_eq!(
            session.state(),
            State::Failed {
                code: Some("session_not_found".into()),
                needs_sign_in: true
            }
        );
    });
}

/// Fault 70: responses with a useless lifetime or without a refresh token.
#[test]
fn fault_70_odd_refresh_answers() {
    run(async {
        for odd in ["0", "-1", "\"soon\"", "null", "{}"] {
            let service = Service::new();
            service.expires_in(odd);
            let session = service.session("org_1").await;
            for round in 1..=3 {
                service.clock.advance(HOUR);
                for _ in 0..5 {
                    call(&service, &session).await.unwrap();
                }
                assert_eq!(service.count("refresh/"), round, "expires_in {odd}");
            }
        }
        let service = Service::new();
        let session = service.session("org_1").await;
        service.keep_refresh_tokens();
        for _ in 0..3 {
            service.clock.advance(HOUR);
            call(&service, &session).await.unwrap();
        }
        assert_eq!(service.count("refresh/"), 3);
        // A response without any token counts as a use of the refresh token.
        service.clock.advance(HOUR);
        service.refuse("refresh/", 200, "{}");
        call(&service, &session).await.unwrap();
        assert_eq!(service.count("refresh/"), 5);
    });
}

/// Fault 77: a token that would inject a header is refused and never sent.
#[test]
fn fault_77_a_token_with_a_line_break_is_refused() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(HOUR);
        service.end_identity();
        for _ in 0..2 {
            service.refuse(
                "refresh/",
                200,
                r#"{"access":"a\r\nX-Evil: 1","refresh":"r"}"#,
            );
        }
        let before = service.calls().len();
        let error = call(&service, &session).await.unwrap_err();
        assert!(!format!("{error:?}{error}").contains("X-Evil"), "{error:?}");
        assert_eq!(service.calls().len(), before);
    });
}

/// Real threads share a flight, too.
#[test]
fn threads_share_one_refresh() {
    let service = Service::new();
    let session = run(service.session("org_1"));
    service.clock.advance(HOUR);
    let barrier = Arc::new(std::sync::Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (service, session, barrier) =
                (service.clone(), session.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                billing_runtime::testing::block_on(call(&service, &session)).unwrap();
            })
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!((service.count("refresh/"), service.calls().len()), (1, 8));
}
