//! The token, as the documents describe it.

use serde_json::{Value, json};

use crate::http::{Answer, claims, now, send, sign};

fn ask(header: &str) -> Answer {
    let mock = billingo_mock::start().unwrap();
    send(&mock, "GET", "/api/user/is-sandbox", header, None).unwrap()
}

fn with(change: impl FnOnce(&mut Value)) -> Answer {
    let mut claims = claims(now());
    change(&mut claims);
    let token = sign(&claims, billingo_mock::PRIVATE_KEY);
    ask(&format!("Authorization: Bearer {token}\r\n"))
}

#[test]
fn both_scheme_words_are_taken() {
    let token = sign(&claims(now()), billingo_mock::PRIVATE_KEY);
    for scheme in ["Beamer", "Bearer"] {
        assert_eq!(
            ask(&format!("Authorization: {scheme} {token}\r\n")).status,
            200
        );
    }
    let answer = ask(&format!("Authorization: Basic {token}\r\n"));
    assert_eq!(answer.status, 401);
    assert!(answer.error().contains("Basic"));
}

#[test]
fn the_check_vector_is_taken_at_its_time() {
    let mock = billingo_mock::open()
        .unwrap()
        .clock(|| 1_700_000_010)
        .start()
        .unwrap();
    let claims = json!({
        "sub": "0123456789abcdef0123456789abcdef", "iat": 1_700_000_000, "exp": 1_700_000_030,
        "iss": "https://client.example/", "jti": "224dd730e3a37f3a004dbf08aaaef729",
    });
    let token = sign(&claims, "test-private-key");
    let header = format!("Authorization: Beamer {token}\r\n");
    let answer = send(&mock, "GET", "/api/user/is-sandbox", &header, None).unwrap();
    assert_eq!(answer.data(), json!({ "is_sandbox": true }));
}

#[test]
fn what_is_missing_is_401_and_what_is_wrong_is_403() {
    assert_eq!(ask("").status, 401);
    assert_eq!(ask("Authorization: Beamer\r\n").status, 401);
    assert_eq!(ask("Authorization: Beamer a.b\r\n").status, 401);
    let token = sign(&claims(now()), "another key");
    let answer = ask(&format!("Authorization: Beamer {token}\r\n"));
    assert_eq!(answer.status, 403);
    assert!(answer.error().contains("signature"), "{}", answer.error());
    assert_eq!(with(|claims| claims["sub"] = json!("someone")).status, 403);
}

#[test]
fn each_claim_is_checked() {
    assert_eq!(with(|_| {}).status, 200);
    for claim in ["sub", "iat", "exp", "iss", "jti"] {
        let answer = with(|claims| drop(claims.as_object_mut().unwrap().remove(claim)));
        assert_eq!(answer.status, 403, "{claim}");
    }
    assert_eq!(
        with(|claims| claims["iat"] = json!(now().to_string())).status,
        403
    );
    assert_eq!(with(|claims| claims["jti"] = json!("00")).status, 403);
    let late = with(|claims| claims["exp"] = json!(now() + 31));
    assert!(late.error().contains("30 seconds"), "{}", late.error());
}

#[test]
fn a_token_has_its_time() {
    let past = with(|claims| *claims = self::claims(now() - 31));
    assert_eq!(past.status, 401);
    assert!(past.error().contains("over"), "{}", past.error());
    let future = with(|claims| *claims = self::claims(now() + 3600));
    assert!(
        future.error().contains("not valid yet"),
        "{}",
        future.error()
    );
}

#[test]
fn the_time_needs_no_token() {
    let mock = billingo_mock::start().unwrap();
    assert!(!mock.server_url("site").unwrap().ends_with("/api"));
    let answer = send(&mock, "GET", "/time?type=json", "", None).unwrap();
    assert!(answer.json()["time"].as_i64().unwrap() >= now() - 5);
}

#[test]
fn the_ledger_hides_the_token_unless_asked() {
    let mock = billingo_mock::start().unwrap();
    send(
        &mock,
        "GET",
        "/api/clients",
        "Authorization: Beamer secret\r\n",
        None,
    );
    assert_eq!(mock.seen()[0].header("authorization"), Some("Beamer ***"));
    let seen = &mock.seen_with_secrets()[0];
    assert_eq!(seen.header("authorization"), Some("Beamer secret"));
    assert_eq!(
        (seen.status, seen.operation.as_deref()),
        (401, Some("clients.list"))
    );
}
