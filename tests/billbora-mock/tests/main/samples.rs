//! Checks the documented responses and those of the mock against the schemas.

use std::fs;
use std::path::Path;

use billbora_mock::Step;
use serde_json::{Value, json};

use crate::http::*;

fn tokens() -> Value {
    json!({
        "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.sig",
        "token_type": "bearer",
        "expires_in": 3600,
        "expires_at": 1_736_937_000,
        "refresh_token": "4nYUCw0wZR_DNOTSDbSGMQ",
        "user": {
            "id": "11111111-1111-4111-8111-111111111111",
            "aud": "authenticated",
            "role": "authenticated",
            "email": "user@example.com",
            "email_confirmed_at": "2025-01-15T09:00:00.123456Z",
            "phone": "",
            "app_metadata": { "provider": "email", "providers": ["email"] },
            "user_metadata": {},
            "identities": null,
            "created_at": "2025-01-15T09:00:00Z",
            "updated_at": "2025-01-15T09:30:00Z",
            "is_anonymous": false,
        },
    })
}

#[test]
fn samples_meet_the_schemas() {
    let (mock, _) = billbora_mock::open().unwrap();
    let mut weak = tokens();
    weak["weak_password"] = json!({ "message": "Password is weak", "reasons": ["length"] });
    let exchanged = json!({ "access": "A", "refresh": "R", "organization": { "id": "org_1" } });
    for (operation, body) in [
        ("identity.sign_in", tokens()),
        ("identity.sign_in", weak),
        ("identity.refresh", tokens()),
        ("auth.exchange", exchanged),
        ("auth.refresh", json!({ "access": "A" })),
        ("auth.refresh", json!({ "access": "A", "refresh": "R" })),
        ("organizations.list", json!([])),
    ] {
        mock.check_answer(operation, &body).unwrap();
    }
    let mut without = tokens();
    without.as_object_mut().unwrap().remove("user");
    let wrong = mock.check_answer("identity.sign_in", &without).unwrap_err();
    assert!(wrong.to_string().contains("user"), "{wrong}");
    assert!(
        mock.check_answer("auth.refresh", &json!({ "refresh": "R" }))
            .is_err()
    );
}

#[test]
fn the_mock_meets_its_own_schemas() {
    let mock = start();
    let (checks, _) = billbora_mock::open().unwrap();
    let identity = sign_in(&mock);
    checks.check_answer("identity.sign_in", &identity).unwrap();
    let renewed = renew(&mock, &identity["refresh_token"]).ok();
    checks.check_answer("identity.refresh", &renewed).unwrap();
    let tokens = exchange(&mock, &renewed["access_token"], None).ok();
    checks.check_answer("auth.exchange", &tokens).unwrap();
    let newer = refresh(&mock, &tokens["refresh"]).ok();
    checks.check_answer("auth.refresh", &newer).unwrap();
    assert_eq!(mock.faults(), [""; 0]);
}

/// Returns names and bodies of the published samples, if they are next to the repository.
fn shared(folder: &str) -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/facts/samples");
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        eprintln!("skipped: there are no samples beside the repository");
        return Vec::new();
    };
    let files = entries.map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (
            name,
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap(),
        )
    })
    .collect()
}

#[test]
fn shared_samples_meet_the_schemas_and_the_mock_answers_like_them() {
    let mock = start();
    let (checks, _) = billbora_mock::open().unwrap();
    for (name, body) in shared("").into_iter().chain(shared("constructed")) {
        let Some((call, variant)) = name.split_once("__response") else {
            continue;
        };
        let operation = match call {
            "supabase__post_token" => "identity.sign_in",
            "billbora__post_users-auth-exchange" => "auth.exchange",
            "billbora__post_users-auth-refresh" => "auth.refresh",
            "billbora__any" => "",
            _ => continue,
        };
        if !variant.starts_with(".error") {
            let checked = checks.check_answer(operation, &body);
            checked.unwrap_or_else(|error| panic!("{name}: {error}"));
        } else if let Some(code) = body["error_code"].as_str() {
            mock.controls().refuse(Step::SignIn, code);
            assert_eq!(password_grant(&mock, "any", "any").json(), body, "{name}");
        } else if let Some(code) = body["error"]["code"].as_str() {
            mock.controls().refuse(Step::Exchange, code);
            let answer = exchange(&mock, &json!("any"), None).json();
            assert_eq!(answer["error"]["code"], body["error"]["code"], "{name}");
            assert_eq!(
                answer["error"]["message"], body["error"]["message"],
                "{name}"
            );
        }
    }
}
