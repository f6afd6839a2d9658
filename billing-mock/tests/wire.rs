//! Malformed requests and very many at once: the mock refuses them or closes the connection, and keeps serving others.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use billing_mock::Running;

use super::{KEY, get, shop};

/// Opens a connection with a read timeout, so that no test hangs.
fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

/// Sends bytes, closes the sending side, and returns everything that the server sends before it closes the connection.
fn raw(mock: &Running, bytes: &[u8]) -> String {
    let mut stream = connect(mock.address());
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Returns the statuses of all responses in these bytes.
fn statuses(answer: &str) -> Vec<u16> {
    let lines = answer.split("HTTP/1.").skip(1);
    lines
        .filter_map(|line| line.get(2..5)?.parse().ok())
        .collect()
}

fn request(head: &str, rest: &str) -> String {
    format!("{head}\r\nHost: mock\r\n{KEY}{rest}")
}

#[test]
fn what_is_no_request_is_refused() {
    let mock = shop().start().unwrap();
    let orders = "GET /v1/orders HTTP/1.1";
    let big = "x".repeat(200_000);
    let many: String = (0..2_000).map(|at| format!("X-{at}: y\r\n")).collect();
    let post = "POST /v1/orders HTTP/1.1";
    let chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (name, sent, expected) in [
        ("nothing", String::new(), &[][..]),
        ("noise", "\u{1}\u{2}\u{fffd}\r\n\r\n".into(), &[400]),
        ("no version", "GET /v1/orders\r\n\r\n".into(), &[400]),
        (
            "another version",
            "GET /v1/orders HTTP/3.0\r\n\r\n".into(),
            &[400],
        ),
        (
            "the preface of HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
            &[],
        ),
        ("TLS", "\u{16}\u{3}\u{1}\0\u{2}\0\0\0".into(), &[400]),
        (
            "a blank in the path",
            request("GET /v1/or ders HTTP/1.1", "\r\n"),
            &[400],
        ),
        (
            "NUL in the path",
            request("GET /v1/\0 HTTP/1.1", "\r\n"),
            &[400],
        ),
        (
            "NUL in a header",
            request(orders, "X-A: a\0b\r\n\r\n"),
            &[400],
        ),
        ("no colon", request(orders, "Nonsense\r\n\r\n"), &[400]),
        (
            "a huge header",
            request(orders, &format!("X-A: {big}\r\n\r\n")),
            &[431],
        ),
        (
            "very many headers",
            request(orders, &format!("{many}\r\n")),
            &[431],
        ),
        (
            "a huge path",
            request(&format!("GET /{big} HTTP/1.1"), "\r\n"),
            &[431],
        ),
        ("half a head", request(orders, ""), &[]),
        (
            "an invalid length",
            request(post, "Content-Length: -1\r\n\r\n"),
            &[400],
        ),
        (
            "two lengths",
            request(post, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            &[400],
        ),
        (
            "too long",
            request(post, "Content-Length: 99999999999\r\n\r\n{}"),
            &[413],
        ),
        (
            "no number at all",
            request(post, "Content-Length: 99999999999999999999999\r\n\r\n"),
            &[400],
        ),
        (
            "a chunk without a size",
            request(post, &format!("{chunked}zz\r\n{{}}\r\n0\r\n\r\n")),
            &[400],
        ),
        (
            "a chunk of 2^64",
            request(post, &format!("{chunked}ffffffffffffffffff\r\n")),
            &[400],
        ),
        (
            "a method of another kind",
            request("BREW /v1/orders HTTP/1.1", "Connection: close\r\n\r\n"),
            &[405],
        ),
        (
            "a path that goes up",
            request(
                "GET /v1/../../etc/passwd HTTP/1.1",
                "Connection: close\r\n\r\n",
            ),
            &[404],
        ),
        (
            "the target `*`",
            request("OPTIONS * HTTP/1.1", "Connection: close\r\n\r\n"),
            &[404],
        ),
        (
            "invalid escapes",
            request(
                "GET /v1/orders/%zz%+1%f HTTP/1.1",
                "Connection: close\r\n\r\n",
            ),
            &[404],
        ),
        (
            "bytes that are not UTF-8",
            request(
                "GET /v1/orders/%ff%00 HTTP/1.1",
                "Connection: close\r\n\r\n",
            ),
            &[404],
        ),
    ] {
        let answer = raw(&mock, sent.as_bytes());
        assert_eq!(
            statuses(&answer),
            expected,
            "{name}: {}",
            &answer[..answer.len().min(300)]
        );
        assert_eq!(get(&mock, "/v1/orders").0, 200, "after {name}");
    }
    assert_eq!(mock.faults(), [""; 0]);
}

#[test]
fn unusual_requests_that_are_right_are_answered() {
    let mock = shop().start().unwrap();
    let body = r#"{ "item": "ink" }"#;
    let json = "Content-Type: application/json\r\n";
    let host = mock.address();
    for (name, sent, expected) in [
        (
            "HTTP/1.0",
            format!("GET /v1/orders HTTP/1.0\r\n{KEY}\r\n"),
            &[200][..],
        ),
        (
            "a URL as target",
            request(
                &format!("GET http://{host}/v1/orders HTTP/1.1"),
                "Connection: close\r\n\r\n",
            ),
            &[200],
        ),
        (
            "only line feeds",
            format!(
                "GET /v1/orders HTTP/1.1\nHost: mock\n{}\n",
                KEY.replace("\r\n", "\n")
            ),
            &[200],
        ),
        (
            "three in a row",
            request("GET /v1/orders HTTP/1.1", "\r\n")
                + &request("GET /v1/nothing HTTP/1.1", "\r\n")
                + &request("GET /v1/orders HTTP/1.1", "Connection: close\r\n\r\n"),
            &[200, 404, 200],
        ),
        (
            "chunks with extensions and trailers",
            request(
                "POST /v1/orders HTTP/1.1",
                &format!(
                    "{json}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\n{}\r\nc\r\n{}\r\n0\r\nX-T: 1\r\n\r\n",
                    &body[..5],
                    &body[5..]
                ),
            ),
            &[200],
        ),
        (
            "a body that waits for leave",
            request(
                "POST /v1/orders HTTP/1.1",
                &format!(
                    "{json}Expect: 100-continue\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                ),
            ),
            &[100, 200],
        ),
    ] {
        let answer = raw(&mock, sent.as_bytes());
        let mut found = statuses(&answer);
        // The status 100 may arrive late, when the body has already been sent.
        if expected.first() == Some(&100) && found.first() != Some(&100) {
            found.insert(0, 100);
        }
        assert_eq!(found, expected, "{name}: {answer}");
    }
    assert_eq!(mock.state(|state| state.records("orders").len()), 3);
    assert_eq!(mock.faults(), [""; 0]);
}

/// A slow request does not block others and ends after its time limit.
#[test]
fn a_request_that_trickles_is_given_up() {
    let mock = shop().patience(Duration::from_secs(1)).start().unwrap();
    let begun = Instant::now();
    let head = request(
        "POST /v1/orders HTTP/1.1",
        "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
    );
    let (mut in_head, mut in_body) = (connect(mock.address()), connect(mock.address()));
    in_head.write_all(&head.as_bytes()[..40]).unwrap();
    in_body.write_all(head.as_bytes()).unwrap();
    for _ in 0..5 {
        assert_eq!(get(&mock, "/v1/orders").0, 200);
    }
    let mut rest = String::new();
    in_body.read_to_string(&mut rest).unwrap();
    assert_eq!(statuses(&rest), [408], "{rest}");
    assert!(rest.contains("error") && rest.contains("in time"), "{rest}");
    let mut rest = Vec::new();
    let _ = in_head.read_to_end(&mut rest);
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
    // Neither request was handled.
    assert_eq!(mock.state(|state| state.records("orders").len()), 1);
}

#[test]
fn a_thousand_connections_at_once() {
    let mock = shop().start().unwrap();
    let half = request("GET /v1/orders HTTP/1.1", "Connection: close\r\n");
    let mut streams = Vec::new();
    for _ in 0..1_000 {
        // Both ends belong to this process, which may have a low limit of open files.
        let Ok(mut stream) = TcpStream::connect(mock.address()) else {
            println!("skipped: this process may not open enough files");
            return;
        };
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(half.as_bytes()).unwrap();
        streams.push(stream);
    }
    // While all of them are stuck in the middle of a request, others get a response.
    assert_eq!(get(&mock, "/v1/orders").0, 200);
    for stream in &mut streams {
        stream.write_all(b"\r\n").unwrap();
    }
    for stream in &mut streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(statuses(&answer), [200], "{answer}");
    }
    assert_eq!(mock.seen().len(), 1_001);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded() {
    if !billing_harness::alone("wire::memory_is_bounded") {
        return;
    }
    let mock = shop().start().unwrap();
    let address = mock.address();
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        let kilobytes = line.split_whitespace().nth(1).unwrap();
        kilobytes.parse::<usize>().unwrap() / 1024
    };
    let before = peak();
    // Endless heads, and unfinished bodies of 15 MiB that add up to 1,600 MiB.
    let part = vec![b'x'; 1 << 20];
    let mut streams = Vec::new();
    for at in 0..700 {
        let Ok(mut stream) = TcpStream::connect(address) else {
            break;
        };
        stream
            .set_write_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        if at % 7 == 0 {
            let head = request(
                "POST /v1/orders HTTP/1.1",
                "Content-Length: 15728640\r\n\r\n",
            );
            let _ = stream.write_all(head.as_bytes());
            for _ in 0..14 {
                if stream.write_all(&part).is_err() {
                    break;
                }
            }
        } else {
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nX-A: ");
            let _ = stream.write_all(&part[..60_000]);
        }
        streams.push(stream);
    }
    let grown = peak() - before;
    let (mut stream, mut answer) = (connect(address), String::new());
    let head = request("GET /v1/orders HTTP/1.1", "Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.read_to_string(&mut answer).unwrap();
    assert_eq!(statuses(&answer), [200], "{answer}");
    assert!(
        grown < 300,
        "{grown} MiB more than the {before} MiB of before"
    );
}
