//! The sign-out and its scopes.

use std::time::Duration;

use billbora_mock::ANON_KEY;
use serde_json::{Value, json};

use crate::http::*;

#[test]
fn scopes() {
    // For each scope, which of three sessions end when the first one signs out.
    for (scope, ended) in [
        ("", [true, true, true]),
        ("?scope=global", [true, true, true]),
        ("?scope=local", [true, false, false]),
        ("?scope=others", [false, true, true]),
    ] {
        let mock = start();
        let sessions: [Value; 3] = std::array::from_fn(|_| sign_in(&mock));
        let answer = sign_out(&mock, scope, &sessions[0]["access_token"]);
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{answer:?}");
        let after = sessions.map(|session| renew(&mock, &session["refresh_token"]).status != 200);
        assert_eq!(after, ended, "{scope}");
    }
}

#[test]
fn other_people_stay() {
    let mock = start();
    mock.controls()
        .account("other@example.com", "secret-2", &[]);
    let other = password_grant(&mock, "other@example.com", "secret-2").ok();
    sign_out(&mock, "", &sign_in(&mock)["access_token"]);
    renew(&mock, &other["refresh_token"]).ok();
}

#[test]
fn refusals() {
    let mock = start();
    let controls = mock.controls();
    let tokens = sign_in(&mock);
    let without = send(
        &mock,
        "POST",
        "/auth/v1/logout",
        &[("apikey", ANON_KEY)],
        None,
    )
    .unwrap();
    assert_eq!(without.denied(), (401, "no_authorization".to_owned()));
    let answer = sign_out(&mock, "?scope=some", &tokens["access_token"]);
    assert_eq!(answer.denied(), (400, "validation_failed".to_owned()));
    let bad = (403, "bad_jwt".to_owned());
    assert_eq!(sign_out(&mock, "", &json!("a.b.c")).denied(), bad);
    sign_out(&mock, "?scope=local", &tokens["access_token"]);
    let gone = sign_out(&mock, "", &tokens["access_token"]);
    assert_eq!(gone.denied(), (403, "session_not_found".to_owned()));
    assert_eq!(controls.counts().sign_outs, 1);
    controls.identity_lifetime(Duration::from_secs(30));
    let tokens = sign_in(&mock);
    controls.advance(Duration::from_secs(30));
    assert_eq!(sign_out(&mock, "", &tokens["access_token"]).denied(), bad);
}
