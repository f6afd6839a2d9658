//! Billbora's own calls: exchange, refresh, organizations, invoices.

use std::time::Duration;

use billbora_mock::{API_KEY, FOREIGN_ORGANIZATION, ORGANIZATION, OTHER_ORGANIZATION};
use serde_json::json;

use crate::http::*;

#[test]
fn each_token_shows_its_own_organization() {
    let mock = start();
    let identity = sign_in(&mock);
    for (asked, given) in [
        (None, ORGANIZATION),
        (Some(ORGANIZATION), ORGANIZATION),
        (Some(OTHER_ORGANIZATION), OTHER_ORGANIZATION),
    ] {
        let tokens = exchange(&mock, &identity["access_token"], asked).ok();
        assert_eq!(tokens["organization"]["id"], json!(given));
        let answer = invoices(&mock, &tokens["access"]).ok();
        assert_eq!(answer["organization"], json!(given));
        assert_eq!(answer["credential"], json!("session"));
        assert_eq!(answer["results"][0]["organization"], json!(given));
        let organizations = get(&mock, "/users/me/organizations/", &tokens["access"]).ok();
        assert_eq!(organizations[0]["role"], json!("owner"));
        assert_eq!(organizations[1]["id"], json!(OTHER_ORGANIZATION));
    }
    let counts = mock.controls().counts();
    assert_eq!((counts.sign_ins, counts.exchanges, counts.calls), (1, 3, 6));
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn exchanges_that_are_refused() {
    let mock = start();
    let controls = mock.controls();
    let identity = sign_in(&mock);
    let token = &identity["access_token"];
    let denied = (403, "organization_access_denied".to_owned());
    for organization in [FOREIGN_ORGANIZATION, "org_none"] {
        assert_eq!(exchange(&mock, token, Some(organization)).refused(), denied);
    }
    let invalid = (401, "invalid_token".to_owned());
    assert_eq!(exchange(&mock, &json!("a.b.c"), None).refused(), invalid);
    let own = exchange(&mock, token, None).ok();
    assert_eq!(exchange(&mock, &own["access"], None).refused(), invalid);
    controls.expire_identity_now();
    let expired = (401, "token_expired".to_owned());
    assert_eq!(exchange(&mock, token, None).refused(), expired);
    controls.account("lonely@example.com", "secret-2", &[]);
    let lonely = password_grant(&mock, "lonely@example.com", "secret-2").ok();
    assert_eq!(
        exchange(&mock, &lonely["access_token"], None).refused(),
        denied
    );
    sign_out(&mock, "", &lonely["access_token"]);
    assert_eq!(
        exchange(&mock, &lonely["access_token"], None).refused(),
        invalid
    );
}

#[test]
fn a_refresh_rotates_as_the_identity_does() {
    let mock = start();
    let controls = mock.controls();
    controls.clock(|| 1_800_000_000);
    let first = tenant(&mock, Some(OTHER_ORGANIZATION));
    let second = refresh(&mock, &first["refresh"]).ok();
    assert_ne!(first["refresh"], second["refresh"]);
    let answer = invoices(&mock, &second["access"]).ok();
    assert_eq!(answer["organization"], json!(OTHER_ORGANIZATION));
    let again = refresh(&mock, &first["refresh"]).ok();
    assert_eq!(again["refresh"], second["refresh"]);
    controls.advance(Duration::from_secs(11));
    let invalid = (401, "invalid_token".to_owned());
    assert_eq!(refresh(&mock, &first["refresh"]).refused(), invalid);
    assert_eq!(refresh(&mock, &second["refresh"]).refused(), invalid);
    assert_eq!(invoices(&mock, &second["access"]).refused(), invalid);
    let counts = controls.counts();
    assert_eq!(
        (counts.refreshes, counts.reuses, counts.revocations),
        (2, 1, 1)
    );
}

#[test]
fn a_refresh_may_give_an_access_token_only() {
    let mock = start();
    mock.controls().rotate(false);
    let tokens = tenant(&mock, None);
    for _ in 0..2 {
        let answer = refresh(&mock, &tokens["refresh"]).ok();
        assert_eq!(answer.as_object().unwrap().len(), 1);
        invoices(&mock, &answer["access"]).ok();
    }
    assert_eq!(mock.controls().counts().reuses, 0);
}

#[test]
fn api_keys_stand_beside_sessions() {
    let mock = start();
    let answer = invoices(&mock, &json!(API_KEY)).ok();
    assert_eq!(answer["organization"], json!(ORGANIZATION));
    assert_eq!(answer["credential"], json!("api_key"));
    let invalid = (401, "invalid_token".to_owned());
    let organizations = "/users/me/organizations/";
    assert_eq!(
        get(&mock, organizations, &json!(API_KEY)).refused(),
        invalid
    );
    mock.controls().api_key("second", OTHER_ORGANIZATION);
    mock.controls().revoke_api_key(API_KEY);
    assert_eq!(invoices(&mock, &json!(API_KEY)).refused(), invalid);
    let answer = invoices(&mock, &json!("second")).ok();
    assert_eq!(answer["organization"], json!(OTHER_ORGANIZATION));
    let none = send(&mock, "GET", "/api/v1/invoices/", &[], None).unwrap();
    assert_eq!(none.refused(), invalid);
    assert_eq!(mock.controls().counts().calls, 0);
}
