//! The four error formats of Supabase Auth, and the envelope of Billbora.

use billbora_mock::{ANON_KEY, EMAIL, ErrorFormat, Step};
use serde_json::{Value, json};

use crate::http::*;

fn wrong_password(version: Option<&str>, form: ErrorFormat) -> Answer {
    let mock = start();
    mock.controls().error_format(form);
    let mut headers = vec![("apikey", ANON_KEY)];
    headers.extend(version.map(|version| ("X-Supabase-Api-Version", version)));
    let body = json!({ "email": EMAIL, "password": "wrong" });
    let path = "/auth/v1/token?grant_type=password";
    send(&mock, "POST", path, &headers, Some(&body)).unwrap()
}

#[test]
fn the_usual_form_and_the_one_of_2024() {
    let (code, text) = ("invalid_credentials", "Invalid login credentials");
    let first = json!({ "code": 400, "error_code": code, "msg": text });
    let second = json!({ "code": code, "message": text });
    for (version, body) in [
        (None, &first),
        (Some("2023-12-31"), &first),
        (Some("2024-01-01"), &second),
        (Some("2025-06-01"), &second),
    ] {
        let answer = wrong_password(version, ErrorFormat::Usual);
        assert_eq!((answer.status, &answer.json()), (400, body));
        assert_eq!(answer.header("x-sb-error-code"), Some(code));
        assert_eq!(answer.header("x-supabase-api-version"), version);
    }
}

#[test]
fn the_forms_of_oauth_and_of_the_database() {
    let answer = wrong_password(None, ErrorFormat::OAuth);
    let body =
        json!({ "error": "invalid_credentials", "error_description": "Invalid login credentials" });
    assert_eq!((answer.status, answer.json()), (400, body));
    let body = wrong_password(Some("2024-01-01"), ErrorFormat::Database).json();
    let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["code", "detail", "hint", "message"]);
    assert_eq!(body["code"].as_str().map(str::len), Some(5));
}

#[test]
fn a_success_names_the_version_too() {
    let mock = start();
    let headers = [
        ("apikey", ANON_KEY),
        ("X-Supabase-Api-Version", "2024-01-01"),
    ];
    let body = json!({ "email": EMAIL, "password": billbora_mock::PASSWORD });
    let path = "/auth/v1/token?grant_type=password";
    let answer = send(&mock, "POST", path, &headers, Some(&body)).unwrap();
    answer.ok();
    assert_eq!(answer.header("x-supabase-api-version"), Some("2024-01-01"));
}

#[test]
fn codes_that_a_test_asks_for() {
    let mock = start();
    for (code, status) in [
        ("email_not_confirmed", 400),
        ("user_banned", 400),
        ("captcha_failed", 400),
        ("email_provider_disabled", 422),
        ("weak_password", 422),
        ("conflict", 409),
        ("over_request_rate_limit", 429),
        ("unexpected_failure", 500),
    ] {
        mock.controls().refuse(Step::SignIn, code);
        let answer = password_grant(&mock, EMAIL, "any");
        assert_eq!(answer.denied(), (status, code.to_owned()));
        assert_eq!(answer.json().get("error_id").is_some(), status == 500);
        let why = answer.json().get("weak_password").cloned();
        let reasons = json!({ "reasons": ["length"] });
        assert_eq!(why, (code == "weak_password").then_some(reasons));
    }
    let codes = [
        "invalid_credentials",
        "token_expired",
        "invalid_token",
        "organization_access_denied",
        "rate_limited",
    ];
    for code in codes {
        mock.controls().refuse(Step::Exchange, code);
        let answer = exchange(&mock, &json!("any"), None);
        let status = billbora_mock::status_of(code);
        assert_eq!(answer.refused(), (status, code.to_owned()));
        assert!(answer.json()["error"]["message"].is_string());
    }
}

#[test]
fn each_server_refuses_in_its_own_words() {
    let mock = start();
    let ask = |path: &str| send(&mock, "GET", path, &[], None).unwrap().json();
    assert_eq!(ask("/auth/v1/nothing")["code"], json!(404));
    assert!(ask("/api/v1/nothing/")["error"].is_object());
    let empty: Value = post(&mock, "/users/auth/refresh/", &json!({})).json();
    assert!(empty["error"]["details"].is_object(), "{empty}");
}
