//! The scopes of a sign-out.

use std::sync::Arc;
use std::time::Duration;

use billing_runtime::client::Server;
use billing_runtime::client::event::EventKind;
use billing_runtime::endpoint::operation::{Effect, Method, Operation};
use billing_runtime::session::store::MemoryStore;
use billing_runtime::session::{
    Input, Login, NoIdentity, Output, Protocol, Scope, SessionSpec, State, Step,
};
use billing_runtime::testing::MockTransport;
use billing_runtime::{Value, Wire as _};

use super::service::{Instead, ListInvoices, Service, Session, run};

async fn works(service: &Service, session: &Session) -> bool {
    let call = service.client(session).send(&ListInvoices).await;
    call.is_ok()
}

#[test]
fn a_scope_is_sent_and_only_others_leave_this_session() {
    for (scope, sent) in [
        (None, "/logout"),
        (Some(Scope::Global), "/logout?scope=global"),
        (Some(Scope::Local), "/logout?scope=local"),
        (Some(Scope::Others), "/logout?scope=others"),
    ] {
        run(async {
            let service = Service::new();
            let store = Arc::new(MemoryStore::new());
            let login = service.login().store(Arc::clone(&store));
            let signing_in = login.sign_in("user@example.com", "password-canary");
            let session = signing_in.tenant("org_1").await.unwrap();
            let signing_out = session.sign_out();
            match scope {
                None => signing_out.await.unwrap(),
                Some(scope) => signing_out.scope(scope).await.unwrap(),
            }
            assert_eq!((service.count(sent), service.count("logout")), (1, 1));
            let stays = scope == Some(Scope::Others);
            assert_eq!(works(&service, &session).await, stays, "{scope:?}");
            assert_eq!(session.state() == State::SignedOut, !stays);
            let resumed = login.resume("user@example.com").tenant("org_1").await;
            assert_eq!(resumed.is_ok(), stays, "{scope:?}");
        });
    }
}

/// A failed sign-out is an error; if this session was to end, it ends all the same.
#[test]
fn a_sign_out_that_fails_says_so() {
    let failing: [fn() -> Instead; 4] = [
        || Instead::Answer(503, "later", Vec::new()),
        || Instead::Answer(403, "{}", Vec::new()),
        || Instead::Lost,
        || Instead::Unsent,
    ];
    for (number, failing) in failing.into_iter().enumerate() {
        for scope in [Scope::Others, Scope::Local] {
            run(async {
                let service = Service::new();
                let session = service.session("org_1").await;
                service.instead("logout", failing());
                let outcome = session.sign_out().scope(scope).await;
                // If the service no longer accepts the token, the session counts as signed out.
                let ended = number == 1 && scope == Scope::Local;
                assert_eq!(outcome.is_ok(), ended, "{number} {scope:?}: {outcome:?}");
                if let Err(error) = outcome {
                    assert!(
                        !error.needs_sign_in() && !error.outcome_unknown(),
                        "{error}"
                    );
                    assert_eq!(error.not_sent(), number == 3, "{error}");
                    assert_eq!(session.counts().get(EventKind::SignOutFailed), 1);
                }
                assert_eq!(works(&service, &session).await, scope == Scope::Others);
            });
        }
    }
}

/// The identity temporarily cannot be renewed: the service is not called, and the error says so.
#[test]
fn a_service_that_was_not_told_is_an_error() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.clock.advance(Duration::from_secs(3600));
        service.refuse("grant_type=refresh_token", 503, "later");
        let error = session.sign_out().await.unwrap_err();
        assert!(!error.not_sent() && !error.needs_sign_in(), "{error}");
        assert_eq!(service.count("logout"), 0);
        assert_eq!(session.state(), State::SignedOut);
    });
}

#[test]
fn others_are_ended_by_an_identity_only() {
    run(async {
        let service = Service::new();
        let session = service
            .login()
            .from_tokens("access", "refresh")
            .await
            .unwrap();
        let error = session.sign_out().scope(Scope::Others).await.unwrap_err();
        assert!(error.not_sent() && error.is_config(), "{error}");
        assert!(matches!(session.state(), State::SignedIn { .. }));
        session.sign_out().scope(Scope::Local).await.unwrap();
        assert_eq!(session.state(), State::SignedOut);
    });
}

const SIGN_IN: Operation = Operation::new("SignIn", Method::Post, "/token", Effect::Create);
const SIGN_OUT: Operation = Operation::new("SignOut", Method::Post, "/end", Effect::Delete);

/// An API whose sign-out has no scope.
struct Plain;

impl Protocol for Plain {
    type Identity = NoIdentity;
    const SPEC: &'static SessionSpec = &SessionSpec::new("plain.session")
        .servers(&[Server::new("https://plain.example")])
        .sign_in(
            Step::new(&SIGN_IN)
                .send(&[("user", Input::User), ("password", Input::Password)])
                .take(&[(Output::Access, "access"), (Output::User, "person")]),
        )
        .sign_out(Step::new(&SIGN_OUT).bearer(Input::Access));
}

#[test]
fn an_api_without_scopes_is_not_asked_for_one() {
    run(async {
        let mock = MockTransport::new();
        mock.respond(200, r#"{"access":"token","person":{"id":7}}"#);
        mock.respond(204, "");
        let login = Login::<Plain>::new(NoIdentity).transport(mock.clone());
        let session = login.sign_in("user", "password").await.unwrap();
        assert_eq!(session.user(), Value::from_json(r#"{"id":7}"#).ok());
        for scope in [Scope::Global, Scope::Local, Scope::Others] {
            let error = session.sign_out().scope(scope).await.unwrap_err();
            assert!(error.is_config() && error.not_sent(), "{error}");
            assert!(matches!(session.state(), State::SignedIn { .. }));
        }
        session.sign_out().await.unwrap();
        assert_eq!(
            (mock.requests().len(), session.state()),
            (2, State::SignedOut)
        );
    });
}
