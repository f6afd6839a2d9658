//! Refused calls: which are sent again, and which are not.

use std::time::Duration;

use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::{Client, Error, Value};

use super::service::{ListInvoices, SERVERS, Service, Session, run};

async fn call(service: &Service, session: &Session) -> Result<Value, Error> {
    service.client(session).send(&ListInvoices).await
}

/// Fault 71: a call signed with the old token takes the new one, without another refresh.
#[test]
fn fault_71_old_tokens_do_not_refresh_again() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let client = service.client(&session);
        service.expire();
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.send(&ListInvoices).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(service.count("refresh/"), 1);
        assert!(
            service.count("invoices") <= 200,
            "at most one replay for each call"
        );
        assert_eq!(session.counts().get(EventKind::RefreshFailed), 0);
        assert!(session.counts().get(EventKind::Unauthorized) >= 1);
    });
}

/// Fault 72: if the service refuses everything, a call is sent once more and then fails.
#[test]
fn fault_72_refused_for_ever() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let expired = r#"{"error":{"code":"token_expired","message":"expired"}}"#;
        for _ in 0..100 {
            service.refuse("invoices", 401, expired);
        }
        let error = call(&service, &session).await.unwrap_err();
        assert_eq!(error.code(), Some("token_expired"));
        assert_eq!(
            (service.count("refresh/"), service.count("invoices")),
            (1, 2)
        );
        // However often that happens, refreshing ends.
        for _ in 0..20 {
            call(&service, &session).await.unwrap_err();
        }
        assert_eq!(service.count("refresh/"), 3);
        // After a pause it is tried again.
        service.clock.advance(Duration::from_secs(6));
        call(&service, &session).await.unwrap_err();
        assert_eq!(service.count("refresh/"), 4);
    });
}

#[test]
fn fault_72_a_tenant_that_is_denied_never_refreshes() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let denied = r#"{"error":{"code":"organization_access_denied","message":"No"}}"#;
        for status in [403, 401] {
            service.refuse("invoices", status, denied);
            let error = call(&service, &session).await.unwrap_err();
            assert_eq!(error.code(), Some("organization_access_denied"));
            assert!(!error.needs_sign_in());
        }
        assert_eq!(
            (service.count("refresh/"), service.count("invoices")),
            (0, 2)
        );
        assert_eq!(session.counts().get(EventKind::Forbidden), 1);
        call(&service, &session).await.unwrap();
    });
}

#[test]
fn an_invalid_token_asks_for_a_sign_in() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let invalid = || {
            let said = r#"{"error":{"code":"invalid_token","message":"Malformed"}}"#;
            service.refuse("invoices", 401, said);
        };
        // The identity is valid, so nobody has to sign in.
        invalid();
        call(&service, &session).await.unwrap();
        assert!(matches!(session.state(), State::SignedIn { .. }));
        let sent = |path| service.count(path);
        assert_eq!(
            (sent("refresh/"), sent("invoices"), sent("exchange")),
            (0, 2, 2)
        );

        // The tokens from the identity are refused as well, so the session ends.
        invalid();
        invalid();
        let error = call(&service, &session).await.unwrap_err();
        assert!(!error.needs_sign_in() && error.is_api(), "{error}");
        assert!(matches!(session.state(), State::SignedIn { .. }));
        invalid();
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in() && error.is_api(), "{error}");
        let failed = State::Failed {
            code: Some("invalid_token".into()),
            needs_sign_in: true,
        };
        assert_eq!(session.state(), failed);
        assert_eq!(
            (sent("refresh/"), sent("invoices"), sent("exchange")),
            (0, 5, 3)
        );
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in() && error.not_sent(), "{error}");

        // A session with a tenant's tokens has no identity.
        let given = service.login().from_tokens("unknown", "unknown-too");
        let session = given.tenant("org_1").await.unwrap();
        invalid();
        let error = call(&service, &session).await.unwrap_err();
        assert!(error.needs_sign_in() && error.is_api(), "{error}");
        assert_eq!(session.state(), failed);
        assert_eq!(
            (sent("refresh/"), sent("invoices"), sent("exchange")),
            (0, 6, 3)
        );
    });
}

#[test]
fn a_bare_401_is_an_expired_token() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.refuse(
            "invoices",
            401,
            r#"{"detail":"Given token not valid","code":"token_not_valid"}"#,
        );
        call(&service, &session).await.unwrap();
        assert_eq!(
            (service.count("refresh/"), service.count("invoices")),
            (1, 2)
        );
        // A code with another status means something else; a server error may be temporary.
        service.refuse(
            "invoices",
            500,
            r#"{"error":{"code":"token_expired","message":""}}"#,
        );
        call(&service, &session).await.unwrap();
        assert_eq!(
            (service.count("refresh/"), service.count("invoices")),
            (1, 4)
        );
    });
}

#[test]
fn tokens_go_nowhere_else() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        let elsewhere = Client::builder()
            .transport(service.clone())
            .clock(service.clock.clone())
            .credential(session.clone())
            .base_url("https://api.example.evil/v1")
            .build()
            .unwrap()
            .with_servers(SERVERS);
        let error = elsewhere.send(&ListInvoices).await.unwrap_err();
        assert!(error.is_credential() && error.not_sent());
        assert!(
            error.to_string().contains("are for https://api.example,"),
            "{error}"
        );
        assert_eq!(service.count("invoices"), 0);
    });
}
