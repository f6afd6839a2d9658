//! The samples of the published documents, if they are next to the repository.

use billing_runtime::testing::{MockTransport, block_on};
use billing_runtime::{Client, Error, Wire};
use billing_tests::billbora::auth::{
    ExchangeRequest, RefreshRequest, RefreshedTokens, TenantTokens,
};
use billing_tests::billbora::identity::{IdentityTokens, PasswordGrant, RefreshGrant};
use billing_tests::billbora::{Billbora, Identity};

use super::super::support::folder::samples;
use super::super::support::json::exact;

/// Decodes a body, checks it, and writes it again.
fn survives<T: Wire>(name: &str, text: &str) {
    let value = T::from_json(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    value
        .validate()
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(exact(&value.to_json()), exact(text), "{name}");
}

/// Returns what the caller of a step gets.
fn told(name: &str, status: u16, text: &str) -> Error {
    let mock = MockTransport::new();
    mock.respond(status, text.to_owned());
    let identity = Identity {
        project_url: "https://project.example".into(),
        anon_key: "anon".into(),
    };
    let client = Client::builder().transport(mock).credential(identity);
    let billbora = Billbora::new(client.build().unwrap());
    let error = match name.starts_with("supabase") {
        true => block_on(billbora.identity().sign_in(&PasswordGrant::new("p"))).map(|_| ()),
        false => block_on(billbora.auth().exchange(&ExchangeRequest::new("t"))).map(|_| ()),
    };
    error.unwrap_err()
}

#[test]
fn documented_bodies_come_out_as_they_went_in() {
    let mut all = Vec::new();
    for folder in ["", "constructed"] {
        let Some(samples) = samples(folder) else {
            return;
        };
        all.extend(samples);
    }
    let mut done = (0, 0);
    for (name, text) in &all {
        let Some((service, rest)) = name.split_once("__") else {
            continue;
        };
        if !matches!(service, "billbora" | "supabase") {
            continue;
        }
        if rest.contains("error") {
            let error = told(name, 400, text);
            assert!(error.is_api(), "{name}: {error:?}");
            assert!(
                error.code().is_some() && error.message().is_some(),
                "{name}: {error:?}"
            );
            done.1 += 1;
            continue;
        }
        match rest {
            _ if rest.starts_with("post_users-auth-exchange__request") => {
                survives::<ExchangeRequest>(name, text);
            }
            _ if rest.starts_with("post_users-auth-refresh__request") => {
                survives::<RefreshRequest>(name, text);
            }
            _ if rest.starts_with("post_users-auth-exchange__response") => {
                survives::<TenantTokens>(name, text);
            }
            _ if rest.starts_with("post_users-auth-refresh__response") => {
                survives::<RefreshedTokens>(name, text);
            }
            _ if rest.contains("request.password") => survives::<PasswordGrant>(name, text),
            _ if rest.contains("request.refresh_token") => survives::<RefreshGrant>(name, text),
            _ if rest.starts_with("post_token__response") => survives::<IdentityTokens>(name, text),
            other => panic!("{name}: what is {other}?"),
        }
        done.0 += 1;
    }
    assert_eq!(done, (10, 14));
}
