//! Answers that say no, or are not what was declared. Numbers are those of the fault list.

use billing_runtime::testing::Reply;
use billing_runtime::{Error, Id, Value, Wire};

use super::api::*;
use super::calls::{INVOICE, wrapped};

fn get(status: u16, body: &str) -> Error {
    let (client, mock) = client();
    mock.respond(status, body.to_owned());
    send(&client, &GetInvoice { id: Id::from(7) }).unwrap_err()
}

fn list(body: &str) -> Result<usize, Error> {
    let (client, mock) = client();
    mock.respond(200, body.to_owned());
    send(&client, &ListInvoices::default()).map(|list| list.len())
}

#[test]
fn e3_32_no_success_with_status_200() {
    for no in ["false", "\"false\"", "0"] {
        let error = get(
            200,
            &format!(r#"{{"success":{no},"error":"Something failed"}}"#),
        );
        assert!(error.is_api(), "{error:?}");
        assert_eq!(error.message(), Some("Something failed"));
        assert!(!error.outcome_unknown() && !error.not_sent());
        assert_eq!(
            error.to_string(),
            "GetInvoice (GET /invoices/{id}): 200 OK: Something failed"
        );
    }
}

/// Q7: success as text and number.
#[test]
fn quirk_7_success_in_each_form() {
    for yes in ["true", "\"true\"", "1"] {
        let (client, mock) = client();
        mock.respond(200, format!(r#"{{"success":{yes},"data":{INVOICE}}}"#));
        assert!(
            send(&client, &GetInvoice { id: Id::from(7) }).is_ok(),
            "{yes}"
        );
    }
}

#[test]
fn e3_33_neither_yes_nor_no() {
    for (body, words) in [
        (
            format!(r#"{{"data":{INVOICE}}}"#),
            "the member `success` is missing",
        ),
        (
            format!(r#"{{"success":null,"data":{INVOICE}}}"#),
            "`success` is null, which the envelope declares as neither",
        ),
        (
            format!(r#"{{"success":"yes","data":{INVOICE}}}"#),
            "`success` is \"yes\", which the envelope declares as neither",
        ),
    ] {
        let error = get(200, &body);
        assert!(error.is_envelope(), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = get(200, r#"{"error":"odd"}"#);
    assert!(error.is_envelope());
    assert_eq!(error.message(), Some("odd"));
}

#[test]
fn e3_34_another_kind() {
    for body in [
        format!(r#"{{"success":true,"type":"clients","data":{INVOICE}}}"#),
        format!(r#"{{"success":true,"data":{INVOICE},"type":"clients"}}"#),
        r#"{"success":true,"data":{"other":[1]},"type":"clients"}"#.to_owned(),
    ] {
        let error = get(200, &body);
        assert!(error.is_envelope(), "{error:?}");
        assert!(
            error
                .to_string()
                .contains("`type` is \"clients\", not \"invoices\""),
            "{error}"
        );
    }
}

#[test]
fn members_in_any_order() {
    for body in [
        format!(r#"{{"data":{INVOICE},"type":"invoices","success":true}}"#),
        format!(r#"{{"type":"invoices","data":{INVOICE},"more":[{{}}],"success":"true"}}"#),
        format!(r#"{{"success":true,"data":{INVOICE}}}"#),
        format!(r#"{{"success":true,"type":null,"data":{INVOICE}}}"#),
    ] {
        let (client, mock) = client();
        mock.respond(200, body);
        assert_eq!(
            send(&client, &GetInvoice { id: Id::from(7) }).unwrap().id,
            Id::from(7)
        );
    }
    // The refusal comes last, and the data before it has another form.
    let error = get(200, r#"{"data":"none","error":"no","success":false}"#);
    assert!(error.is_api());
    assert_eq!(error.message(), Some("no"));
}

#[test]
fn e3_35_data_of_each_form() {
    assert_eq!(list(r#"{"success":true,"type":"invoices"}"#).unwrap(), 0);
    assert_eq!(list(&wrapped("null")).unwrap(), 0);
    assert_eq!(list(&wrapped("[]")).unwrap(), 0);
    assert_eq!(
        list(&wrapped(&format!("[{INVOICE},{INVOICE}]"))).unwrap(),
        2
    );
    let error = list(&wrapped(INVOICE)).unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.decode_error().unwrap().pointer(), "/data");
    let error = list(&wrapped(r#"[{"id":1,"attributes":{"total":true}}]"#)).unwrap_err();
    assert_eq!(
        error.decode_error().unwrap().pointer(),
        "/data/0/attributes/total"
    );
    assert!(
        get(200, r#"{"success":true,"type":"invoices"}"#)
            .to_string()
            .contains("the member `data` is missing")
    );
    assert!(get(200, &wrapped("null")).is_decode());
    assert!(
        get(200, &wrapped("[]"))
            .to_string()
            .contains("found an empty list")
    );
    assert!(
        get(200, &wrapped(&format!("[{INVOICE},{INVOICE}]")))
            .to_string()
            .contains("a list of 2")
    );
    assert!(get(200, "").to_string().contains("the body is empty"));
}

#[test]
fn e3_37_status_wins() {
    let error = get(500, &wrapped(INVOICE));
    assert_eq!(error.status().unwrap(), 500);
    assert!(!error.is_api() && !error.is_decode());
    let error = get(403, r#"{"success":true,"error":"User not found!"}"#);
    assert!(error.is_auth() && error.is_api());
}

#[test]
fn e3_39_and_quirk_18_field_errors() {
    let body = r#"{"success":false,"errors":{"items[0].net_unit_price":"String value found, but a number is required"}}"#;
    let error = get(400, body);
    assert!(error.is_api());
    assert_eq!(error.message(), None);
    assert_eq!(error.field_errors()[0].0, "items[0].net_unit_price");
    assert_eq!(
        error.details().unwrap(),
        Value::from_json(body).unwrap().get("errors").unwrap()
    );
    assert_eq!(
        error.to_string(),
        "GetInvoice (GET /invoices/{id}): 400 Bad Request: items[0].net_unit_price: String value found, but a \
         number is required"
    );
    let error = get(
        400,
        r#"{"success":false,"error":"Validation failed","errors":["name is too long"]}"#,
    );
    assert_eq!(
        error.field_errors(),
        [(String::new(), "name is too long".to_owned())]
    );
}

/// Q19: the text may be empty, and is never taken apart.
#[test]
fn quirk_19_an_empty_text() {
    let error = get(500, r#"{"success":false,"error":""}"#);
    assert!(error.is_api());
    assert_eq!(error.message(), Some(""));
    assert_eq!(
        error.to_string(),
        "GetInvoice (GET /invoices/{id}): 500 Internal Server Error; not sent again: retries are disabled"
    );
}

#[test]
fn e3_40_what_is_no_json_never_hides_the_status() {
    let (client, mock) = client();
    let call = || send(&client, &GetInvoice { id: Id::from(7) }).unwrap_err();
    mock.reply(
        Reply::media(502, "text/html", "<html>Bad Gateway</html>").header("x-request-id", "r-1"),
    );
    let error = call();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.request_id()),
        (502, Some("r-1"))
    );
    assert_eq!(error.body(), b"<html>Bad Gateway</html>");
    assert!(!error.to_string().contains("JSON") && !error.is_decode());
    mock.reply(Reply::media(500, "text/plain", ""));
    assert_eq!(call().status().unwrap(), 500);
    mock.reply(Reply::media(429, "text/plain", "slow down").header("retry-after", "7"));
    let error = call();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after().unwrap().as_secs(), 7);
    mock.reply(Reply::media(200, "text/html", "<html>Maintenance</html>"));
    let error = call();
    assert!(error.is_content_type(), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("expected application/json, found text/html"),
        "{error}"
    );
    mock.reply(Reply::media(200, "text/html", wrapped(INVOICE)));
    assert!(send(&client, &GetInvoice { id: Id::from(7) }).is_ok());
    mock.reply(Reply::media(
        200,
        "application/json; charset=iso-8859-2",
        wrapped("\"ű\""),
    ));
    assert!(call().to_string().contains("character set iso-8859-2"));
    mock.reply(Reply::json(200, wrapped(INVOICE)).header("content-encoding", "gzip"));
    assert!(call().to_string().contains("content encoding `gzip`"));
}

#[test]
fn e3_41_broken_json() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies = [
        wrapped(INVOICE)[..40].to_owned(),
        format!("{}x", wrapped(INVOICE)),
        wrapped("NaN"),
        wrapped(r#"{"id":1,"id":2,"attributes":{}}"#),
        wrapped(r#"{"id":1,"attributes":{"invoice_no":"\ud800"}}"#),
        wrapped(&deep),
        format!(r#"{{"success":true,"success":false,"data":{INVOICE}}}"#),
        format!(r#"{{"success":true,"data":{INVOICE},"data":{INVOICE}}}"#),
    ];
    for body in bodies {
        let error = get(200, &body);
        assert!(error.is_decode(), "{body}: {error:?}");
        assert!(error.decode_error().unwrap().line().is_some());
    }
    let (client, mock) = client();
    mock.respond(
        200,
        b"{\"success\":true,\"data\":{\"id\":1,\"attributes\":{\"invoice_no\":\"\xff\"}}}".to_vec(),
    );
    assert!(
        send(&client, &GetInvoice { id: Id::from(7) })
            .unwrap_err()
            .is_decode()
    );
}

/// After status 200 nobody knows what a create did whose answer cannot be read, unless the answer
/// says as much as that it was done.
#[test]
fn an_unreadable_answer_to_a_create_was_done_or_leaves_the_outcome_unknown() {
    let (client, mock) = client();
    let call = || {
        let body = NewInvoice {
            comment: String::new(),
            client_uid: 3,
        };
        let error = send(&client, &CreateInvoice { body }).unwrap_err();
        let kinds = [error.not_sent(), error.outcome_unknown(), error.was_done()];
        assert!(kinds.iter().filter(|kind| **kind).count() <= 1, "{error:?}");
        error
    };
    for answer in [
        r#"{"success":true}"#,
        r#"{"success":"true","type":"invoices"}"#,
        r#"{"success":true,"type":"invoices","data":null}"#,
        r#"{"success":true,"type":"invoices","data":{"id":[],"attributes":7}}"#,
        r#"{"data":[],"type":"invoices","success":1}"#,
        r#"{"success":true,"type":"invoices","data":{"id":7,"attributes":{"inv"#,
    ] {
        mock.respond(201, answer);
        let error = call();
        assert!(error.was_done(), "{answer}: {error:?}");
        assert!(error.is_decode() || error.is_envelope(), "{answer}");
        assert_eq!(error.body(), answer.as_bytes());
        assert!(
            error
                .to_string()
                .contains("reported success: do not call again"),
            "{error}"
        );
        assert!(!error.to_string().contains("may have been done"), "{error}");
    }
    for answer in [
        "{",
        "",
        r#"{"success":null,"data":{}}"#,
        r#"{"data":{"id":7,"attributes":{}}}"#,
        r#"{"success":true,"type":"clients","data":{"id":7,"attributes":{}}}"#,
        "<html>success: true</html>",
    ] {
        mock.respond(200, answer);
        let error = call();
        assert!(error.outcome_unknown(), "{answer}: {error:?}");
    }
    mock.respond(502, r#"{"success":true}"#);
    assert!(call().outcome_unknown());
    // What was done is looked for like what may have been.
    mock.respond(200, r#"{"success":true}"#);
    let error = call();
    let list = ListInvoices::default();
    assert!(
        client
            .reconcile_pages::<CreateInvoice, _>(&error, &list)
            .is_ok()
    );
    mock.respond(400, r#"{"success":false,"error":"no"}"#);
    assert!(!call().outcome_unknown());
    assert!(!get(200, "{").outcome_unknown(), "a read has no outcome");
    assert!(
        !get(200, r#"{"success":true}"#).was_done(),
        "a read has no outcome"
    );
}

#[test]
fn e3_48_redirects_are_not_followed() {
    for status in [301, 302, 307, 308] {
        let (client, mock) = client();
        mock.reply(Reply::json(status, "").header("location", "https://elsewhere.example/"));
        let error = send(&client, &GetInvoice { id: Id::from(7) }).unwrap_err();
        assert!(error.is_redirect());
        assert!(
            error
                .to_string()
                .contains("redirects to https://elsewhere.example/"),
            "{error}"
        );
        assert_eq!(mock.requests().len(), 1);
    }
}

#[test]
fn bodies_are_capped_and_whole() {
    let (client, mock) = client();
    mock.reply(Reply::json(200, wrapped(INVOICE)).header("content-length", "999999999999"));
    assert!(
        send(&client, &GetInvoice { id: Id::from(7) })
            .unwrap_err()
            .is_too_large()
    );
    mock.reply(Reply::json(200, wrapped(INVOICE)).header("content-length", "5000"));
    assert!(
        send(&client, &GetInvoice { id: Id::from(7) })
            .unwrap_err()
            .is_incomplete()
    );
    let small = billing_runtime::Client::builder()
        .transport(mock.clone())
        .credential(keys())
        .body_cap(10);
    let small = small.build().unwrap().with_servers(SERVERS);
    mock.respond(200, wrapped(INVOICE));
    assert!(
        send(&small, &GetInvoice { id: Id::from(7) })
            .unwrap_err()
            .is_too_large()
    );
}
