//! Tests that messages of the service reach the error, whatever the structure of the body, and that their control
//! characters are escaped.

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
fn messages_in_undeclared_structures_reach_the_error() {
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
        // The envelope declares `errors`, so these are errors of members.
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
    // Also with a status of success.
    for body in [r#"{"message":"Try it on Monday"}"#, "Try it on Monday"] {
        let error = refused(Reply::json(200, body));
        assert!(error.to_string().contains("Try it on Monday"), "{error}");
        assert_eq!(error.message(), Some("Try it on Monday"), "{body}");
    }
    // After a message of a gateway the outcome is still unknown.
    let (client, mock) = client();
    mock.respond(502, r#"{"message":"Try it on Monday"}"#);
    let error = send(&client, &SendInvoice { id: Id::from(1) }).unwrap_err();
    assert!(error.outcome_unknown() && !error.is_api());
}

const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\r\nFAKE LOG\u{0}\u{9b}\u{202e}\u{2066}\u{2028}";

fn assert_plain(text: &str) {
    let hidden = |c: char| c.is_control() || "\u{202e}\u{2066}\u{2028}".contains(c);
    assert!(!text.contains(hidden), "{text:?}");
    assert!(text.len() < 20_000, "{} bytes", text.len());
}

fn json(text: &str) -> String {
    billing_runtime::Wire::to_json(&billing_runtime::Value::String(text.to_owned()))
}

/// Tests hostile text in the message, the details, member names, data, `Location` and the media type.
#[test]
fn hostile_text_is_escaped_and_truncated() {
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
                assert_plain(&error.to_string());
                assert_plain(&format!("{error:?}"));
                assert_plain(&format!("{error:#}"));
                for attempt in error.attempts() {
                    assert_plain(attempt.reason());
                    assert_plain(&format!("{attempt:?}"));
                }
                assert_eq!(error.body(), body.as_bytes(), "`body()` is not truncated");
                // The same holds for every source of the error.
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    assert_plain(&cause.to_string());
                    source = cause.source();
                }
            }
        }
    }
    let bidi = "https://x.example/\u{202e}\u{2066}/".to_owned() + &"y".repeat(50_000);
    let error = refused(Reply::json(302, "").header("location", &bidi));
    assert!(error.is_redirect());
    assert_plain(&error.to_string());
    assert_plain(&format!("{error:?}"));
    let media = "text/\u{202e}x".to_owned();
    assert_plain(&refused(Reply::media(200, &media, "{\"a\"")).to_string());
}

/// Tests that events escape and truncate hostile text as errors do.
#[test]
fn events_are_escaped_and_truncated() {
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
    let events = Arc::clone(&seen);
    let key: ApiKey<Shop> = ApiKey::new("canary-key-1").unwrap();
    let key = key.on_event(move |event| {
        events
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
    assert_plain(&error.to_string());
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    seen.iter().for_each(|text| assert_plain(text));
}

/// Tests that the timeout of a call includes the wait for the rate limit.
#[test]
fn a_timeout_includes_the_wait_for_the_rate_limit() {
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
    let limited = client.with_timeout(short);
    for error in [
        block_on(client.call(&call).timeout(short).send()).unwrap_err(),
        block_on(limited.send(&call)).unwrap_err(),
    ] {
        assert!(error.is_rate_limited() && error.not_sent(), "{error:?}");
    }
    assert_eq!(
        clock.elapsed(),
        Duration::ZERO,
        "the error is returned at once"
    );
    assert_eq!(mock.requests().len(), 1);
    // This timeout is long enough for the wait.
    mock.reply(Reply::media(200, "application/pdf", "%PDF"));
    let enough = Duration::from_secs(5);
    block_on(client.call(&call).timeout(enough).send()).unwrap();
    assert_eq!(clock.elapsed().as_secs(), 4);
}
