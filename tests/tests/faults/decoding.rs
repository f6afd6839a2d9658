//! E3: answers that say no, that are not as declared, and those that are in an odd form.

use billing_runtime::testing::Reply;
use billing_runtime::types::DateTime;
use billing_runtime::{Client, Error, Wire as _};
use billing_tests::billbora::{ApiKey, Billbora};
use billing_tests::billingo::invoices::Invoice;

use super::network::{Network, data, record};
use crate::support::bodies::{new_client, new_invoice};
use crate::support::client::fields;

fn invoice(network: &Network, reply: Reply) -> Result<Invoice, Error> {
    let answer = network.ask(reply, async |api| api.invoices().get(1).await);
    answer.map(|record| record.attributes)
}

fn json(body: &str) -> Reply {
    Reply::json(200, body.to_owned())
}

#[test]
fn e3_32_status_200_that_says_no() {
    let network = Network::new();
    let no = || json(r#"{"success":false,"error":"Not enough credit"}"#);
    let (answer, seen) = network.asked(no(), async |api| {
        api.invoices().create(&new_invoice()).await
    });
    let error = answer.unwrap_err();
    assert!(error.is_api() && !error.outcome_unknown(), "{error:?}");
    assert_eq!(error.message(), Some("Not enough credit"));
    assert_eq!((seen.method(), seen.target()), ("POST", "/api/invoices"));
}

#[test]
fn e3_33_only_the_listed_forms_are_success() {
    let network = Network::new();
    for yes in ["true", r#""true""#, "1"] {
        let body = format!(r#"{{"success":{yes},"data":{{"id":1,"attributes":{{}}}}}}"#);
        assert!(invoice(&network, json(&body)).is_ok(), "{yes}");
    }
    for neither in ["null", "2", r#""yes""#, "[]", "1.5"] {
        let body = format!(r#"{{"success":{neither},"data":{{"id":1,"attributes":{{}}}}}}"#);
        let error = invoice(&network, json(&body)).unwrap_err();
        assert!(
            error.is_envelope() && !error.is_api(),
            "{neither}: {error:?}"
        );
    }
    let error = invoice(&network, json(r#"{"data":{"id":1,"attributes":{}}}"#)).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
    // Of a call that changes something, nobody knows then.
    let odd = network.ask(json("{}"), async |api| api.invoices().cancel(1).await);
    assert!(odd.unwrap_err().outcome_unknown());
}

#[test]
fn e3_34_the_answer_to_another_question() {
    let network = Network::new();
    let error = invoice(&network, record("clients", "{}")).unwrap_err();
    assert!(error.is_envelope(), "{error:?}");
    let words = r#"`type` is "clients", not "invoices""#;
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn e3_35_data_of_another_shape() {
    let network = Network::new();
    let list = |reply| {
        network.ask(reply, async |api| {
            let page = api
                .invoices()
                .list(&Default::default())
                .try_next_page()
                .await?;
            Ok(page.map_or(0, |page| page.len()))
        })
    };
    for none in [r#"{"success":true}"#, r#"{"success":true,"data":null}"#] {
        assert_eq!(list(json(none)).unwrap(), 0, "{none}");
    }
    assert_eq!(list(data("invoices", "[]")).unwrap(), 0);
    for (shape, pointer) in [("{}", "/data"), ("7", "/data"), ("[7]", "/data/0")] {
        let error = list(data("invoices", shape)).unwrap_err();
        assert_eq!(
            error.decode_error().unwrap().pointer(),
            pointer,
            "{error:?}"
        );
    }
    for shape in ["[]", "null", "7", r#""text""#] {
        let error = invoice(&network, data("invoices", shape)).unwrap_err();
        assert_eq!(
            error.decode_error().unwrap().pointer(),
            "/data",
            "{error:?}"
        );
    }
    let missing = invoice(&network, json(r#"{"success":true}"#)).unwrap_err();
    assert!(missing.is_envelope(), "{missing:?}");
}

#[test]
fn e3_36_answers_without_a_record() {
    let network = Network::new();
    let id = network.ask(json(r#"{"success":true,"id":1444388311}"#), async |api| {
        api.invoices().generate(1).await
    });
    assert_eq!(id.unwrap(), 1_444_388_311.into());
    for reply in [
        json(r#"{"success":true}"#),
        json(r#"{"success":true,"data":null}"#),
        Reply::json(204, ""),
        json(""),
    ] {
        let (answer, seen) = network.asked(reply, async |api| api.clients().delete(7).await);
        answer.unwrap();
        assert_eq!((seen.method(), seen.target()), ("DELETE", "/api/clients/7"));
    }
}

#[test]
fn e3_37_a_body_never_makes_an_error_a_success() {
    let network = Network::new();
    for status in [400, 401, 403, 404, 409, 422, 429, 500, 503] {
        let body = r#"{"success":true,"type":"invoices","data":{"id":1,"attributes":{}}}"#;
        let error = invoice(&network, Reply::json(status, body)).unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert!(!error.is_decode() && !error.is_envelope(), "{error:?}");
    }
}

/// Billbora's form of error, with what its documents do not list.
#[test]
fn e3_38_unknown_codes_and_odd_details() {
    let network = Network::new();
    let key = ApiKey::new("key-of-the-test").unwrap();
    let key = key.origin(network.server.url()).unwrap();
    let client = Client::builder().base_url(network.server.url());
    let billbora = Billbora::new(client.credential(key).build().unwrap());
    for (details, kept) in [
        (
            r#","details":{"expired_at":"2025-01-15T10:30:00Z"}"#,
            Some(r#"{"expired_at":"2025-01-15T10:30:00Z"}"#),
        ),
        (r#","details":"a text""#, Some(r#""a text""#)),
        (r#","details":[1.50]"#, Some("[1.50]")),
        ("", None),
    ] {
        let body = format!(r#"{{"error":{{"code":"brand_new","message":"Well"{details}}}}}"#);
        let (answer, seen) = network.asked(Reply::json(409, body.clone()), async |_| {
            billbora.invoices().list().await
        });
        let error = answer.unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Some("brand_new"), Some("Well"))
        );
        assert_eq!(error.details().map(|d| d.to_json()).as_deref(), kept);
        assert_eq!(error.body(), body.as_bytes());
        assert_eq!(seen.header("authorization"), "Bearer key-of-the-test");
    }
}

#[test]
fn e3_39_errors_of_each_form() {
    let network = Network::new();
    for (errors, found) in [
        (
            r#"["too long","too short"]"#,
            vec![("", "too long"), ("", "too short")],
        ),
        (
            r#"{"items[0].qty":"too few"}"#,
            vec![("items[0].qty", "too few")],
        ),
        (r#""all wrong""#, vec![("", "all wrong")]),
    ] {
        let body = format!(r#"{{"success":false,"error":"Invalid","errors":{errors}}}"#);
        let answer = network.ask(Reply::json(400, body), async |api| {
            api.clients().create(&new_client()).await
        });
        let error = answer.unwrap_err();
        assert!(error.is_api() && !error.outcome_unknown(), "{error:?}");
        assert_eq!(fields(&error), found);
        assert_eq!(error.details().unwrap().to_json(), errors);
    }
}

#[test]
fn e3_40_what_is_no_json_is_kept_as_it_is() {
    let network = Network::new();
    let html = Reply::media(502, "text/html", "<h1>Bad Gateway</h1>");
    let error = invoice(&network, html.header("x-request-id", "r-1")).unwrap_err();
    assert_eq!(error.body(), b"<h1>Bad Gateway</h1>");
    assert_eq!(error.request_id(), Some("r-1"));
    assert!(
        !error.to_string().to_lowercase().contains("json"),
        "{error}"
    );
    let error = invoice(&network, Reply::media(500, "text/plain", "")).unwrap_err();
    assert!(error.body().is_empty() && !error.is_decode(), "{error:?}");
    let slow = Reply::media(429, "text/plain", "slow down").header("retry-after", "7");
    let error = invoice(&network, slow).unwrap_err();
    assert!(
        error.is_rate_limited() && error.retry_after().is_some(),
        "{error:?}"
    );
    let long = Reply::media(500, "text/plain", "x".repeat(100_000));
    let error = invoice(&network, long).unwrap_err();
    assert_eq!(error.body().len(), 100_000, "it is kept whole");
    assert!(error.to_string().len() + format!("{error:?}").len() < 10_000);
    let latin = b"{\"success\":true,\"data\":\"\xfb\"}".to_vec();
    let latin = Reply::media(200, "application/json; charset=iso-8859-2", latin);
    let error = invoice(&network, latin).unwrap_err();
    assert!(error.is_content_type(), "{error:?}");
    let page = Reply::media(200, "text/html", "<h1>Maintenance</h1>");
    assert!(invoice(&network, page).unwrap_err().is_content_type());
}

#[test]
fn e3_41_broken_json() {
    let network = Network::new();
    let with = |data: &[u8]| {
        [
            br#"{"success":true,"data":{"id":1,"attributes":"#,
            data,
            b"}}",
        ]
        .concat()
    };
    let deep = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
    for body in [
        with(b"{}")[..40].to_vec(),
        [with(b"{}"), b"x".to_vec()].concat(),
        with(br#"{"total":NaN}"#),
        with(br#"{"comment":"a","comment":"b"}"#),
        with(br#"{"comment":"\ud800"}"#),
        with(b"{\"comment\":\"\xff\"}"),
        with(&deep),
        with(&[br#"{"new":"#, &deep[..], b"}"].concat()),
    ] {
        let error = invoice(&network, Reply::json(200, body)).unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert!(error.decode_error().unwrap().line().is_some());
        assert!(format!("{error:?}").len() < 20_000);
    }
    // What the answer repeats of the credential is in no preview.
    let key = billingo_mock::PRIVATE_KEY;
    let echo = json(&format!(r#"{{"success":true,"data":"{key}"#));
    let error = invoice(&network, echo).unwrap_err();
    assert!(!format!("{error:?} {error}").contains(key));
}

#[test]
fn e3_42_unknown_members_and_values_are_kept() {
    let network = Network::new();
    let attributes = r#"{"status":99,"brand_new":{"a":[1.50,null]},"type":3}"#;
    let stored = invoice(&network, record("invoices", attributes)).unwrap();
    assert!(stored.extra.get("brand_new").is_some());
    assert_eq!(Invoice::from_json(stored.to_json()).unwrap(), stored);
    let exact = crate::support::json::exact;
    assert_eq!(exact(&stored.to_json()), exact(attributes));
}

#[test]
fn e3_43_money_is_exact_or_an_error() {
    let network = Network::new();
    let total = |literal: &str| {
        let reply = record("invoices", &format!(r#"{{"total":{literal}}}"#));
        invoice(&network, reply).map(|i| i.total.unwrap().as_str().to_owned())
    };
    let long = "1234567890123456789012345678901234567890";
    for literal in ["4445", "-4445", "0.1", "1e3", "4445.000", long] {
        assert_eq!(total(literal).unwrap(), literal);
        assert_eq!(total(&format!(r#""{literal}""#)).unwrap(), literal);
    }
    for wrong in [r#""1 000,50""#, r#""""#, "null", "true", r#""abc""#, "[]"] {
        let error = total(wrong).unwrap_err();
        let at = error.decode_error().unwrap().pointer();
        assert_eq!(at, "/data/attributes/total", "{wrong}");
    }
}

#[test]
fn e3_44_ids_are_exact() {
    let network = Network::new();
    for id in ["7", "9007199254740993", "98765432109876543210"] {
        for literal in [id.to_owned(), format!(r#""{id}""#)] {
            let reply = data(
                "invoices",
                &format!(r#"{{"id":{literal},"attributes":{{}}}}"#),
            );
            let answer = network.ask(reply, async |api| api.invoices().get(1).await);
            let stored = answer.unwrap();
            assert_eq!(stored.id.as_str(), id);
            // And goes out again as it came.
            let reply = record("invoices", "{}");
            let (answer, seen) =
                network.asked(reply, async |api| api.invoices().get(stored.id).await);
            answer.unwrap();
            assert_eq!(seen.target(), format!("/api/invoices/{id}"));
        }
    }
    let reply = record("invoices", r#"{"items":[{"vat_id":"1"}]}"#);
    let items = invoice(&network, reply).unwrap().items.unwrap();
    assert_eq!(items[0].vat_id.as_deref(), Some(&1));
}

#[test]
fn e3_45_dates_and_times() {
    let network = Network::new();
    let created = |text: &str| {
        let reply = record("products", &format!(r#"{{"created_at":"{text}"}}"#));
        let answer = network.ask(reply, async |api| api.products().get(1).await);
        answer.map(|product| product.attributes.created_at.unwrap().get().cloned())
    };
    for text in [
        "2017-10-04 15:26:26",
        "2017-10-04T15:26:26Z",
        "2017-10-04T15:26:26+02:00",
        "2017-10-04T15:26:26.123456Z",
    ] {
        let time: DateTime = created(text).unwrap().unwrap();
        assert_eq!(time.to_string(), text);
    }
    // Zeros are none where the schema says that the service writes them, and nowhere else.
    assert!(created("0000-00-00 00:00:00").unwrap().is_none());
    assert!(created("").unwrap().is_none());
    assert!(created("2025-02-30 10:00:00").unwrap_err().is_decode());
    for wrong in ["0000-00-00", "", "2025-02-30"] {
        let reply = record("invoices", &format!(r#"{{"date":"{wrong}"}}"#));
        let error = invoice(&network, reply).unwrap_err();
        let at = error.decode_error().unwrap().pointer();
        assert_eq!(at, "/data/attributes/date", "{wrong}");
    }
}
