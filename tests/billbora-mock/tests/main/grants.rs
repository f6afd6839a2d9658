//! The password grant and the refresh grant.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billbora_mock::{ANON_KEY, EMAIL, PASSWORD};
use serde_json::{Value, json};

use crate::http::*;

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_password_gives_tokens() {
    let mock = start();
    let tokens = sign_in(&mock);
    assert_eq!(tokens["token_type"], json!("bearer"));
    assert_eq!(tokens["expires_in"], json!(3_600));
    assert_eq!(tokens["user"]["email"], json!(EMAIL));
    let claims = claims(&tokens["access_token"]);
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "email",
        "phone",
        "app_metadata",
        "user_metadata",
        "role",
        "aal",
        "amr",
        "session_id",
        "is_anonymous",
    ] {
        assert!(claims.get(name).is_some(), "{name}");
    }
    assert_eq!(claims["exp"], tokens["expires_at"]);
    assert_eq!(claims["sub"], tokens["user"]["id"]);
    assert_eq!(mock.controls().counts().sign_ins, 1);
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn a_wrong_password_and_an_unknown_user_look_the_same() {
    let mock = start();
    let wrong = password_grant(&mock, EMAIL, "wrong");
    assert_eq!(wrong.denied(), (400, "invalid_credentials".to_owned()));
    assert_eq!(wrong.json()["msg"], json!("Invalid login credentials"));
    assert_eq!(
        password_grant(&mock, "nobody@example.com", PASSWORD).body,
        wrong.body
    );
}

#[test]
fn what_is_sent_is_checked() {
    let mock = start();
    let grant = |body: Value| identity(&mock, "/token?grant_type=password", &body).denied();
    let failed = (400, "validation_failed".to_owned());
    assert_eq!(grant(json!({ "email": EMAIL })), failed);
    assert_eq!(grant(json!({ "password": PASSWORD })), failed);
    let both = json!({ "email": EMAIL, "phone": "36301234567", "password": PASSWORD });
    assert_eq!(grant(both), failed);
    let bad = identity(&mock, "/token?grant_type=magic", &json!({}));
    assert_eq!(bad.denied().1, "invalid_credentials");
    assert_eq!(bad.json()["msg"], json!("unsupported_grant_type"));
    let headers = [("apikey", ANON_KEY), ("content-type", "text/plain")];
    let path = "/auth/v1/token?grant_type=password";
    let text = send(&mock, "POST", path, &headers, Some(&json!({}))).unwrap();
    assert_eq!(text.denied().1, "bad_json");
    assert_eq!(renew(&mock, &json!("short")).denied(), failed);
}

#[test]
fn the_public_key_goes_with_every_call() {
    let mock = start();
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let path = "/auth/v1/token?grant_type=password";
    for headers in [&[][..], &[("apikey", "other")]] {
        let answer = send(&mock, "POST", path, headers, Some(&body)).unwrap();
        assert_eq!(answer.denied(), (401, "no_authorization".to_owned()));
    }
}

#[test]
fn a_refresh_token_is_good_for_one_use() {
    let mock = start();
    let first = sign_in(&mock);
    let answer = renew(&mock, &first["refresh_token"]);
    let second = answer.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(
        answer.header("sb-auth-user-id"),
        first["user"]["id"].as_str()
    );
    let session = claims(&second["access_token"])["session_id"].clone();
    assert_eq!(answer.header("sb-auth-session-id"), session.as_str());
    assert_eq!(claims(&first["access_token"])["session_id"], session);
    assert_eq!(mock.controls().counts().renewals, 1);
}

#[test]
fn a_used_token_is_taken_for_ten_seconds_and_then_ends_the_session() {
    let mock = start();
    let controls = mock.controls();
    controls.clock(|| 1_800_000_000);
    let first = sign_in(&mock);
    let second = renew(&mock, &first["refresh_token"]).ok();
    controls.advance(Duration::from_secs(10));
    let again = renew(&mock, &first["refresh_token"]).ok();
    assert_eq!(again["refresh_token"], second["refresh_token"]);
    assert_eq!(controls.counts().reuses, 1);
    controls.advance(Duration::from_secs(1));
    let late = renew(&mock, &first["refresh_token"]);
    assert_eq!(
        late.denied(),
        (400, "refresh_token_already_used".to_owned())
    );
    let gone = (400, "session_not_found".to_owned());
    assert_eq!(renew(&mock, &second["refresh_token"]).denied(), gone);
    assert_eq!(renew(&mock, &first["refresh_token"]).denied(), gone);
    let other = renew(&mock, &json!("never-given-out-before"));
    assert_eq!(other.denied(), (400, "refresh_token_not_found".to_owned()));
    assert_eq!(controls.counts().revocations, 1);
}
