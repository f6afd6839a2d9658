//! Signing in and out, and beginning with the caller's tokens.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::session::store::MemoryStore;
use billing_runtime::{Value, Wire as _};

use super::service::{Instead, ListInvoices, Service, run};

#[test]
fn a_sign_in_is_exchanged_for_tokens_of_the_tenant() {
    run(async {
        let service = Service::new();
        let login = service.login();
        assert_eq!(login.state(), State::SignedOut);
        let session = login
            .sign_in("user@example.com", "password-canary")
            .tenant("org_1")
            .await
            .unwrap();
        assert_eq!(
            (
                service.count("grant_type=password"),
                service.count("exchange")
            ),
            (1, 1)
        );
        assert_eq!(session.tenant(), Some("org_1"));
        let context = Value::from_json(r#"{"id":"org_1"}"#).unwrap();
        assert_eq!(session.context(), Some(context));
        service.client(&session).send(&ListInvoices).await.unwrap();
        assert_eq!(service.calls(), ["org_1"]);
        assert!(matches!(login.state(), State::SignedIn { tenant: Some(t), .. } if t == "org_1"));
    });
}

/// Fault 78: a wrong password is sent once, and a service that asks to wait is not called.
#[test]
fn fault_78_nothing_is_tried_twice() {
    run(async {
        let service = Service::new();
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&events);
        let login = service
            .login()
            .on_event(move |event| seen.lock().unwrap().push(event.to_string()));
        let error = login
            .sign_in("user@example.com", "wrong")
            .await
            .unwrap_err();
        assert_eq!(error.code(), Some("invalid_credentials"));
        assert_eq!(service.total(), 1);
        assert_eq!(login.counts().get(EventKind::SignInFailed), 1);
        assert!(events.lock().unwrap()[0].starts_with("sign_in_failed code=invalid_credentials"));
        let failed = State::Failed {
            code: Some("invalid_credentials".into()),
            needs_sign_in: false,
        };
        assert_eq!(login.state(), failed);

        let limited = r#"{"error":{"code":"rate_limited","message":"Too many attempts"}}"#;
        service.instead(
            "password",
            Instead::Answer(429, limited, vec![("retry-after", "20")]),
        );
        let error = login
            .sign_in("user@example.com", "password-canary")
            .await
            .unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(20)));
        assert_eq!(service.total(), 2);
        service.clock.advance(Duration::from_secs(19));
        let error = login
            .sign_in("user@example.com", "password-canary")
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("asked to wait; 1 s are left"),
            "{error}"
        );
        assert!(error.not_sent() && error.is_rate_limited());
        assert_eq!(service.total(), 2);
        service.clock.advance(Duration::from_secs(1));
        login
            .sign_in("user@example.com", "password-canary")
            .await
            .unwrap();
    });
}

#[test]
fn signing_out_clears_everywhere() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = service.login().store(Arc::clone(&store));
        let session = login
            .sign_in("user@example.com", "password-canary")
            .tenant("org_1")
            .await
            .unwrap();
        let other = session.switch("org_2").await.unwrap();
        let elsewhere = service.login().store(store);
        let shared = elsewhere
            .resume("user@example.com")
            .tenant("org_1")
            .await
            .unwrap();

        session.sign_out().await.unwrap();
        assert_eq!(service.count("logout"), 1);
        let before = service.total();
        for session in [&session, &other] {
            assert_eq!(session.state(), State::SignedOut);
            let error = service
                .client(session)
                .send(&ListInvoices)
                .await
                .unwrap_err();
            assert!(error.needs_sign_in() && error.not_sent(), "{error}");
        }
        // The other process finds out when it tries to renew.
        service.expire();
        let error = service
            .client(&shared)
            .send(&ListInvoices)
            .await
            .unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
        assert_eq!(shared.state(), State::SignedOut);
        assert_eq!(service.count("refresh/"), 0);
        assert_eq!(service.total(), before + 1);
        let error = elsewhere
            .resume("user@example.com")
            .tenant("org_1")
            .await
            .unwrap_err();
        assert!(error.needs_sign_in(), "{error}");
    });
}

