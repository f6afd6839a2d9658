//! Credentials: which is sent, which is refused, and that none is ever shown.

use std::fmt::Write as _;

use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{MockTransport, Reply};
use billing_runtime::transport::Failure;
use billing_runtime::types::Secret;
use billing_runtime::{Client, Credential, Endpoint, Error, Id};

use super::api::*;

#[derive(Clone, Credential)]
#[credential(header(name = "X-Api-Key", value = key), header(name = "X-Org", value = "org-1"))]
struct Headers {
    key: Secret,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/ping", effect = read, auth = Headers, returns = Nothing)]
struct Ping;

fn client_with(mock: &MockTransport, credential: impl Credential) -> Client {
    let client = Client::builder()
        .transport(mock.clone())
        .credential(credential)
        .build()
        .unwrap();
    client.with_servers(SERVERS)
}

#[test]
fn a_credential_of_another_kind_sends_nothing() {
    let mock = MockTransport::new();
    let client = client_with(&mock, ApiKey::new("some-key").unwrap());
    let error = send(&client, &GetInvoice { id: Id::from(1) }).unwrap_err();
    assert!(error.is_credential() && error.not_sent());
    assert_eq!(
        error.to_string(),
        "GetInvoice (GET /invoices/{id}): the call needs a credential of type `Keys`, and the \
         client has only other types; add one with `Client::builder().credential(...)`"
    );
    let none = Client::builder()
        .transport(mock.clone())
        .build()
        .unwrap()
        .with_servers(SERVERS);
    let error = send(&none, &GenerateInvoice { id: Id::from(1) }).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("of type `ApiKey` or `Keys`, and the client has no credential"),
        "{error}"
    );
    assert!(mock.requests().is_empty());
}

#[test]
fn the_first_kind_that_the_client_has_is_sent() {
    let mock = MockTransport::new();
    for _ in 0..2 {
        mock.respond(200, r#"{"success":true,"id":1}"#);
    }
    send(
        &client_with(&mock, ApiKey::new("some-key").unwrap()),
        &GenerateInvoice { id: Id::from(1) },
    )
    .unwrap();
    send(
        &client_with(&mock, keys()),
        &GenerateInvoice { id: Id::from(1) },
    )
    .unwrap();
    let sent = mock.requests();
    assert_eq!(sent[0].header("authorization"), "Bearer some-key");
    assert!(sent[1].header("authorization").starts_with("Beamer ey"));
}

#[test]
fn keys_in_headers_of_their_own() {
    let mock = MockTransport::new();
    mock.respond(200, "");
    send(
        &client_with(&mock, Headers::new("some-key").unwrap()),
        &Ping,
    )
    .unwrap();
    let request = &mock.requests()[0];
    assert_eq!(
        (request.header("x-api-key"), request.header("x-org")),
        ("some-key", "org-1")
    );
    assert!(request.headers()["x-api-key"].is_sensitive());
}

/// Fault 64, and a key that cannot stand in a header (fault 77).
#[test]
fn fault_64_and_77_unusable_keys_send_nothing() {
    for bad in ["", " ", "key\n", " key", "ke\ny"] {
        let error = Keys::new("public", bad).unwrap_err();
        assert!(error.is_credential() && error.not_sent(), "{error}");
        assert!(error.to_string().starts_with("`private_key` "), "{error}");
        assert!(
            Keys::new(bad, "private")
                .unwrap_err()
                .to_string()
                .starts_with("`public_key` ")
        );
    }
    let mock = MockTransport::new();
    let client = client_with(&mock, ApiKey::new("kéy").unwrap());
    let error = send(&client, &GenerateInvoice { id: Id::from(1) }).unwrap_err();
    assert!(
        error.is_credential() && !error.to_string().contains("kéy"),
        "{error}"
    );
    let client = client_with(&mock, keys().with_scheme("Bear er"));
    assert!(
        send(&client, &GetCode { id: Id::from(1) })
            .unwrap_err()
            .is_credential()
    );
    assert!(mock.requests().is_empty());
}

#[test]
fn keys_from_the_environment_name_what_is_missing() {
    let error = Keys::from_env("BILLING_RUNTIME_TEST_UNSET").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`BILLING_RUNTIME_TEST_UNSET_PUBLIC_KEY` is not set"),
        "{error}"
    );
}

fn everything(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let body = String::from_utf8_lossy(error.body()).into_owned();
    let _ = write!(
        text,
        "{body} {:?} {:?} {:?}",
        error.message(),
        error.code(),
        error.headers()
    );
    let _ = write!(text, "{:?} {:?}", error.details(), error.field_errors());
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let _ = write!(text, "{inner} {inner:?}");
        source = inner.source();
    }
    text
}

/// Fault 76: secrets are in nothing that can be printed, also where the server repeats them.
#[test]
fn fault_76_secrets_are_never_shown() {
    let (client, mock) = client();
    mock.respond(200, r#"{"success":true}"#);
    send(&client, &SendInvoice { id: Id::from(1) }).unwrap();
    let sent = mock.requests()[0].header("authorization").to_owned();
    let token = sent.strip_prefix("Beamer ").unwrap();
    let key = "canary-private-key";
    let mirror = format!(
        r#"{{"success":false,"error":"bad {key}","errors":{{"{key}":["{token}"]}},"h":"{sent}"}}"#
    );
    let replies = [
        Reply::json(403, mirror.clone()).header("x-echo", &sent),
        Reply::json(200, mirror.clone()),
        Reply::json(500, format!("{{\"x\":\"{token}\"")),
        Reply::media(502, "text/html", format!("<p>{sent}</p>")),
        Reply::media(200, &format!("text/{key}"), format!("<p>{sent}</p>")),
        Reply::json(200, format!(r#"{{"success":"{key}"}}"#)),
        Reply::json(200, format!(r#"{{"success":true,"type":"{key}"}}"#)),
        Reply::json(302, "").header("location", &format!("https://x.example/?t={token}")),
        Reply::failure(Failure::lost("connection reset")),
    ];
    for reply in replies {
        mock.reply(reply);
        let text = everything(&send(&client, &GetInvoice { id: Id::from(7) }).unwrap_err());
        assert!(!text.contains(key) && !text.contains(token), "{text}");
    }
    let shown = format!("{:?} {:?} {client:?}", keys(), ApiKey::new(key).unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        shown.contains("Keys { public_key: \"0123456789abcdef0123456789abcdef\", private_key: ***"),
        "{shown}"
    );
}

/// Names of members stand in errors, and a server may put anything there. Found by fuzzing.
#[test]
fn fault_76_a_key_as_the_name_of_a_member() {
    let key = "canary-private-key";
    for body in [
        format!(
            r#"{{"success":true,"type":"invoices","data":{{"id":1,"attributes":{{"{key}":tru}}}}}}"#
        ),
        format!(
            r#"{{"success":true,"type":"invoices","data":{{"id":1,"attributes":{{"{key}":1,"{key}":2}}}}}}"#
        ),
        format!(
            r#"{{"success":true,"type":"invoices","data":{{"id":1,"attributes":{{"x":{{"{key}":[nul]}}}}}}}}"#
        ),
    ] {
        let (client, mock) = client();
        mock.respond(200, body);
        let error = send(&client, &GetInvoice { id: Id::from(1) }).unwrap_err();
        assert!(error.is_decode(), "{error}");
        let decoding = error.decode_error().unwrap();
        let shown = format!("{error} {error:?} {decoding} {}", decoding.pointer());
        assert!(!shown.contains(key) && shown.contains("***"), "{shown}");
    }
}
