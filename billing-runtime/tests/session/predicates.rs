//! What the errors of sessions say, compared with what the service received.

use std::time::Duration;

use billing_runtime::Error;

use super::service::{Instead, ListInvoices, Service, Session, run};

const HOUR: Duration = Duration::from_secs(3600);
const LIMITED: &str = r#"{"error":{"code":"rate_limited","message":"Too many"}}"#;

/// What replaces a step's response.
pub type Failing = fn() -> Instead;

pub const FAILINGS: &[(&str, Failing)] = &[
    ("unsent", || Instead::Unsent),
    ("lost", || Instead::Lost),
    ("429", || answer(429, "{}")),
    ("429 with a code", || answer(429, LIMITED)),
    ("429 with Retry-After", || {
        Instead::Answer(429, LIMITED, vec![("retry-after", "7")])
    }),
    ("a code that asks to wait", || answer(400, LIMITED)),
    ("400", || answer(400, r#"{"error":{"code":"x"}}"#)),
    ("401", || answer(401, "")),
    ("403 of HTML", || answer(403, "<html>no</html>")),
    ("302", || answer(302, "")),
    ("500", || answer(500, "oops")),
    ("503", || answer(503, "<html>later</html>")),
    ("no token", || answer(200, "{}")),
    ("no JSON", || answer(200, "<html>")),
    ("a token with a space", || {
        answer(
            200,
            r#"{"access_token":"a b","access":"a b","refresh":"r"}"#,
        )
    }),
];

fn answer(status: u16, body: &'static str) -> Instead {
    Instead::Answer(status, body, Vec::new())
}

/// An operation of a program, with the step that fails and what the service received of other
/// steps.
async fn asked(call: &str, service: &Service, session: &Session) -> Result<(), Error> {
    let login = service.login();
    match call {
        "sign in" | "sign in, exchange" => {
            let signing_in = login.sign_in("user@example.com", "password-canary");
            signing_in.tenant("org_1").await.map(drop)
        }
        "tokens of the caller" => {
            let begun = login.from_identity_tokens("identity", "its-refresh");
            begun.tenant("org_1").await.map(drop)
        }
        "switch, renew" | "switch, exchange" => session.switch("org_2").await.map(drop),
        "sign out" => session.sign_out().await,
        "call" => {
            let call = service.client(session).send(&ListInvoices).await;
            call.map(drop)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn not_sent_is_true_only_where_the_service_saw_nothing() {
    let calls = [
        ("sign in", "password"),
        ("sign in, exchange", "exchange"),
        ("tokens of the caller", "exchange"),
        ("switch, renew", "grant_type=refresh_token"),
        ("switch, exchange", "exchange"),
        ("sign out", "logout"),
    ];
    for (call, step) in calls {
        for (name, failing) in FAILINGS {
            run(async {
                let service = Service::new();
                let session = service.session("org_1").await;
                let before = service.total();
                // An identity that cannot be renewed is used as it is while it is valid.
                service.instead(step, failing());
                if call == "switch, renew" {
                    service.clock.advance(HOUR);
                    service.instead(step, failing());
                }
                if let Err(error) = asked(call, &service, &session).await {
                    let nothing = service.arrived() == before;
                    assert_eq!(error.not_sent(), nothing, "{call}, {name}: {error}");
                    nothing_to_look_for(&error);
                }
            });
        }
    }
}

/// Repeating a step does no harm, and a session has neither keys nor clocks to check.
fn nothing_to_look_for(error: &Error) {
    let shown = error.to_string();
    assert!(!error.outcome_unknown(), "{shown}");
    assert!(!shown.contains("look"), "{shown}");
    assert!(!shown.contains("the clock"), "{shown}");
}

/// A call whose token cannot be renewed: nothing of the call was sent, or one attempt.
#[test]
fn a_call_was_sent_where_it_was_sent() {
    for (name, failing) in FAILINGS {
        for refused in [false, true] {
            run(async {
                let service = Service::new();
                let session = service.session("org_1").await;
                match refused {
                    true => service.expire(),
                    false => service.clock.advance(HOUR),
                }
                for step in [
                    "refresh/",
                    "refresh/",
                    "grant_type=refresh_token",
                    "exchange",
                ] {
                    service.instead(step, failing());
                    service.instead(step, failing());
                }
                let error = asked("call", &service, &session).await.unwrap_err();
                let sent = service.count("invoices");
                assert_eq!(sent, usize::from(refused), "{name}");
                assert_eq!(error.not_sent(), sent == 0, "{name}: {error}");
                nothing_to_look_for(&error);
            });
        }
    }
}

/// A refusal without a message does not tell the owner of a session to check keys.
#[test]
fn a_refused_call_does_not_send_the_owner_of_a_session_to_keys() {
    run(async {
        let service = Service::new();
        let session = service.session("org_1").await;
        service.refuse("invoices", 403, "<html>Forbidden</html>");
        let error = asked("call", &service, &session).await.unwrap_err();
        assert!(error.is_auth() && !error.needs_sign_in(), "{error}");
        nothing_to_look_for(&error);
        assert!(error.to_string().contains("firewall"), "{error}");
    });
}

#[test]
fn wrong_credentials_are_a_refusal_of_the_caller() {
    for (status, body, auth) in [
        (
            400,
            r#"{"error":{"code":"invalid_credentials","message":"Wrong"}}"#,
            true,
        ),
        (
            400,
            r#"{"error":{"code":"invalid_grant","message":"Wrong"}}"#,
            true,
        ),
        (
            422,
            r#"{"error":{"code":"invalid_credentials","message":"Wrong"}}"#,
            true,
        ),
        (401, "", true),
        (403, "<html>no</html>", true),
        (
            400,
            r#"{"error":{"code":"validation_failed","message":"No"}}"#,
            false,
        ),
        (429, LIMITED, false),
        (503, "<html>later</html>", false),
        (
            500,
            r#"{"error":{"code":"invalid_grant","message":"Wrong"}}"#,
            false,
        ),
    ] {
        run(async {
            let service = Service::new();
            let session = service.session("org_1").await;
            service.refuse("password", status, body);
            let error = asked("sign in", &service, &session).await.unwrap_err();
            assert_eq!(error.is_auth(), auth, "{status} {body}: {error}");
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert!(!error.needs_sign_in(), "{error}");
        });
    }
}

/// A rate limit of one person holds nobody else back, and its message does not quote the service.
#[test]
fn a_limit_holds_back_one_person() {
    for asked_for in [None, Some("20")] {
        run(async {
            let service = Service::new();
            let login = service.login();
            let signed_in = async |user: &str| {
                let signing_in = login.sign_in(user, "password-canary");
                signing_in.await.map(drop)
            };
            let headers = asked_for.map(|seconds| ("retry-after", seconds));
            let limited = Instead::Answer(429, "{}", headers.into_iter().collect());
            service.instead("password", limited);
            let error = signed_in("first@example.com").await.unwrap_err();
            assert!(!error.not_sent() && error.is_rate_limited(), "{error}");
            assert_eq!(error.retry_after().is_some(), asked_for.is_some());
            let arrived = service.arrived();

            let error = signed_in("first@example.com").await.unwrap_err();
            assert!(error.not_sent() && error.is_rate_limited(), "{error}");
            assert_eq!(service.arrived(), arrived);
            let claims = error.to_string().contains("the service asked to wait");
            assert_eq!(claims, asked_for.is_some(), "{error}");

            signed_in("second@example.com").await.unwrap();
            service.clock.advance(Duration::from_secs(30));
            signed_in("first@example.com").await.unwrap();
        });
    }
}