#[test]
fn a_sign_out_that_fails_forgets_all_the_same() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.refuse("logout", 500, "{}");
        assert!(session.sign_out().await.is_err());
        assert_eq!(session.counts().get(EventKind::SignOutFailed), 1);
        let error = service
            .client(&session)
            .send(&ListInvoices)
            .await
            .unwrap_err();
        assert!(error.needs_sign_in());
        // A session that the service no longer knows counts as signed out.
        let session = service.session("org_1").await;
        service.refuse(
            "logout",
            403,
            r#"{"error":{"code":"session_not_found","message":""}}"#,
        );
        session.sign_out().await.unwrap();
    });
}

#[test]
fn sessions_begin_with_identity_tokens_of_the_caller() {
    run(async {
        let service = Service::new();
        let login = service.login();
        let begun = login
            .from_identity_tokens("identity-of-a-browser", "its-refresh")
            .tenant("org_1");
        let session = begun.await.unwrap();
        assert_eq!(
            (service.count("password"), service.count("exchange")),
            (0, 1)
        );
        service.client(&session).send(&ListInvoices).await.unwrap();
        // A token that was issued long ago is renewed before it is exchanged.
        let old = service.session("org_1").await;
        drop(old);
        let ended = format!(
            "e30.{}.c2ln",
            URL_SAFE_NO_PAD.encode(r#"{"iat":1,"exp":3601}"#)
        );
        let begun = login.from_identity_tokens(ended, "identity-refresh-canary-4");
        begun.tenant("org_1").await.unwrap();
        assert_eq!(service.count("grant_type=refresh_token"), 1);
        for odd in ["", "with space", "line\n"] {
            let error = login
                .from_identity_tokens(odd, "its-refresh")
                .await
                .unwrap_err();
            assert!(error.is_credential(), "{error}");
        }
    });
}

#[test]
fn sessions_with_tokens_of_a_tenant_refresh_but_do_not_switch() {
    run(async {
        let service = Service::new();
        let tokens = service.session("org_1").await;
        drop(tokens);
        let login = service.login();
        // The fourth token that the service issued is the tenant's refresh token.
        let session = login
            .from_tokens("unknown-access", "refresh-canary-4")
            .await
            .unwrap();
        let before = service.total();
        let error = session.switch("org_2").await.unwrap_err();
        assert!(error.needs_sign_in() && error.not_sent(), "{error}");
        assert_eq!(service.total(), before);
        service.client(&session).send(&ListInvoices).await.unwrap();
        assert_eq!(service.count("refresh/"), 1);
        session.sign_out().await.unwrap();
        assert_eq!(service.count("logout"), 0);
    });
}

#[test]
fn changes_tell_a_user_interface_what_happens() {
    run(async {
        let service = Service::new();
        let login = service.login();
        let mut changes = login.changes();
        assert_eq!(changes.next().await, Some(State::SignedOut));
        service.gate.forget_permits(usize::MAX);
        let signing_in = tokio::spawn(
            login
                .sign_in("user@example.com", "password-canary")
                .into_future(),
        );
        assert_eq!(changes.next().await, Some(State::SigningIn));
        service.gate.add_permits(1000);
        let session = signing_in.await.unwrap().unwrap();
        assert!(matches!(
            changes.next().await,
            Some(State::SignedIn { tenant: None, .. })
        ));
        let mut changes = session.changes();
        let Some(State::SignedIn { until, .. }) = changes.next().await else {
            panic!("not signed in");
        };
        let lives = until
            .duration_since(billing_runtime::client::clock::Clock::now(&service.clock))
            .unwrap();
        assert_eq!(lives, Duration::from_secs(3600));
        session.sign_out().await.unwrap();
        assert_eq!(changes.next().await, Some(State::SignedOut));
    });
}
