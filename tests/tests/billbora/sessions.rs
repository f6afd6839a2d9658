//! Sessions over sockets: one refresh, no token of another organization, no loop.

use std::time::{Duration, Instant, UNIX_EPOCH};

use billbora_mock::{
    EMAIL, FOREIGN_ORGANIZATION, ORGANIZATION, OTHER_ORGANIZATION, PASSWORD, Step,
};
use billing_runtime::Client;
use billing_runtime::client::clock::Clock as _;
use billing_runtime::client::event::EventKind;
use billing_runtime::session::{Scope, State};
use billing_runtime::testing::ManualClock;
use billing_tests::billbora::Billbora;
use billing_tests::billbora::identity::User;

use super::{client, is_clean, login, mock, organization, run, signed_in};

/// Makes two hundred calls at once.
async fn crowd(billbora: &Billbora) {
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let billbora = billbora.clone();
            tokio::spawn(async move { billbora.invoices().list().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

/// Fault 66, over sockets: a token that the service expires, and one that expires by the clock.
#[test]
fn fault_66_two_hundred_tasks_refresh_once() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let billbora = client(&mock, signed_in(&mock).await);
        controls.expire_now();
        // The next token is short-lived, the one after it is not. It lives much longer than a crowd
        // of calls takes.
        let begun = Instant::now();
        crowd(&billbora).await;
        let lifetime = Duration::from_secs(5).max(begun.elapsed() * 5);
        controls.expire_now();
        controls.forget_counts();
        controls.lifetime(lifetime);
        crowd(&billbora).await;
        assert_eq!(
            (controls.counts().refreshes, controls.counts().calls),
            (1, 200)
        );

        controls.lifetime(Duration::from_secs(3600));
        controls.forget_counts();
        tokio::time::sleep(lifetime).await;
        crowd(&billbora).await;
        let counts = controls.counts();
        assert_eq!(
            (counts.refreshes, counts.calls, counts.expired),
            (1, 200, 0)
        );
        is_clean(&mock);
    });
}

/// Fault 68: the service rotated the refresh token, and the response was lost.
#[test]
fn fault_68_lost_answers() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let session = signed_in(&mock).await;
        let billbora = client(&mock, session.clone());
        controls.expire_now();
        controls.lose_response(Step::Refresh);
        billbora.invoices().list().await.unwrap();
        let counts = controls.counts();
        assert_eq!(
            (counts.refreshes, counts.reuses, counts.revocations),
            (2, 1, 0)
        );

        // After two lost responses in a row, the identity is exchanged.
        controls.expire_now();
        controls.lose_response(Step::Refresh);
        controls.lose_response(Step::Refresh);
        billbora.invoices().list().await.unwrap();
        let counts = controls.counts();
        let new = (counts.refreshes, counts.renewals, counts.exchanges);
        assert_eq!(new, (4, 1, 2));

        // If the identity has ended too, the person has to sign in, and nothing else is sent.
        controls.expire_now();
        controls.revoke(EMAIL);
        let error = billbora.invoices().list().await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        for _ in 0..3 {
            assert!(billbora.invoices().list().await.is_err());
        }
        assert_eq!(
            (controls.counts().refreshes, controls.counts().revocations),
            (4, 0)
        );
    });
}

/// Fault 69: the service fails while the token is valid.
#[test]
fn fault_69_limits_and_refusals_of_a_refresh() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        // Both sides use the same clock.
        let clock = ManualClock::at(1_700_000_000);
        let theirs = clock.clone();
        controls.clock(move || {
            let now = theirs.now().duration_since(UNIX_EPOCH).unwrap();
            now.as_secs().try_into().unwrap()
        });
        let login = login(&mock).clock(clock.clone());
        let session = login.sign_in(EMAIL, PASSWORD).tenant(ORGANIZATION);
        let session = session.await.unwrap();
        let client = Client::builder()
            .credential(session.clone())
            .clock(clock.clone());
        let billbora = Billbora::new(client.base_url(mock.url()).build().unwrap());

        // In its last minute the token should be renewed; that fails, and the token still works.
        clock.advance(Duration::from_secs(3570));
        controls.rate_limit(Step::Refresh, Duration::from_secs(60), true);
        for _ in 0..5 {
            billbora.invoices().list().await.unwrap();
            clock.advance(Duration::from_secs(5));
        }
        assert_eq!(
            controls.counts().limited,
            1,
            "a service that asks to wait is left alone"
        );
        clock.advance(Duration::from_secs(10));
        let error = billbora.invoices().list().await.unwrap_err();
        assert!(error.is_rate_limited() && error.not_sent(), "{error}");
        assert_eq!(controls.counts().limited, 1);
        clock.advance(Duration::from_secs(30));
        billbora.invoices().list().await.unwrap();
        assert_eq!(controls.counts().refreshes, 1);

        // The tokens of the organization are revoked, and the identity is valid.
        controls.expire_now();
        controls.revoke_access(EMAIL);
        billbora.invoices().list().await.unwrap();
        assert!(matches!(session.state(), State::SignedIn { .. }));

        controls.expire_now();
        controls.revoke(EMAIL);
        let error = billbora.invoices().list().await.unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        assert_eq!(error.code(), Some("invalid_token"));
        let failed = State::Failed {
            code: Some("invalid_token".to_owned()),
            needs_sign_in: true,
        };
        assert_eq!(session.state(), failed);
        assert!(session.counts().get(EventKind::RenewFailed) >= 1);
    });
}

