//! The test kit itself: what a mock transport expects, and what its requests look like.

use billing_runtime::endpoint::Nothing;
use billing_runtime::testing::{Reply, block_on};
use billing_runtime::types::Secret;
use billing_runtime::{Client, Endpoint, Id, Wire};

use super::api::*;

#[derive(Clone, Debug, Wire)]
struct SignIn {
    user: String,
    password: String,
    device: Device,
}

#[derive(Clone, Debug, Wire)]
struct Device {
    refresh_token: Secret,
    codes: Vec<i64>,
    empty: Vec<i64>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/sign-in?api_key=abc&x=1", effect = create, auth = Keys, returns = Nothing)]
struct PostSignIn {
    #[endpoint(header = "X-Echo")]
    echo: String,
    note: String,
    #[endpoint(body)]
    body: SignIn,
}

/// E7 82: what nobody expects fails with the nearest expectation, and shows no secret.
#[test]
fn e7_82_the_nearest_expectation() {
    let (client, mock) = client();
    let ok = || Reply::json(200, r#"{"success":true}"#);
    mock.expect("GET", "/api/invoices/7/send", ok());
    mock.expect("GET", "/api/invoices/9/generate", ok());
    mock.expect("POST", "/api/invoices", ok());
    let send_invoice = |id: i64| send(&client, &SendInvoice { id: Id::from(id) });
    let error = send_invoice(8).unwrap_err();
    assert!(error.not_sent());
    let text = error.to_string();
    assert!(
        text.ends_with(
            "unexpected request GET /api/invoices/8/send; the most similar expectation is GET \
             /api/invoices/7/send"
        ),
        "{text}"
    );
    // In any order, each once.
    send_invoice(7).unwrap();
    assert!(send_invoice(7).is_err());
    let missing = std::panic::catch_unwind(|| mock.verify()).unwrap_err();
    assert_eq!(
        missing.downcast_ref::<String>().unwrap(),
        "expected but not sent:\n  GET /api/invoices/9/generate\n  POST /api/invoices"
    );
    // Whatever comes next is for those who are not expected.
    mock.reply(ok());
    send_invoice(9).unwrap();

    // A token that also stands in the path.
    let client = Client::builder().transport(mock.clone());
    let client = client.credential(ApiKey::new("canary-api-key").unwrap());
    let client = client.build().unwrap().with_servers(SERVERS);
    let call = GenerateInvoice {
        id: Id::from("canary-api-key"),
    };
    let text = send(&client, &call).unwrap_err().to_string();
    assert!(
        text.contains("unexpected request GET /api/invoices/***/generate;"),
        "{text}"
    );
    assert!(text.ends_with("is GET /api/invoices/9/generate"), "{text}");
}

/// E7 82: a snapshot shows what matters and no secret, wherever it stands.
#[test]
fn e7_82_snapshots_are_masked() {
    let (client, mock) = client();
    mock.respond(204, "");
    let call = PostSignIn {
        echo: "hunter2-hunter2 again".into(),
        note: "hunter2-hunter2".into(),
        body: SignIn {
            user: "user@example.com".into(),
            password: "hunter2-hunter2".into(),
            device: Device {
                refresh_token: Secret::from("canary-refresh"),
                codes: vec![1, 2],
                empty: Vec::new(),
            },
        },
    };
    block_on(client.send(&call)).unwrap();
    let expected = r#"POST /api/sign-in?api_key=***&x=1&note=***
accept: application/json
authorization: Beamer ***
content-type: application/json
x-echo: *** again

{
  "user": "user@example.com",
  "password": "***",
  "device": {
    "refresh_token": "***",
    "codes": [
      1,
      2
    ],
    "empty": []
  }
}
"#;
    assert_eq!(mock.snapshot(), expected);
    let debug = format!("{:?} {mock:?}", mock.requests());
    for secret in ["hunter2", "canary", "eyJ"] {
        assert!(!debug.contains(secret), "{debug}");
    }
    assert!(mock.requests()[0].body().contains("hunter2-hunter2"));
}
