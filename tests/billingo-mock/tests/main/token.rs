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
    assert!(past.error().contains("expired"), "{}", past.error());
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

/// The tokens of published clients go beyond what the documents allow: node-billingo's live for 70
/// seconds, those of voov's PHP connector for 120 seconds, with a `jti` of the current time instead
/// of `iat`.
#[test]
fn each_part_of_the_rule_can_be_relaxed() {
    let folder = std::env::temp_dir().join(format!("billingo-rules-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let status = |rules: &str, change: &dyn Fn(&mut Value)| {
        let file = folder.join("mock.toml");
        std::fs::write(&file, format!("[token]\n{rules}\n")).unwrap();
        let setup = billing_mock::Mock::setup().settings(&file);
        let mock = billingo_mock::with_handlers(setup.open(billingo_mock::folder()).unwrap());
        let mock = mock.clock(|| 1_700_000_000).start().unwrap();
        let mut claims = claims(1_700_000_000);
        change(&mut claims);
        let token = sign(&claims, billingo_mock::PRIVATE_KEY);
        let header = format!("Authorization: Bearer {token}\r\n");
        let answer = send(&mock, "GET", "/api/user/is-sandbox", &header, None).unwrap();
        answer.status
    };
    let node = |claims: &mut Value| {
        *claims = self::claims(1_700_000_000 - 10);
        claims["exp"] = json!(1_700_000_060);
    };
    let php = |claims: &mut Value| {
        let of_now = self::claims(1_700_000_000)["jti"].clone();
        *claims = self::claims(1_700_000_000 - 60);
        claims["exp"] = json!(1_700_000_060);
        claims["nbf"] = json!(1_700_000_000 - 60);
        claims["jti"] = of_now;
    };
    let ahead = |claims: &mut Value| *claims = self::claims(1_700_000_001);
    let nameless = |claims: &mut Value| drop(claims.as_object_mut().unwrap().remove("iss"));
    for (rules, change, taken) in [
        ("", &node as &dyn Fn(&mut Value), 403),
        ("lifetime = 69", &node, 403),
        ("lifetime = 70", &node, 200),
        ("", &php, 403),
        ("lifetime = 120", &php, 403),
        ("unchecked = [\"jti\"]", &php, 403),
        ("lifetime = 120\nunchecked = [\"jti\"]", &php, 200),
        ("", &ahead, 200),
        ("leeway = 0", &ahead, 401),
        ("", &nameless, 403),
        ("unchecked = [\"iss\"]", &nameless, 200),
    ] {
        assert_eq!(status(rules, change), taken, "{rules:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_strict_server_takes_no_token_from_the_future() {
    let header = |ahead: i64| {
        let token = sign(&claims(1_700_000_000 + ahead), billingo_mock::PRIVATE_KEY);
        format!("Authorization: Beamer {token}\r\n")
    };
    let mock = billingo_mock::open().unwrap();
    let mock = mock.strict().clock(|| 1_700_000_010).clock_ahead(-10);
    let mock = mock.start().unwrap();
    let ask = |ahead| send(&mock, "GET", "/api/user/is-sandbox", &header(ahead), None).unwrap();
    assert_eq!(
        [
            ask(0).status,
            ask(1).status,
            ask(-29).status,
            ask(-30).status
        ],
        [200, 401, 200, 401]
    );
    let said = "date: Tue, 14 Nov 2023 22:13:20 GMT";
    assert!(ask(1).head.contains(said), "{}", ask(1).head);
    mock.set_clock_ahead(-9);
    assert_eq!([ask(1).status, ask(2).status], [200, 401]);
}
