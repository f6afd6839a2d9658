//! What `tracing` gets from sessions and calls: codes and messages, no secrets, no control
//! characters.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::service::{Instead, ListInvoices, Service, run};

/// Records every field of every span and event.
#[derive(Clone, Default)]
struct Ears(Arc<Mutex<Vec<String>>>);

impl Visit for Ears {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.lock().unwrap().push(format!("{field}={value}"));
    }
}

impl Subscriber for Ears {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn heard_of(what: impl FnOnce()) -> Vec<String> {
    let ears = Ears::default();
    // With a single subscriber, a callsite first hit by a thread without one would be disabled for
    // all.
    let _second = tracing::Dispatch::new(Ears::default());
    tracing::subscriber::with_default(ears.clone(), what);
    let heard = ears.0.lock().unwrap();
    heard.clone()
}

#[test]
fn fault_76_tracing_hears_codes_and_no_secrets() {
    let heard = heard_of(|| {
        run(async {
            let service = Service::new();
            let session = service.session("org_1").await;
            let client = service.client(&session);
            let echo = r#"{"error":{"code":"denied","message":"not with access-canary-3"}}"#;
            service.refuse("invoices", 403, echo);
            client.send(&ListInvoices).await.unwrap_err();
            service.clock.advance(Duration::from_secs(3600));
            let echo = r#"{"error":{"code":"spent","message":"not with refresh-canary-4"}}"#;
            service.refuse("refresh/", 400, echo);
            // The identity returns other tokens.
            client.send(&ListInvoices).await.unwrap();
        });
    });
    for told in [
        "forbidden",
        "refresh_failed",
        "denied",
        "spent",
        "org_1",
        "not with ***",
    ] {
        assert!(heard.join(" ").contains(told), "{told}: {heard:?}");
    }
    assert!(!heard.join(" ").contains("canary"), "{heard:?}");
}

fn plain_text(long: &str) -> &'static str {
    format!("\u{1b}]0;\u{202e}\r\n\0{long}").leak()
}

/// Text of a server is escaped and cut everywhere.
#[test]
fn hostile_texts_are_heard_escaped_and_cut() {
    let hostile = r"\u001b[2J\r\n\u0000\u202e";
    let long = "x".repeat(900 << 10);
    let error = |what: &str| {
        let text = format!("{hostile}{what}{hostile}{long}");
        let body = format!(
            r#"{{"error":{{"code":"{text}","message":"{text}","details":{{"{text}":"{text}"}}}}}}"#
        );
        &*body.leak()
    };
    let heard = heard_of(|| {
        let plain = plain_text(&long);
        for (status, json) in [
            (400, true),
            (401, true),
            (403, false),
            (429, true),
            (503, false),
        ] {
            let body = |said| if json { error(said) } else { plain };
            run(async {
                let service = Service::new();
                let session = service.session("org_1").await;
                let client = service.client(&session);
                service.refuse("exchange", status, body("identity-canary-5"));
                let _ = session.switch("org\u{202e}_2").await;
                let location = vec![("location", "https://x.example/\u{202e}access-canary-3")];
                service.instead("invoices", Instead::Answer(302, "", location));
                let _ = client.send(&ListInvoices).await;
                service.refuse("invoices", status, body("access-canary-3"));
                let _ = client.send(&ListInvoices).await;
                service.clock.advance(Duration::from_secs(3600));
                service.refuse("refresh/", status, body("said"));
                let _ = client.send(&ListInvoices).await;
            });
        }
    });
    let all = heard.join(" ");
    for expected in [
        "said",
        r"\u{1b}[2J\r\n\u{0}\u{202e}",
        r"org\u{202e}_2",
        " bytes)",
        "***",
    ] {
        assert!(all.contains(expected), "{expected}");
    }
    for text in &heard {
        assert!(
            text.len() < 12_000,
            "{} bytes: {}",
            text.len(),
            &text[..200]
        );
        let steers = |c: char| c.is_control() || c == '\u{202e}';
        assert!(
            !text.contains(steers) && !text.contains("canary"),
            "{text:?}"
        );
    }
}
