//! Envelopes of other APIs: errors as objects, several forms, no success member.

use billing_runtime::client::Server;
use billing_runtime::endpoint::Plain;
use billing_runtime::testing::{MockTransport, block_on};
use billing_runtime::{Client, Endpoint, Error, Value, Wire};

/// Errors as an object, or in one of two flat forms; no member for success.
#[derive(billing_runtime::Envelope)]
#[envelope(error(
    when = "error.code",
    message = "error.message",
    code = "error.code",
    details = "error.details"
))]
#[envelope(error(when = "error_code", message = "msg", code = "error_code"))]
#[envelope(error(message = "error_description", code = "error"))]
pub struct Forms;

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/me", effect = read, envelope = Forms, returns = Plain<Me>)]
pub struct GetMe;

#[derive(Clone, Debug, PartialEq, Wire)]
pub struct Me {
    pub name: Option<String>,
}

fn get(status: u16, body: &str) -> Result<Me, Error> {
    let mock = MockTransport::new();
    mock.respond(status, body.to_owned());
    let client = Client::builder().transport(mock).build().unwrap();
    block_on(
        client
            .with_servers(&[Server::new("https://api.example")])
            .send(&GetMe),
    )
}

#[test]
fn a_bare_body_is_the_data() {
    assert_eq!(
        get(200, r#"{"name":"x"}"#).unwrap().name.as_deref(),
        Some("x")
    );
}

#[test]
fn an_error_form_with_a_condition_counts_with_any_status() {
    let error = get(
        200,
        r#"{"error":{"code":"token_expired","message":"Too old"}}"#,
    )
    .unwrap_err();
    assert!(error.is_api());
    assert_eq!(error.code(), Some("token_expired"));
}

#[test]
fn an_error_member_without_its_condition_is_no_error() {
    for body in [
        r#"{"error":null,"name":"x"}"#,
        r#"{"name":"x","error":{"code":null}}"#,
        r#"{"error":7,"name":"x"}"#,
    ] {
        assert_eq!(get(200, body).unwrap().name.as_deref(), Some("x"), "{body}");
    }
}

/// E3 38: an unknown code, missing details, details of another kind.
#[test]
fn e3_38_nothing_of_an_error_is_lost() {
    let error = get(
        401,
        r#"{"error":{"code":"brand_new","message":"m","details":"text"}}"#,
    )
    .unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("brand_new"), Some("m"))
    );
    assert_eq!(error.details(), Some(&Value::String("text".into())));
    let error = get(401, r#"{"error":{"code":7}}"#).unwrap_err();
    assert_eq!(
        (error.code(), error.message(), error.details()),
        (Some("7"), None, None)
    );
}

#[test]
fn forms_are_tried_in_order() {
    let error = get(
        400,
        r#"{"code":400,"error_code":"invalid_credentials","msg":"No"}"#,
    )
    .unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("invalid_credentials"), Some("No"))
    );
    let error = get(
        400,
        r#"{"error":"invalid_grant","error_description":"Old"}"#,
    )
    .unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("invalid_grant"), Some("Old"))
    );
    let error = get(400, r#"{"other":1}"#).unwrap_err();
    assert!(!error.is_api());
    assert_eq!(error.body(), br#"{"other":1}"#);
}
