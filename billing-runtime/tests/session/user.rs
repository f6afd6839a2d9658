//! What the service says about the person.

use std::sync::Arc;

use billing_runtime::session::store::MemoryStore;
use billing_runtime::{Value, Wire};

use super::service::{Instead, Service, Session, run};

/// The type that a generated client would have.
#[derive(Clone, Debug, PartialEq, Wire)]
struct User {
    id: String,
    email: Option<String>,
}

fn id(session: &Session) -> String {
    session.user_as::<User>().unwrap().unwrap().id
}

#[test]
fn it_comes_with_the_identity_and_is_kept_in_the_store() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let login = service.login().store(Arc::clone(&store));
        let signing_in = login.sign_in("user@example.com", "password-canary");
        let session = signing_in.tenant("org_1").await.unwrap();
        assert_eq!(id(&session), "u-2");
        let exact = Value::from_json(r#"{"id":"u-2","email":"person-canary@example.com"}"#);
        assert_eq!(session.user(), exact.ok());
        let resumed = service.login().store(Arc::clone(&store));
        let resumed = resumed
            .resume("user@example.com")
            .tenant("org_1")
            .await
            .unwrap();
        assert_eq!(id(&resumed), "u-2");

        // A renewal updates the person; a response without one changes nothing.
        let other = session.switch("org_2").await.unwrap();
        assert_eq!((id(&session), id(&other)), ("u-6".into(), "u-6".into()));
        let silent = r#"{"access_token":"identity-next","refresh_token":"refresh-next"}"#;
        service.instead(
            "grant_type=refresh_token",
            Instead::Answer(200, silent, Vec::new()),
        );
        let third = other.switch("org_3").await.unwrap();
        assert_eq!(id(&third), "u-6");

        let shown = format!("{session:?} {session:#?} {:?} {store:?}", session.state());
        assert!(
            !shown.contains("person-canary") && !shown.contains("u-6"),
            "{shown}"
        );
        session.sign_out().await.unwrap();
        assert_eq!(session.user(), None);
    });
}

#[test]
fn the_callers_own_tokens_tell_of_nobody() {
    run(async {
        let service = Service::new();
        let begun = service
            .login()
            .from_identity_tokens("identity", "its-refresh");
        assert_eq!(begun.tenant("org_1").await.unwrap().user(), None);
        let begun = service.login().from_tokens("access", "its-refresh");
        assert_eq!(begun.await.unwrap().user(), None);
        assert!(begun_type(&service).await.is_err());
    });
}

/// A value that the type does not accept is an error, and the value is still available.
async fn begun_type(service: &Service) -> Result<u32, billing_runtime::wire::Error> {
    let session = service.session("org_1").await;
    assert!(session.user().is_some());
    session.user_as::<u32>().unwrap()
}
