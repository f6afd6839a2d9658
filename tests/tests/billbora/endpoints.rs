//! Each endpoint with a successful response and with an error.

use billbora_mock::{EMAIL, ErrorFormat, ORGANIZATION, PASSWORD, Step};
use billing_runtime::types::Secret;
use billing_runtime::{Error, Wire as _};
use billing_tests::billbora::auth::{ExchangeRequest, RefreshRequest};
use billing_tests::billbora::identity::{IdentitySignOut, PasswordGrant, RefreshGrant};

use super::{client, identity, is_clean, mock, run, signed_in};

fn grant(password: &str) -> PasswordGrant {
    PasswordGrant {
        email: Some(EMAIL.into()),
        ..PasswordGrant::new(password)
    }
}

#[test]
fn signing_in_step_by_step() {
    run(async {
        let mock = mock();
        let billbora = client(&mock, identity(&mock));
        let tokens = billbora.identity().sign_in(&grant(PASSWORD)).await.unwrap();
        assert_eq!(
            (tokens.token_type.as_str(), tokens.expires_in),
            ("bearer", 3600)
        );
        assert_eq!(tokens.user.email, EMAIL);
        let renewed = RefreshGrant::new(tokens.refresh_token.clone());
        let renewed = billbora.identity().refresh(&renewed).await.unwrap();
        assert_ne!(renewed.refresh_token, tokens.refresh_token);

        let exchange = ExchangeRequest {
            organization_id: Some(ORGANIZATION.into()),
            ..ExchangeRequest::new(renewed.access_token)
        };
        let first = billbora.auth().exchange(&exchange).await.unwrap();
        assert!(first.organization.is_some());
        let refresh = RefreshRequest::new(first.refresh.unwrap());
        let second = billbora.auth().refresh(&refresh).await.unwrap();
        assert_ne!(second.access, first.access);
        is_clean(&mock);
    });
}

#[test]
fn what_a_session_reads() {
    run(async {
        let mock = mock();
        let billbora = client(&mock, signed_in(&mock).await);
        let organizations = billbora.organizations().list().await.unwrap();
        assert!(organizations.to_json().contains(ORGANIZATION));
        let invoices = billbora.invoices().list().await.unwrap();
        assert_eq!(super::organization(&invoices), ORGANIZATION);
        is_clean(&mock);
    });
}

/// The errors of each endpoint, in the envelope of its own service.
#[test]
fn errors_in_both_envelopes() {
    run(async {
        let mock = mock();
        let controls = mock.controls();
        let open = client(&mock, identity(&mock));
        let told = |error: Error, code: &str| {
            assert!(error.is_api(), "{error:?}");
            assert_eq!(error.code(), Some(code));
            assert!(!error.message().unwrap().is_empty());
            // Everything sent there is confidential.
            assert!(error.body().is_empty());
        };
        let sign_in = || open.identity();
        told(
            sign_in().sign_in(&grant("wrong")).await.unwrap_err(),
            "invalid_credentials",
        );
        let refresh = RefreshGrant::new("a-token-of-nobody");
        told(
            sign_in().refresh(&refresh).await.unwrap_err(),
            "refresh_token_not_found",
        );
        told(
            sign_in()
                .sign_out(&IdentitySignOut::default())
                .await
                .unwrap_err(),
            "no_authorization",
        );
        controls.error_format(ErrorFormat::OAuth);
        let error = sign_in().sign_in(&grant("wrong")).await.unwrap_err();
        told(error, "invalid_credentials");
        controls.error_format(ErrorFormat::Database);
        let error = sign_in().sign_in(&grant("wrong")).await.unwrap_err();
        assert!(
            error.is_api() && error.code().is_some() && error.message().is_some(),
            "{error:?}"
        );
        controls.error_format(ErrorFormat::Usual);

        let exchange = ExchangeRequest::new("no-token");
        told(
            open.auth().exchange(&exchange).await.unwrap_err(),
            "invalid_token",
        );
        let refresh = RefreshRequest::new("no-token");
        told(
            open.auth().refresh(&refresh).await.unwrap_err(),
            "invalid_token",
        );
        let billbora = client(&mock, signed_in(&mock).await);
        for (step, code) in [
            (Step::Organizations, "organization_access_denied"),
            (Step::Invoices, "rate_limited"),
        ] {
            controls.refuse(step, code);
            let error = match step {
                Step::Organizations => billbora.organizations().list().await.unwrap_err(),
                _ => billbora.invoices().list().await.unwrap_err(),
            };
            assert_eq!(error.code(), Some(code), "{error}");
        }
        is_clean(&mock);
    });
}

#[test]
fn secrets_of_bodies_do_not_show() {
    let grant = grant("password-canary");
    let exchange = ExchangeRequest::new(Secret::from("token-canary"));
    let shown = format!(
        "{grant:?} {exchange:?} {:#?}",
        RefreshRequest::new("refresh-canary")
    );
    assert!(!shown.contains("canary"), "{shown}");
    assert!(
        grant.to_json().contains("password-canary"),
        "they are sent all the same"
    );
}