/// Fault 73: a switch during fifty calls.
#[test]
fn fault_73_a_switch_during_fifty_calls() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let session = signed_in(&mock).await;
        let first = client(&mock, session.clone());
        controls.delay(Step::Invoices, Duration::from_millis(50));
        let list = |billbora: &Billbora| {
            let billbora = billbora.clone();
            tokio::spawn(async move { billbora.invoices().list().await })
        };
        let calls: Vec<_> = (0..50).map(|_| list(&first)).collect();
        let other = session.switch(OTHER_ORGANIZATION).await.unwrap();
        let second = client(&mock, other.clone());
        let later: Vec<_> = (0..50)
            .map(|i| (i % 2, list(if i % 2 == 0 { &first } else { &second })))
            .collect();
        for call in calls {
            assert_eq!(organization(&call.await.unwrap().unwrap()), ORGANIZATION);
        }
        for (i, call) in later {
            let expected = if i == 0 {
                ORGANIZATION
            } else {
                OTHER_ORGANIZATION
            };
            assert_eq!(organization(&call.await.unwrap().unwrap()), expected);
        }
        // A refused switch changes nothing.
        let error = session.switch(FOREIGN_ORGANIZATION).await.unwrap_err();
        assert_eq!(error.code(), Some("organization_access_denied"));
        for (billbora, expected) in [(&first, ORGANIZATION), (&second, OTHER_ORGANIZATION)] {
            let invoices = billbora.invoices().list().await.unwrap();
            assert_eq!(organization(&invoices), expected);
        }
        let counts = controls.counts();
        assert_eq!(
            (counts.sign_ins, counts.renewals, counts.refreshes),
            (1, 2, 0)
        );
        is_clean(&mock);
    });
}

/// Fault 78: a wrong password and a rate limit cause one request each.
#[test]
fn fault_78_nothing_is_tried_twice() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let login = login(&mock);
        let error = login.sign_in(EMAIL, "wrong").await.unwrap_err();
        assert_eq!(error.code(), Some("invalid_credentials"));
        assert_eq!(mock.seen().len(), 1);
        controls.rate_limit(Step::SignIn, Duration::from_secs(60), true);
        for _ in 0..3 {
            let error = login.sign_in(EMAIL, PASSWORD).await.unwrap_err();
            assert!(error.is_rate_limited());
            assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
        }
        assert_eq!(mock.seen().len(), 2);
        assert_eq!(login.counts().get(EventKind::SignInFailed), 4);
    });
}

/// Reads the person as the generated type, and ends the person's other sessions.
#[test]
fn the_person_and_the_scope_of_a_sign_out() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let (session, other) = (signed_in(&mock).await, signed_in(&mock).await);
        let user: User = session.user_as().unwrap().unwrap();
        assert_eq!(user.email, EMAIL);
        assert!(!format!("{session:?}").contains(&user.id));

        session.sign_out().scope(Scope::Others).await.unwrap();
        let billbora = client(&mock, session.clone());
        billbora.invoices().list().await.unwrap();
        session.switch(OTHER_ORGANIZATION).await.unwrap();
        assert!(other.switch(OTHER_ORGANIZATION).await.is_err());
        session.sign_out().scope(Scope::Local).await.unwrap();
        assert_eq!(session.state(), State::SignedOut);
        assert_eq!(controls.counts().sign_outs, 2);
        is_clean(&mock);
    });
}

#[test]
fn signing_out_ends_the_identity() {
    run(async {
        let mock = mock();
        let session = signed_in(&mock).await;
        let billbora = client(&mock, session.clone());
        billbora.invoices().list().await.unwrap();
        session.sign_out().await.unwrap();
        assert_eq!(mock.controls().counts().sign_outs, 1);
        assert_eq!(session.state(), State::SignedOut);
        let before = mock.seen().len();
        assert!(
            billbora
                .invoices()
                .list()
                .await
                .unwrap_err()
                .needs_sign_in()
        );
        assert!(
            session
                .switch(OTHER_ORGANIZATION)
                .await
                .unwrap_err()
                .needs_sign_in()
        );
        assert_eq!(mock.seen().len(), before);
        is_clean(&mock);
    });
}

/// The organization is optional: without one, the service chooses.
#[test]
fn without_an_organization_the_service_chooses() {
    run(async {
        let mock = mock();
        let session = login(&mock).sign_in(EMAIL, PASSWORD).await.unwrap();
        assert_eq!(session.tenant(), None);
        assert!(session.context().is_some());
        let seen = mock.seen_with_secrets();
        let exchange = seen
            .iter()
            .find(|seen| seen.path.contains("exchange"))
            .unwrap();
        assert!(!String::from_utf8_lossy(&exchange.body).contains("organization_id"));
        client(&mock, session).invoices().list().await.unwrap();
    });
}
