//! Fault 76: secrets are in no message, also where the server repeats them.

use std::sync::{Arc, Mutex};

use billing_mock::{Misbehave, Refusal};
use billing_runtime::client::Retry;
use billing_runtime::testing::{MockTransport, Reply, block_on};
use billing_runtime::{Client, Error};
use billing_tests::billingo::{Billingo, Keys};

use crate::support::client::{seen, to, wait};

const KEY: &str = "canary/private\"key\\1";

fn keys() -> Keys {
    Keys::new(billingo_mock::PUBLIC_KEY, KEY).unwrap()
}

/// Everything of an error that can be printed.
fn everything(error: &Error) -> String {
    let source = std::error::Error::source(error).map(|s| format!("{s} {s:?}"));
    format!(
        "{error} {error:?} {error:#?} {source:?} {:?} {:?} {:?} {:?} {:?} {} {:?}",
        error.message(),
        error.code(),
        error.details(),
        error.field_errors(),
        error.headers(),
        String::from_utf8_lossy(error.body()),
        error.request_id(),
    )
}

#[track_caller]
fn clean(text: &str, token: &str) {
    let signature = token.rsplit('.').next().unwrap();
    assert!(!text.contains("canary"), "{text}");
    assert!(signature.is_empty() || !text.contains(signature), "{text}");
}

/// A server that mirrors the whole header in every place that an error shows.
#[test]
fn fault_76_a_mirrored_token_is_taken_out() {
    let mock = billingo_mock::open()
        .unwrap()
        .member("keys", "private_key", KEY);
    let mock = mock.on("user.tax_code", |_, request| {
        let header = request.header("authorization").unwrap_or_default();
        Err(Refusal::new(400, format!("bad header: {header}")).detail(header, header))
    });
    let mock = mock.start().unwrap();
    let error = wait(to(&mock, keys()).user().tax_code()).unwrap_err();
    assert!(
        error.is_api() && error.message().unwrap().contains("bad header: Beamer ***"),
        "{error}"
    );
    assert_eq!(error.field_errors()[0].0, "Beamer ***");
    let sent = seen(&mock, "user.tax_code");
    let token = sent[0]
        .header("authorization")
        .unwrap()
        .strip_prefix("Beamer ")
        .unwrap();
    clean(&everything(&error), token);
}

/// The key itself, in each form in which a body or a header can repeat it.
#[test]
fn fault_76_a_mirrored_key_is_taken_out() {
    let escaped = KEY.replace('\\', "\\\\").replace('"', "\\\"");
    let slashed = escaped.replace('/', "\\/");
    let bodies = [
        format!(
            r#"{{"success":false,"error":"key {escaped}","errors":{{"{escaped}":["{slashed}"]}}}}"#
        ),
        format!(r#"{{"success":true,"type":"{escaped}"}}"#),
        format!(r#"{{"success":"{escaped}"}}"#),
        format!(r#"{{"success":true,"type":"user","data":{{"tax_code":{{"{escaped}":1}}}}}}"#),
        format!("<html>{KEY}</html>"),
        format!("{{\"success\":true,\"data\":{KEY}"),
    ];
    for body in bodies {
        for (status, media) in [
            (200, "application/json"),
            (200, "text/html"),
            (502, "text/html"),
            (302, ""),
        ] {
            let reply = Reply::media(status, media, body.clone())
                .header("x-echo", KEY)
                .header("x-request-id", KEY)
                .header(
                    "location",
                    &format!(
                        "https://a.example/?key={}",
                        KEY.replace('"', "%22")
                            .replace('\\', "%5C")
                            .replace('/', "%2F")
                    ),
                );
            let mock = MockTransport::new();
            mock.reply(reply);
            let client = Client::builder()
                .transport(mock)
                .credential(keys())
                .retry(Retry::never())
                .build()
                .unwrap();
            let error = block_on(Billingo::new(client).user().tax_code()).unwrap_err();
            clean(&everything(&error), "");
        }
    }
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let observed = Arc::new(Mutex::new(String::new()));
    let watch = Arc::clone(&observed);
    let mock = billingo_mock::open()
        .unwrap()
        .member("keys", "private_key", KEY);
    let mock = mock.start().unwrap();
    let builder = Client::builder()
        .base_url(mock.url())
        .credential(keys())
        .retry(Retry::never())
        .on_attempt(move |exchange| {
            watch.lock().unwrap().push_str(&format!("{exchange:?}"));
        });
    let mut shown = format!("{builder:?} {:?} {:#?}", keys(), keys());
    let client = builder.build().unwrap();
    shown += &format!("{client:?}");
    let api = Billingo::new(client);
    shown += &format!("{api:?} {:?}", api.user());
    wait(api.user().tax_code()).unwrap();
    mock.next(Misbehave::new().drop_connection());
    shown += &everything(&wait(api.user().tax_code()).unwrap_err());
    shown += &observed.lock().unwrap();
    // The server's own ledger hides them too.
    shown += &format!("{:?}", mock.seen());
    let sent = seen(&mock, "user.tax_code");
    assert_eq!(sent.len(), 2);
    for request in sent {
        clean(&shown, request.header("authorization").unwrap());
    }
}
