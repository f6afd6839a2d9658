//! Tests the controls.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use billbora_mock::{EMAIL, ORGANIZATION, Step};
use serde_json::json;

use crate::http::*;

#[test]
fn tokens_end_with_their_lifetime_or_at_once() {
    let mock = start();
    let controls = mock.controls();
    controls.clock(|| 1_736_937_000);
    controls.lifetime(Duration::from_secs(5));
    let tokens = tenant(&mock, None);
    invoices(&mock, &tokens["access"]).ok();
    controls.advance(Duration::from_secs(5));
    let over = invoices(&mock, &tokens["access"]);
    assert_eq!(over.refused(), (401, "token_expired".to_owned()));
    let at = &over.json()["error"]["details"]["expired_at"];
    assert_eq!(*at, json!("2025-01-15T10:30:05Z"));
    let newer = refresh(&mock, &tokens["refresh"]).ok();
    invoices(&mock, &newer["access"]).ok();
    controls.expire_now();
    assert_eq!(
        invoices(&mock, &newer["access"]).refused().1,
        "token_expired"
    );
    assert_eq!(controls.counts().expired, 2);
    // Tokens issued in the same second differ.
    let newest = refresh(&mock, &newer["refresh"]).ok();
    invoices(&mock, &newest["access"]).ok();
}

#[test]
fn sessions_can_be_revoked() {
    let mock = start();
    let identity = sign_in(&mock);
    let tokens = exchange(&mock, &identity["access_token"], None).ok();
    mock.controls().revoke_access(EMAIL);
    let invalid = (401, "invalid_token".to_owned());
    assert_eq!(invoices(&mock, &tokens["access"]).refused(), invalid);
    assert_eq!(refresh(&mock, &tokens["refresh"]).refused(), invalid);
    let renewed = renew(&mock, &identity["refresh_token"]).ok();
    mock.controls().revoke(EMAIL);
    let gone = renew(&mock, &renewed["refresh_token"]).denied();
    assert_eq!(gone, (400, "session_not_found".to_owned()));
    assert_eq!(mock.controls().counts().revocations, 0);
}

#[test]
fn steps_are_rate_limited_for_a_time() {
    let mock = start();
    let controls = mock.controls();
    controls.clock(|| 1_800_000_000);
    let tokens = tenant(&mock, None);
    controls.rate_limit(Step::Refresh, Duration::from_secs(7), true);
    controls.rate_limit(Step::SignIn, Duration::from_secs(7), false);
    controls.advance(Duration::from_secs(2));
    let limited = refresh(&mock, &tokens["refresh"]);
    assert_eq!(limited.refused(), (429, "rate_limited".to_owned()));
    assert_eq!(limited.header("retry-after"), Some("5"));
    let limited = password_grant(&mock, EMAIL, billbora_mock::PASSWORD);
    assert_eq!(
        limited.denied(),
        (429, "over_request_rate_limit".to_owned())
    );
    assert_eq!(limited.header("retry-after"), None);
    assert_eq!(controls.counts().limited, 2);
    controls.advance(Duration::from_secs(5));
    refresh(&mock, &tokens["refresh"]).ok();
    sign_in(&mock);
}

#[test]
fn an_answer_is_lost_after_the_work() {
    let mock = start();
    let tokens = tenant(&mock, None);
    mock.controls().lose_response(Step::Refresh);
    let body = json!({ "refresh": tokens["refresh"] });
    let path = "/api/v1/users/auth/refresh/";
    assert!(send(&mock, "POST", path, &[], Some(&body)).is_none());
    assert_eq!(mock.seen().last().unwrap().status, 0);
    assert_eq!(mock.controls().counts().refreshes, 1);
    refresh(&mock, &tokens["refresh"]).ok();
    assert_eq!(mock.controls().counts().reuses, 1);
}

#[test]
fn an_answer_comes_late_while_others_do_not() {
    let mock = start();
    let tokens = tenant(&mock, None);
    mock.controls().delay(Step::Refresh, Duration::from_secs(2));
    thread::scope(|scope| {
        let begun = Instant::now();
        let late = scope.spawn(|| refresh(&mock, &tokens["refresh"]).ok());
        while mock.controls().counts().refreshes == 0 {
            thread::yield_now();
        }
        invoices(&mock, &tokens["access"]).ok();
        assert!(!late.is_finished());
        late.join().unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(2));
    });
}

#[test]
fn an_organization_can_be_refused() {
    let mock = start();
    let controls = mock.controls();
    let identity = sign_in(&mock);
    let tokens = exchange(&mock, &identity["access_token"], None).ok();
    controls.deny_organization(ORGANIZATION);
    let denied = (403, "organization_access_denied".to_owned());
    assert_eq!(invoices(&mock, &tokens["access"]).refused(), denied);
    assert_eq!(refresh(&mock, &tokens["refresh"]).refused(), denied);
    let again = exchange(&mock, &identity["access_token"], Some(ORGANIZATION));
    assert_eq!(again.refused(), denied);
    controls.allow_organization(ORGANIZATION);
    invoices(&mock, &tokens["access"]).ok();
}

#[test]
fn after_so_many_calls_every_older_token_is_over() {
    let mock = start();
    let controls = mock.controls();
    controls.expire_every(Some(10));
    let tokens = tenant(&mock, None);
    let accepted = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..4 {
                    let answer = invoices(&mock, &tokens["access"]);
                    accepted.fetch_add(u64::from(answer.status == 200), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(accepted.into_inner(), 10);
    let counts = controls.counts();
    assert_eq!((counts.calls, counts.expired), (10, 22));
    let newer = refresh(&mock, &tokens["refresh"]).ok();
    for status in [[200; 10].as_slice(), &[401]].concat() {
        assert_eq!(invoices(&mock, &newer["access"]).status, status);
    }
}
