//! Quirks of what answers are wrapped in.

use billing_runtime::testing::Reply;

use super::{answered, one};
use crate::samples::response_survives;
use crate::support::answers::{decode, decode_reply};
use crate::support::client::fields;
use crate::support::folder::fixture;

#[test]
fn q01_one_record_is_an_object_or_a_list_of_one() {
    let object = one("clients", r#"{"name":"a"}"#);
    let list = object
        .replace(r#""data":{"#, r#""data":[{"#)
        .replace("}}}", "}}]}");
    for operation in ["clients.get", "clients.create", "clients.update"] {
        let of_object = decode(operation, 200, &object).unwrap();
        assert_eq!(decode(operation, 200, &list).unwrap(), of_object);
        assert_eq!(of_object, r#"{"id":1,"attributes":{"name":"a"}}"#);
    }
    // A list of two, or of none, is not one record.
    for data in [
        "[]",
        r#"[{"id":1,"attributes":{}},{"id":2,"attributes":{}}]"#,
    ] {
        let body = format!(r#"{{"success":true,"type":"clients","data":{data}}}"#);
        let error = decode("clients.get", 200, &body).unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(error.decode_error().unwrap().pointer(), "/data");
    }
}

#[test]
fn q02_data_is_not_always_a_list() {
    for name in [
        "invoices.create.response",
        "invoices.pay.response",
        "user.tax_code.response",
    ] {
        let body = fixture(name);
        assert!(body.contains(r#""data": {"#), "{body}");
        response_survives(name, name.trim_end_matches(".response"), &body);
    }
}

#[test]
fn q03_data_may_be_missing_null_or_empty() {
    for data in ["", r#","data":null"#, r#","data":[]"#] {
        let lists = [
            "clients",
            "invoices",
            "products",
            "expenses",
            "bank_accounts",
            "vat",
        ];
        for kind in lists {
            let body = format!(r#"{{"success":true,"type":"{kind}"{data}}}"#);
            assert_eq!(decode(&format!("{kind}.list"), 200, &body).unwrap(), "[]");
        }
        for operation in ["invoices.send", "clients.delete", "products.delete"] {
            let body = format!(r#"{{"success":true{data}}}"#);
            assert_eq!(decode(operation, 200, &body).unwrap(), "null");
        }
    }
    // Where a record was asked for, nothing is no answer.
    let error = decode("clients.get", 200, r#"{"success":true,"type":"clients"}"#).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
}

#[test]
fn q04_type_may_be_missing_and_must_not_be_another() {
    let bare = [
        "invoices.code",
        "invoices.generate",
        "invoices.pay",
        "invoices.unpay",
        "currency.convert",
        "vat.eu",
        "invoices.send",
        "clients.delete",
    ];
    for operation in bare {
        let body = fixture(&format!("{operation}.response"));
        assert!(!body.contains(r#""type""#));
        response_survives(operation, operation, &body);
    }
    let without = one("clients", "{}").replace(r#""type":"clients","#, "");
    assert!(decode("clients.get", 200, &without).is_ok());
    let error = decode("invoices.get", 200, &one("clients", "{}")).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
    assert!(
        error
            .to_string()
            .contains(r#"`type` is "clients", not "invoices""#),
        "{error}"
    );
}

#[test]
fn q05_an_id_may_stand_beside_data() {
    let id = answered(r#"{"success":true,"id":1444388311}"#, async |api| {
        api.invoices().generate(1).await
    });
    assert_eq!(id.unwrap(), 1_444_388_311.into());
    let error = decode("invoices.generate", 200, r#"{"success":true}"#).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
}

#[test]
fn q06_data_may_be_no_record() {
    let code = answered(&fixture("invoices.code.response"), async |api| {
        api.invoices().code(1).await
    });
    assert_eq!(code.unwrap().code.as_deref(), Some("qWeRtZui"));
    for operation in [
        "user.is_sandbox",
        "user.tax_code",
        "currency.convert",
        "vat.eu",
    ] {
        response_survives(
            operation,
            operation,
            &fixture(&format!("{operation}.response")),
        );
    }
}

#[test]
fn q07_success_may_be_a_text_or_a_number() {
    let body = |word: &str| format!(r#"{{"success":{word},"error":"no","data":{{"code":"x"}}}}"#);
    for word in ["true", r#""true""#, "1"] {
        assert!(decode("invoices.code", 200, &body(word)).is_ok(), "{word}");
    }
    for word in ["false", r#""false""#, "0"] {
        let error = decode("invoices.code", 200, &body(word)).unwrap_err();
        assert!(error.is_api(), "{word}: {error:?}");
        assert_eq!(error.message(), Some("no"));
    }
    // Anything else is neither yes nor no.
    for word in ["null", r#""yes""#, "2", "{}", "[]", r#""TRUE""#] {
        let error = decode("invoices.code", 200, &body(word)).unwrap_err();
        assert!(error.is_envelope(), "{word}: {error:?}");
    }
    let error = decode("invoices.code", 200, r#"{"data":{"code":"x"}}"#).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
}

#[test]
fn q17_a_download_may_be_json_or_html() {
    let not_ready = fixture("invoices.download.response.not-ready");
    for status in [200, 404, 500] {
        let error = decode("invoices.download", status, &not_ready).unwrap_err();
        assert!(error.is_api(), "{error:?}");
        assert_eq!(
            error.message(),
            Some("The document is still being printed.")
        );
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    let refresh = r#"<html><meta http-equiv="refresh" content="0;url=/login"></html>"#;
    let html = Reply::media(200, "text/html; charset=utf-8", refresh);
    let error = decode_reply("invoices.download", html).unwrap_err();
    assert!(error.is_content_type() && !error.is_api(), "{error:?}");
    assert!(error.body().starts_with(b"<html>"));
    let pdf = Reply::media(200, "application/pdf", "%PDF-1.4");
    assert_eq!(
        decode_reply("invoices.download", pdf).unwrap(),
        r#""%PDF-1.4""#
    );
}

#[test]
fn q18_errors_may_be_an_object_a_list_or_alone() {
    let told = |errors: &str| {
        let body = format!(r#"{{"success":false,"errors":{errors}}}"#);
        let error = decode("invoices.create", 400, &body).unwrap_err();
        assert!(error.is_api() && error.message().is_none(), "{error:?}");
        error
    };
    let by_path =
        told(r#"{"items[0].net_unit_price":"String value found, but a number is required"}"#);
    assert_eq!(
        fields(&by_path),
        [(
            "items[0].net_unit_price",
            "String value found, but a number is required"
        )]
    );
    assert_eq!(
        fields(&told(r#"["too long","too short"]"#)),
        [("", "too long"), ("", "too short")]
    );
    assert_eq!(fields(&told(r#""too long""#)), [("", "too long")]);
    // What it says is kept as it stands, whatever it is.
    let details = told(r#"{"a":{"code":7}}"#);
    assert_eq!(
        details.details().unwrap().to_string(),
        r#"{"a":{"code":7}}"#
    );
}

#[test]
fn q19_an_error_may_say_nothing_or_too_much() {
    let empty = decode("invoices.generate", 500, &fixture("any.error.empty")).unwrap_err();
    assert_eq!(empty.message(), Some(""));
    assert_eq!(
        empty.to_string(),
        "GenerateInvoice (GET /invoices/{id}/generate): 500 Internal Server Error; not sent again: a call with \
         this effect is repeated only if nothing was sent, or with an idempotency key"
    );
    let leak =
        r#"{"success":false,"error":"Uncaught ErrorException: … in /var/local/billingo/relea"}"#;
    let leak = decode("invoices.create", 500, leak).unwrap_err();
    assert!(leak.is_api() && leak.message().unwrap().starts_with("Uncaught"));
    // The empty id that makes the service say nothing is never sent.
    let (mock, api) = crate::support::client::scripted();
    for id in ["", ".", ".."] {
        let error = billing_runtime::testing::block_on(api.invoices().code(id)).unwrap_err();
        assert!(error.is_validation() && error.not_sent(), "{error:?}");
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn q20_a_wrong_key_is_500_or_403() {
    let body = r#"{"success":false,"error":"User not found!"}"#;
    for status in [401, 403] {
        let error = decode("clients.list", status, body).unwrap_err();
        assert!(error.is_auth() && error.is_api(), "{error:?}");
        assert!(error.to_string().contains("check the keys"), "{error}");
    }
    let older = decode("clients.list", 500, body).unwrap_err();
    assert_eq!(older.message(), Some("User not found!"));
}

#[test]
fn q32_a_country_outside_the_eu_is_an_error() {
    let error = decode("vat.eu", 500, r#"{"success":false,"error":""}"#).unwrap_err();
    assert!(error.is_api() && !error.is_decode(), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 500);
}
