//! What the layers below repeat without being asked: only what they never wrote.

use std::thread;
use std::time::Duration;

use billing_runtime::client::Retry;

use super::peer::*;

const MS: fn(u64) -> Duration = Duration::from_millis;

/// Fault 49: refused, and a name that nobody has.
#[test]
fn e4_49_refused_and_unknown_hosts_are_tried_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let free = format!("http://{}", free.unwrap());
    for url in [free.as_str(), "http://no-such-host.invalid"] {
        let peer = Peer::new(|mut conn| conn.serve());
        let client = peer.client(|b| {
            let retry = Retry::default().max_attempts(2);
            b.base_url(url).allow_http(true).retry(retry).timeouts(
                billing_runtime::transport::Timeouts {
                    connect: Some(MS(1000)),
                    ..quick()
                },
            )
        });
        let error = run(client.send(&create())).unwrap_err();
        assert!(
            error.not_sent() && error.is_connect() && error.is_transient(),
            "{error:?}"
        );
        assert_eq!(error.attempts().len(), 2, "{error}");
    }
}

/// Fault 49: a server that does not speak TLS will not speak it the next time either.
#[cfg(feature = "tls")]
#[test]
fn e4_49_tls_that_fails_is_not_tried_again() {
    let peer = Peer::new(|mut conn| conn.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let url = peer.url.replace("http:", "https:");
    let client = peer.client(|b| b.base_url(&url));
    let error = run(client.send(&create())).unwrap_err();
    assert!(error.not_sent() && !error.is_transient(), "{error:?}");
    assert_eq!(
        (error.attempts().len(), peer.connections()),
        (1, 1),
        "{error}"
    );
}

/// Faults 50 and 51: the server read a request and left: one that creates is not sent again.
#[test]
fn e4_50_and_51_a_reset_after_the_request() {
    let peer = Peer::new(|mut conn| {
        conn.read();
        conn.close();
    });
    let client = peer.client(|b| b.random(|| 0));
    let error = run(client.send(&create())).unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
    assert_eq!(peer.seen(), ["1: POST /invoices"]);

    let error = run(client.send(&get())).unwrap_err();
    assert!(!error.outcome_unknown() && !error.not_sent());
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(peer.seen().len(), 1 + 3);
}

/// Fault 52: an idle connection that the server closed. Nothing was written to it, so even a call
/// that creates goes on another one, and the server sees it once.
#[test]
fn e4_52_a_stale_connection_costs_nothing() {
    for _ in 0..20 {
        let peer = Peer::new(|mut conn| {
            if conn.number == 1 {
                conn.read();
                conn.answer(200, SUCCESS);
                conn.close();
            } else {
                conn.serve();
            }
        });
        let client = peer.client(|b| b.retry(Retry::never()));
        run(async {
            client.send(&get()).await.unwrap();
            // The end of the connection arrives.
            tokio::time::sleep(MS(20)).await;
            client.send(&create()).await.unwrap();
        });
        assert_eq!(peer.seen(), ["1: GET /invoices/7", "2: POST /invoices"]);
    }
}

/// Fault 52: the server reads the request on a connection that was used before, and leaves. The
/// layers below must not take that for a stale connection.
#[test]
fn e4_52_what_was_written_on_a_reused_connection_is_never_sent_again() {
    let peer = Peer::new(|mut conn| {
        conn.read();
        conn.answer(200, SUCCESS);
        conn.read();
        conn.close();
    });
    let client = peer.client(|b| b.random(|| 0));
    run(async {
        client.send(&get()).await.unwrap();
        let error = client.send(&create()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error:?}");
    });
    assert_eq!(peer.seen(), ["1: GET /invoices/7", "1: POST /invoices"]);
    // A read is sent again, by us: the first attempt is on a new connection, whose second request
    // is lost, and so on.
    run(async {
        client.send(&get()).await.unwrap();
        client.send(&get()).await.unwrap();
    });
    let seen = peer.seen();
    assert_eq!(
        seen[2..],
        [
            "2: GET /invoices/7",
            "2: GET /invoices/7",
            "3: GET /invoices/7"
        ]
    );
}

/// Fault 52: the server closes at the very moment at which the next request goes out. Whatever
/// wins, a call that creates is seen once at most, and what the caller is told is true.
#[test]
fn e4_52_a_race_between_closing_and_sending() {
    let (mut made, mut unknown) = (0, 0);
    for round in 0..60 {
        let peer = Peer::new(move |mut conn| {
            if conn.number > 1 {
                return conn.serve();
            }
            conn.read();
            conn.answer(200, SUCCESS);
            thread::sleep(Duration::from_micros(round * 20));
            conn.close();
        });
        let client = peer.client(|b| b.retry(Retry::never()));
        let outcome = run(async {
            client.send(&get()).await.unwrap();
            if round % 2 == 0 {
                tokio::time::sleep(Duration::from_micros(600)).await;
            }
            client.send(&create()).await
        });
        let creates = peer
            .seen()
            .iter()
            .filter(|s| s.ends_with("POST /invoices"))
            .count();
        match outcome {
            Ok(_) => {
                assert_eq!(creates, 1);
                made += 1;
            }
            Err(error) if error.outcome_unknown() => {
                assert!(creates <= 1);
                unknown += 1;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    println!("{made} made, {unknown} unknown");
}

/// Fault 52: the server hangs up as soon as it is called. Where nothing was written, that is known;
/// where it may have been, nobody claims otherwise.
#[test]
fn e4_52_a_server_that_hangs_up_at_once() {
    let peer = Peer::new(|mut conn| conn.close());
    let client = peer.client(|b| b.retry(Retry::never()));
    let (mut not_sent, mut unknown) = (0, 0);
    run(async {
        for _ in 0..50 {
            let error = client.send(&create()).await.unwrap_err();
            assert!(error.not_sent() != error.outcome_unknown(), "{error:?}");
            match error.not_sent() {
                true => not_sent += 1,
                false => unknown += 1,
            }
        }
    });
    println!("{not_sent} not sent, {unknown} unknown");
    assert!(peer.seen().is_empty());
}

/// A packed answer is refused as it is: nobody unpacks it, so no bomb goes off.
#[test]
fn e3_46_packed_answers_are_refused_unread() {
    let peer = Peer::new(|mut conn| {
        conn.read();
        // What would be 1 GiB is a few bytes here; that it is no valid stream is never noticed.
        conn.write(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\u{1}ab",
        );
    });
    let error = run(peer.client(|b| b).send(&get())).unwrap_err();
    assert!(error.is_content_type(), "{error:?}");
    assert!(
        error.to_string().contains("content encoding `gzip`"),
        "{error}"
    );
    assert_eq!(peer.seen().len(), 1);
}
