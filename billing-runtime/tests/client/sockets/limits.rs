//! Limits on time over real connections: each has an error of its own.

use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::Error;
use billing_runtime::client::Retry;
use billing_runtime::transport::{Timeout, Timeouts};

use super::super::api::DownloadInvoice;
use super::peer::*;

const MS: fn(u64) -> Duration = Duration::from_millis;
const LONG: Duration = Duration::from_secs(30);

fn limits(change: impl FnOnce(&mut Timeouts)) -> Timeouts {
    let mut limits = Timeouts {
        connect: Some(LONG),
        stall: Some(LONG),
        attempt: Some(LONG),
        total: Some(LONG),
        ..Timeouts::default()
    };
    change(&mut limits);
    limits
}

fn create_within(peer: &Peer, limits: Timeouts) -> Error {
    let started = Instant::now();
    let client = peer.client(|b| b.timeouts(limits).retry(Retry::never()));
    let error = run(client.send(&create())).unwrap_err();
    assert!(started.elapsed() < LONG / 2, "{error:?}");
    error
}

/// A server that reads a request, writes `text`, and says nothing more for a while.
fn stalls_after(text: &'static str) -> Peer {
    Peer::new(move |mut conn| {
        conn.read();
        conn.write(text);
        thread::sleep(LONG);
    })
}

const BEGUN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"succ";

/// The connection is not there before TLS is, so a server that does not begin with it is too late.
#[cfg(feature = "tls")]
#[test]
fn e4_53_connecting() {
    let peer = Peer::new(|_conn| thread::sleep(LONG));
    let url = peer.url.replace("http:", "https:");
    let limits = limits(|l| l.connect = Some(MS(200)));
    let client = peer.client(|b| b.base_url(&url).timeouts(limits).retry(Retry::never()));
    let error = run(client.send(&create())).unwrap_err();
    assert_eq!(error.timeout(), Some(Timeout::Connect), "{error:?}");
    assert!(error.not_sent() && error.is_transient());
    assert!(
        error.to_string().contains("could not connect in time"),
        "{error}"
    );
}

#[test]
fn e4_53_silence_before_the_answer() {
    let error = create_within(&stalls_after(""), limits(|l| l.stall = Some(MS(200))));
    assert_eq!(error.timeout(), Some(Timeout::Stall), "{error:?}");
    assert!(error.outcome_unknown());
    assert!(
        error.to_string().contains("the server sent no response"),
        "{error}"
    );
}

#[test]
fn e4_53_silence_within_the_answer() {
    let error = create_within(&stalls_after(BEGUN), limits(|l| l.stall = Some(MS(1000))));
    assert_eq!(error.timeout(), Some(Timeout::Stall), "{error:?}");
    assert!(error.is_incomplete() && error.outcome_unknown());
    assert_eq!(error.status().unwrap(), 200);
}

#[test]
fn e4_53_an_answer_that_trickles() {
    let peer = Peer::new(|mut conn| {
        conn.read();
        conn.write(BEGUN);
        for _ in 0..90 {
            thread::sleep(MS(20));
            conn.write(" ");
        }
    });
    let error = create_within(
        &peer,
        limits(|l| (l.stall, l.attempt) = (Some(MS(2000)), Some(MS(300)))),
    );
    assert_eq!(error.timeout(), Some(Timeout::Attempt), "{error:?}");
    assert!(error.outcome_unknown());
}

#[test]
fn e4_53_the_whole_call() {
    let peer = stalls_after("");
    let limits = limits(|l| (l.attempt, l.total) = (Some(MS(1000)), Some(MS(2500))));
    let client = peer.client(|b| {
        b.timeouts(limits)
            .random(|| 0)
            .retry(Retry::default().max_attempts(9))
    });
    let started = Instant::now();
    let error = run(client.send(&get())).unwrap_err();
    let took = started.elapsed();
    assert_eq!(error.timeout(), Some(Timeout::Total), "{error:?}");
    assert!(took >= MS(2500) && took < LONG / 2, "{took:?}");
    assert_eq!(error.attempts().len(), 3, "{error:?}");
    // A busy machine may not come to read the last one.
    assert!((2..=3).contains(&peer.seen().len()));
}

/// Fault 47: a document that stops arriving; what arrived was handed on, so it is not asked for again.
#[test]
fn e3_47_a_document_that_stalls() {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 100\r\n\r\n%PDF";
    for (limits, which) in [
        (limits(|l| l.stall = Some(MS(1000))), Timeout::Stall),
        (limits(|l| l.attempt = Some(MS(1000))), Timeout::Attempt),
        (limits(|l| l.total = Some(MS(1000))), Timeout::Total),
    ] {
        let peer = stalls_after(head);
        let client = peer.client(|b| b.timeouts(limits));
        let error = run(async {
            let document = client
                .send(&DownloadInvoice { id: 7.into() })
                .await
                .unwrap();
            document.bytes().await.unwrap_err()
        });
        assert_eq!(error.timeout(), Some(which), "{error:?}");
        assert!(error.is_incomplete());
        // Fault 58: what cannot be taken back is not asked for again.
        assert!(
            error.to_string().ends_with("was already handed on"),
            "{error}"
        );
        assert_eq!(peer.seen().len(), 1);
    }
}
