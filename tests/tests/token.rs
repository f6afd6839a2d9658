//! The token, as the documents describe it.

mod env;
pub mod jwt;
mod keys;
mod phases;

use std::time::{Duration, UNIX_EPOCH};

use billing_runtime::client::clock::Clock as _;
use billing_runtime::testing::{ManualClock, MockTransport, block_on};
use billing_runtime::{Client, Result};
use billing_tests::billingo::invoices::ListInvoices;
use billing_tests::billingo::user::Sandbox;
use billing_tests::billingo::{Billingo, Keys};

use crate::support::client::{keys, seen, wait};
use crate::support::folder::{fixture, samples};
use crate::support::json::exact;

/// The `Authorization` header of a call that these keys sign at this time.
fn header(keys: Keys, clock: &ManualClock) -> String {
    let mock = MockTransport::new();
    mock.respond(200, fixture("user.is_sandbox.response"));
    let builder = Client::builder()
        .transport(mock.clone())
        .credential(keys)
        .clock(clock.clone());
    let api = Billingo::new(builder.build().unwrap());
    block_on(api.user().is_sandbox()).unwrap();
    mock.requests()[0].header("authorization").to_owned()
}

fn asked(keys: Keys) -> Result<Sandbox> {
    let mock = billingo_mock::start().unwrap();
    wait(crate::support::client::to(&mock, keys).user().is_sandbox())
}

#[test]
fn the_scheme_is_beamer_and_bearer_by_one_setting() {
    let clock = ManualClock::at(1_700_000_000);
    assert!(header(keys(), &clock).starts_with("Beamer ey"));
    let bearer = || {
        let mut keys = keys();
        keys.scheme = "Bearer".into();
        keys
    };
    assert!(header(bearer(), &clock).starts_with("Bearer ey"));
    // The server takes both, and nothing else.
    assert!(asked(keys()).is_ok());
    assert!(asked(bearer()).is_ok());
    let mut basic = keys();
    basic.scheme = "Basic".into();
    let error = asked(basic).unwrap_err();
    assert!(
        error.is_auth() && error.message().unwrap().contains("`Basic`"),
        "{error}"
    );
}

/// Computed apart from this project, with other tools.
const VECTOR: &str = "Beamer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJmZWRjYmE5ODc2NTQzMjEwZmVkY2JhOTg3NjU0MzIxM\
    CIsImlhdCI6MTcxMjM0NTY3OCwiZXhwIjoxNzEyMzQ1NzA4LCJpc3MiOiJodHRwczovL3Nob3AuZXhhbXBsZS8iLCJ\
    qdGkiOiJmODQyMzI1NmM0ZGU5YTU2OTkxMjJjMDI4MzU1MTc1YSJ9.dECb3UYvVVA0dRPqTsJbYx2SDlh0YrXw_Jzv\
    or9Ibb0";

#[test]
fn the_token_is_the_check_vector() {
    let mut keys = Keys::new(
        "fedcba9876543210fedcba9876543210",
        "a private key, as it is",
    )
    .unwrap();
    keys.issuer = "https://shop.example/".into();
    assert_eq!(header(keys, &ManualClock::at(1_712_345_678)), VECTOR);
}

#[test]
fn the_token_is_the_published_check_vector() {
    let Some(samples) = samples("constructed") else {
        return;
    };
    let text = &samples
        .iter()
        .find(|(n, _)| n == "billingo__jwt-vectors")
        .unwrap()
        .1;
    let vectors: serde_json::Value = serde_json::from_str(text).unwrap();
    let of = |name: &str| vectors[name].as_str().unwrap();
    let vector = &vectors["vectors"][0];
    let mut keys = Keys::new(of("public_key"), of("private_key")).unwrap();
    keys.issuer = vector["claims"]["iss"].as_str().unwrap().into();
    let now = vectors["now"].as_u64().unwrap();
    let sent = header(keys, &ManualClock::at(now));
    let token = sent.strip_prefix("Beamer ").unwrap();
    assert_eq!(token, vector["token"].as_str().unwrap());
    let read = jwt::verify(token, of("private_key")).unwrap();
    assert_eq!(read.claims, vector["claims"]);
}

#[test]
fn claims_are_numbers_and_the_digest_is_lower_case_hex() {
    let sent = header(keys(), &ManualClock::at(1_700_000_000));
    let token = jwt::verify(&sent["Beamer ".len()..], billingo_mock::PRIVATE_KEY).unwrap();
    assert_eq!(
        exact(&token.text),
        exact(
            r#"{
                "sub": "0123456789abcdef0123456789abcdef", "iat": 1700000000, "exp": 1700000030, "iss": "cli",
                "jti": "224dd730e3a37f3a004dbf08aaaef729"
            }"#
        )
    );
}

/// The server's clock is ours, so a token that was signed for an earlier attempt would be over.
#[test]
fn each_attempt_is_signed_anew() {
    let clock = ManualClock::at(1_700_000_000);
    let now = {
        let clock = clock.clone();
        move || {
            let since = clock.now().duration_since(UNIX_EPOCH).unwrap();
            i64::try_from(since.as_secs()).unwrap()
        }
    };
    let mock = billingo_mock::invoices(billingo_mock::open().unwrap(), 5).clock(now);
    let mock = mock.start().unwrap();
    let client = Client::builder()
        .base_url(mock.url())
        .credential(keys())
        .clock(clock.clone());
    let api = Billingo::new(client.build().unwrap());
    wait(async {
        let query = ListInvoices {
            max_per_page: Some(2),
            ..Default::default()
        };
        let mut pages = api.invoices().list(&query);
        while pages.try_next_page().await.unwrap().is_some() {
            clock.advance(Duration::from_secs(40));
        }
    });
    let times: Vec<i64> = seen(&mock, "invoices.list")
        .iter()
        .map(|request| {
            let token = request
                .header("authorization")
                .unwrap()
                .strip_prefix("Beamer ")
                .unwrap();
            let token = jwt::verify(token, billingo_mock::PRIVATE_KEY).unwrap();
            token.claims["iat"].as_i64().unwrap()
        })
        .collect();
    assert_eq!(
        times,
        [1_700_000_000, 1_700_000_040, 1_700_000_080, 1_700_000_120]
    );
    // A clock that is wrong by years is corrected at the second attempt.
    clock.set(1_600_000_000);
    let later = billingo_mock::open()
        .unwrap()
        .clock(|| 1_700_000_000)
        .start()
        .unwrap();
    let client = Client::builder()
        .base_url(later.url())
        .credential(keys())
        .clock(clock);
    let api = Billingo::new(client.build().unwrap());
    wait(api.user().is_sandbox()).unwrap();
    let statuses: Vec<u16> = later.seen().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [401, 200]);
}
