//! No secret is ever shown.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use billing_runtime::endpoint::Nothing;
use billing_runtime::session::store::{Key, MemoryStore, TokenStore as _};
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::types::Secret;
use billing_runtime::{Client, Endpoint, Wire};

use super::service::{Instead, ListInvoices, Service, run};

/// Fault 76: no `Debug`, `Display`, source, state or event contains a canary, even if the service
/// repeats what it was sent.
#[test]
fn fault_76_canaries() {
    run(async {
        let service = Service::new();
        let store = Arc::new(MemoryStore::new());
        let shown = Arc::new(Mutex::new(String::new()));
        let events = Arc::clone(&shown);
        let login = service
            .login()
            .store(Arc::clone(&store))
            .on_event(move |event| {
                write!(events.lock().unwrap(), "{event} {event:?}").unwrap();
            });
        let show = |what: &dyn std::fmt::Debug| {
            write!(shown.lock().unwrap(), "{what:?} {what:#?}").unwrap();
        };
        let fail = |error: billing_runtime::Error| {
            let mut source: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = source {
                write!(shown.lock().unwrap(), "{error} {error:?}").unwrap();
                source = error.source();
            }
            for text in [error.message(), error.code()] {
                write!(shown.lock().unwrap(), "{text:?}").unwrap();
            }
            write!(shown.lock().unwrap(), "{:?}", error.details()).unwrap();
            write!(
                shown.lock().unwrap(),
                "{}",
                String::from_utf8_lossy(error.body())
            )
            .unwrap();
        };
        let signing_in = login.sign_in("user@example.com", "password-canary");
        show(&signing_in);
        let echo = r#"{"error":{"code":"x","message":"you sent password-canary","details":{"password":"password-canary"}}}"#;
        service.instead(
            "password",
            Instead::Answer(400, echo, vec![("x-echo", "password-canary")]),
        );
        fail(signing_in.await.unwrap_err());
        // A truncated successful response contains tokens.
        service.refuse(
            "exchange",
            200,
            r#"{"refresh":"refresh-canary-0","access":"#,
        );
        fail(
            login
                .sign_in("user@example.com", "password-canary")
                .await
                .unwrap_err(),
        );
        let session = login
            .sign_in("user@example.com", "password-canary")
            .tenant("org_1")
            .await
            .unwrap();
        let client = service.client(&session);
        service.refuse("invoices", 400, r#"{"error":{"code":"x","message":"access-canary-5 refresh-canary-6 identity-refresh-canary-4"}}"#);
        fail(client.send(&ListInvoices).await.unwrap_err());
        service.clock.advance(Duration::from_secs(3600));
        service.end_identity();
        service.refuse(
            "refresh/",
            400,
            r#"{"error":{"code":"x","message":"not refresh-canary-6"}}"#,
        );
        fail(client.send(&ListInvoices).await.unwrap_err());
        let key = Key {
            account: "example.session:user@example.com".into(),
            slot: "tenant:org_1".into(),
        };
        let entry = store.load(&key).await.unwrap().unwrap();
        assert!(
            entry.text.expose().contains("access-canary-5"),
            "the test knows the tokens' names"
        );
        show(&entry);
        show(&store);
        show(&login);
        show(&session);
        show(&client);
        show(&session.state());
        show(&session.changes());
        show(&login.sign_in("user@example.com", "password-canary"));
        show(&session.sign_out());
        show(&key);
        session.sign_out().await.unwrap();
        let shown = shown.lock().unwrap();
        assert!(shown.contains("RefreshFailed"), "events are looked at");
        let found = shown
            .find("canary")
            .map(|at| &shown[at.saturating_sub(200)..at + 20]);
        assert_eq!(found, None);
    });
}

#[derive(Clone, Debug, Wire)]
struct Grant {
    password: Secret,
}

/// `POST /grant`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/grant", effect = create, returns = Nothing)]
struct PostGrant {
    ticket: Secret,
    #[endpoint(body)]
    body: Grant,
}

/// Secrets that a caller puts into a call are masked, too.
#[test]
fn fault_76_secrets_among_the_values_of_a_call() {
    let mock = MockTransport::new();
    let echo = r#"{"message":"password-canary and ticket-canary"}"#;
    mock.reply(Reply::json(400, echo).header("x-echo", "password-canary"));
    let shown = Arc::new(Mutex::new(String::new()));
    let exchanges = Arc::clone(&shown);
    let client = Client::builder()
        .transport(mock.clone())
        .on_attempt(move |exchange| write!(exchanges.lock().unwrap(), "{exchange:?}").unwrap())
        .base_url("https://api.example")
        .build()
        .unwrap();
    let call = PostGrant {
        ticket: "ticket-canary".into(),
        body: Grant {
            password: "password-canary".into(),
        },
    };
    let request = client.request(&call).unwrap();
    let error = block_on(client.send(&call)).unwrap_err();
    assert!(mock.requests()[0].url().contains("ticket-canary"));
    assert!(mock.requests()[0].body().contains("password-canary"));
    let shown = format!("{}{call:?}{error:?}{error}", shown.lock().unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    let body = format!("{request:?}");
    assert!(!body.contains("canary"), "{body}");
}
