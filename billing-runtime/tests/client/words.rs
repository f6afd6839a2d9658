//! The service's words: never lost, whatever their form, and never steering a terminal.

use std::time::Duration;

use billing_runtime::Id;
use billing_runtime::testing::Reply;

use super::api::*;

fn refused(reply: Reply) -> billing_runtime::Error {
    let (client, mock) = client();
    mock.reply(reply);
    send(&client, &GetInvoice { id: Id::from(7) }).unwrap_err()
}

#[test]
fn words_in_forms_that_nobody_declared() {
    for status in [400, 401, 403, 404, 409, 422, 429, 500, 503] {
        for body in [
            r#"{"message":"Try it on Monday"}"#,
            r#"{"error":{"message":"Try it on Monday"}}"#,
            r#"{"error":{"code":12,"message":"Try it on Monday"}}"#,
            r#"{"success":false,"error":{"message":"Try it on Monday"}}"#,
            r#"{"success":true,"message":"Try it on Monday"}"#,
            r#"{"problems":[{"detail":"Try it on Monday"}]}"#,
            r#""Try it on Monday""#,
        ] {
            let error = refused(Reply::json(status, body));
            assert_eq!(error.message(), Some("Try it on Monday"), "{status} {body}");
            assert!(error.to_string().contains("Try it on Monday"), "{error}");
        }
        // Where a declared form lists them, they are errors of members.
        let error = refused(Reply::json(
            status,
            r#"{"errors":[{"detail":"Try it on Monday"}]}"#,
        ));
        assert_eq!(error.field_errors()[0].1, "Try it on Monday");
        assert!(error.to_string().contains("Try it on Monday"), "{error}");
        let error = refused(Reply::media(status, "text/plain", "Try it on Monday\n"));
        assert_eq!(error.message(), Some("Try it on Monday"), "{status}");
        let page = refused(Reply::media(
            status,
            "text/html",
            "<html><h1>Forbidden</h1></html>",
        ));
        assert_eq!(page.message(), None);
    }
    // Also where the status is one of success.
    for body in [r#"{"message":"Try it on Monday"}"#, "Try it on Monday"] {
        let error = refused(Reply::json(200, body));
        assert!(error.to_string().contains("Try it on Monday"), "{error}");
        assert_eq!(error.message(), Some("Try it on Monday"), "{body}");
    }
    // The words of a gateway settle nothing.
    let (client, mock) = client();
    mock.respond(502, r#"{"message":"Try it on Monday"}"#);
    let error = send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
    assert!(error.outcome_unknown() && !error.is_api());
}

const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\r\nFAKE LOG\u{0}\u{9b}\u{202e}\u{2066}\u{2028}";

fn is_plain(text: &str) {
    let hidden = |c: char| c.is_control() || "\u{202e}\u{2066}\u{2028}".contains(c);
    assert!(!text.contains(hidden), "{text:?}");
    assert!(text.len() < 20_000, "{} bytes", text.len());
}

fn json(text: &str) -> String {
    billing_runtime::Wire::to_json(&billing_runtime::Value::String(text.to_owned()))
}

/// Wherever a server puts it: message, details, names of members, data, `Location`, media type.
#[test]
fn hostile_texts_are_escaped_and_cut() {
    let long = "x".repeat(400 << 10);
    for text in [HOSTILE.to_owned(), format!("{HOSTILE}{long}")] {
        let quoted = json(&text);
        let bodies = [
            format!(r#"{{"success":false,"error":{quoted}}}"#),
            format!(r#"{{"success":false,"error":"no","errors":{{{quoted}:{quoted}}}}}"#),
            format!(r#"{{"message":{quoted}}}"#),
            format!(r#"{{"success":{quoted}}}"#),
            format!(r#"{{"success":true,"type":{quoted},"data":{{}}}}"#),
            format!(
                r#"{{"success":true,"data":{{"id":1,"attributes":{{{quoted}:1,{quoted}:2}}}}}}"#
            ),
            text.clone(),
        ];
        for body in bodies {
            for status in [200, 400, 403, 500] {
                let error = refused(Reply::json(status, body.clone()));
                is_plain(&error.to_string());
                is_plain(&format!("{error:?}"));
                is_plain(&format!("{error:#}"));
                for tried in error.attempts() {
                    is_plain(tried.reason());
                    is_plain(&format!("{tried:?}"));
                }
                assert_eq!(error.body(), body.as_bytes(), "it is whole in `body()`");
                // Each of those around it.
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    is_plain(&cause.to_string());
                    source = cause.source();
                }
            }
        }
    }
    let bidi = "https://x.example/\u{202e}\u{2066}/".to_owned() + &"y".repeat(50_000);
    let error = refused(Reply::json(302, "").header("location", &bidi));
    assert!(error.is_redirect());
    is_plain(&error.to_string());
    is_plain(&format!("{error:?}"));
    let media = "text/\u{202e}x".to_owned();
    is_plain(&refused(Reply::media(200, &media, "{\"a\"")).to_string());
}

/// An event shows no more than its error does.
#[test]
fn events_are_escaped_and_cut() {
    use std::sync::{Arc, Mutex};

    use billing_runtime::client::Server;
    use billing_runtime::credential::{ApiKey, ApiKeyKind, ApiKeySpec};
    use billing_runtime::endpoint::Nothing;
    use billing_runtime::{Client, Endpoint};

    struct Shop;
    impl ApiKeyKind for Shop {
        const SPEC: &'static ApiKeySpec =
            &ApiKeySpec::new().servers(&[Server::new("https://shop.example")]);
    }
    #[derive(billing_runtime::Envelope)]
    #[envelope(error(code = "code", message = "message"))]
    struct Errors;
    #[derive(Clone, Debug, Endpoint)]
    #[endpoint(get = "/x", effect = read, auth = ApiKey<Shop>, envelope = Errors, returns = Nothing)]
    struct GetX;

    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let key: ApiKey<Shop> = ApiKey::new("canary-key-1").unwrap();
    let key = key.on_event(move |event| {
        notes
            .lock()
            .unwrap()
            .extend([event.to_string(), format!("{event:?}")]);
        assert_eq!(event.code.map(|code| code.contains('\u{1b}')), Some(false));
    });
    let mock = billing_runtime::testing::MockTransport::new();
    let client = Client::builder().transport(mock.clone()).credential(key);
    let client = client.base_url("https://shop.example").build().unwrap();
    let code = json(&format!("{HOSTILE}{}", "x".repeat(100_000)));
    mock.respond(403, format!(r#"{{"code":{code},"message":{code}}}"#));
    let error = send(&client, &GetX).unwrap_err();
    is_plain(&error.to_string());
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    seen.iter().for_each(|text| is_plain(text));
}

/// What the caller allows is with everything, the wait for a turn under the stated rate included.
#[test]
fn a_timeout_is_with_the_wait_for_a_turn() {
    use billing_runtime::Client;
    use billing_runtime::client::{Retry, clock::Clock as _};
    use billing_runtime::testing::{ManualClock, MockTransport, block_on};

    let mock = MockTransport::new();
    let clock = ManualClock::at(NOW);
    let client = Client::builder()
        .transport(mock.clone())
        .clock(clock.clone());
    let client = client
        .retry(Retry::never())
        .credential(keys())
        .build()
        .unwrap();
    let client = client.with_servers(SERVERS);
    let call = DownloadInvoice { id: Id::from(7) };
    mock.reply(Reply::json(429, "").header("retry-after", "4"));
    assert!(block_on(client.send(&call)).unwrap_err().is_rate_limited());
    let short = Duration::from_millis(100);
    let within = client.with_timeout(short);
    for error in [
        block_on(client.call(&call).timeout(short).send()).unwrap_err(),
        block_on(within.send(&call)).unwrap_err(),
    ] {
        assert!(error.is_rate_limited() && error.not_sent(), "{error:?}");
    }
    assert_eq!(clock.elapsed(), Duration::ZERO, "it is told at once");
    assert_eq!(mock.requests().len(), 1);
    // Enough time for the turn.
    mock.reply(Reply::media(200, "application/pdf", "%PDF"));
    let enough = Duration::from_secs(5);
    block_on(client.call(&call).timeout(enough).send()).unwrap();
    assert_eq!(clock.elapsed().as_secs(), 4);
}
