//! What is checked before anything is sent.

use billing_runtime::endpoint::{Nothing, request::Request};
use billing_runtime::{Client, Endpoint, Id};

use super::api::*;

#[derive(Clone, Debug, Default, Endpoint)]
#[endpoint(get = "/find/{lang-code}?fixed=1", effect = read, returns = Nothing)]
struct Find {
    #[endpoint(rename = "lang-code", pattern = "^(hu|en)$")]
    lang: String,
    #[endpoint(rename = "start date")]
    start: Option<String>,
    ids: Vec<i64>,
    exact: Option<bool>,
    #[endpoint(header = "X-Trace", max_length = 8)]
    trace: Option<String>,
}

fn find() -> Find {
    Find {
        lang: "hu".into(),
        ..Find::default()
    }
}

#[test]
fn values_go_to_their_places() {
    let all = Find {
        start: Some("2015-01-01 á&=".into()),
        ids: vec![1, 2],
        exact: Some(true),
        trace: Some("t-1".into()),
        ..find()
    };
    let request = Request::of(&all).unwrap();
    assert_eq!(
        request.target(),
        "/find/hu?fixed=1&start%20date=2015-01-01%20%C3%A1%26%3D&ids=1&ids=2&exact=true"
    );
    assert!(request.body().is_none());
    assert_eq!(Request::of(&find()).unwrap().target(), "/find/hu?fixed=1");
}

/// E2 26.
#[test]
fn e2_26_ids_that_would_change_the_path() {
    let (client, mock) = client();
    for bad in ["", ".", ".."] {
        let error = send(&client, &GetInvoice { id: Id::from(bad) }).unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error}");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
    assert!(mock.requests().is_empty());
    let request = Request::of(&GetInvoice {
        id: Id::from("a/b?c#d%"),
    })
    .unwrap();
    assert_eq!(request.target(), "/invoices/a%2Fb%3Fc%23d%25");
}

/// E2 27.
#[test]
fn e2_27_header_values() {
    for bad in ["a\r\nb", "a\0", "é"] {
        let error = Request::of(&Find {
            trace: Some(bad.into()),
            ..find()
        })
        .unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error}");
        assert!(error.to_string().contains("`X-Trace`"), "{error}");
    }
}

/// E2 28.
#[test]
fn e2_28_rules_are_checked_before_sending() {
    let (client, mock) = client();
    let error = send(
        &client,
        &ListInvoices {
            page: None,
            max_per_page: Some(51),
        },
    )
    .unwrap_err();
    assert!(error.is_validation() && error.not_sent(), "{error:?}");
    let violation = &error.violations().unwrap().violations()[0];
    assert_eq!(
        (violation.pointer(), violation.rule()),
        ("/max_per_page", "maximum")
    );
    let body = NewInvoice {
        comment: "äääääb".into(),
        client_uid: 0,
    };
    let error = send(&client, &CreateInvoice { body: body.clone() }).unwrap_err();
    let violations = error.violations().unwrap().violations();
    let found: Vec<_> = violations.iter().map(|v| (v.pointer(), v.rule())).collect();
    assert_eq!(
        found,
        [("/comment", "maxLength"), ("/client_uid", "minimum")]
    );
    let error = Request::of(&Find {
        lang: "xx".into(),
        ..find()
    })
    .unwrap_err();
    assert_eq!(
        error.violations().unwrap().violations()[0].pointer(),
        "/lang-code"
    );
    assert!(mock.requests().is_empty());

    let unchecked = Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .validate(false);
    let unchecked = unchecked.build().unwrap().with_servers(SERVERS);
    mock.respond(400, r#"{"success":false,"error":"no"}"#);
    assert!(
        send(&unchecked, &CreateInvoice { body })
            .unwrap_err()
            .is_api()
    );
    assert_eq!(
        mock.requests()[0].body(),
        r#"{"comment":"äääääb","client_uid":0}"#
    );
}
