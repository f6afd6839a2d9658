//! The built-in transport over real connections, against servers that misbehave.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use billing_runtime::endpoint::Returns;
use billing_runtime::{Client, Endpoint, Error, Id};

use super::api::*;

/// A limit that even a busy machine never reaches.
const LONG: Duration = Duration::from_secs(30);

/// A server on loopback that counts requests and calls `serve` with the connection after each.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn new(serve: impl Fn(&mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                if read_request(&mut stream) {
                    count.fetch_add(1, Ordering::SeqCst);
                    serve(&mut stream);
                }
            }
        });
        Self { url, requests }
    }

    fn count(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// An address that refuses connections. A connection uses its port, so no other test can listen on it.
pub struct UnusedAddress {
    stream: TcpStream,
    _listener: TcpListener,
}

impl UnusedAddress {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Self {
            stream,
            _listener: listener,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.stream.local_addr().unwrap())
    }
}

/// Reads the head and the body of one request; returns false if the connection ends first.
fn read_request(stream: &mut TcpStream) -> bool {
    let (mut received, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let head_end = received.windows(4).position(|w| w == b"\r\n\r\n");
        if let Some(end) = head_end {
            let head = String::from_utf8_lossy(&received[..end]).to_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .and_then(|l| l.lines().next()?.trim().parse().ok());
            if received.len() >= end + 4 + length.unwrap_or(0) {
                return true;
            }
        }
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => received.extend_from_slice(&buffer[..n]),
            _ => return false,
        }
    }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn call<E: Endpoint>(url: &str, endpoint: &E) -> Result<<E::Returns as Returns>::Output, Error> {
    call_within(LONG, url, endpoint)
}

fn call_within<E: Endpoint>(
    limit: Duration,
    url: &str,
    endpoint: &E,
) -> Result<<E::Returns as Returns>::Output, Error> {
    let client = Client::builder().base_url(url).credential(keys());
    let client = client.timeout(limit).build().unwrap();
    run(async { client.send(endpoint).await })
}

fn create() -> CreateInvoice {
    CreateInvoice {
        body: NewInvoice {
            comment: "x".into(),
            client_uid: 1,
        },
    }
}

#[test]
fn a_call_over_a_socket() {
    let server = Server::new(|stream| {
        let body = r#"{"success":true,"type":"invoices","data":{"id":7,"attributes":{}}}"#;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        stream
            .write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes())
            .unwrap();
    });
    assert_eq!(call(&server.url, &create()).unwrap().id, Id::from(7));
    assert_eq!(server.count(), 1);
}

/// A `GET` has exactly these headers and no body.
#[test]
fn headers_of_a_get() {
    let (sender, heads) = std::sync::mpsc::channel();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/base", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 4096];
        let n = stream.read(&mut buffer).unwrap();
        sender
            .send(String::from_utf8_lossy(&buffer[..n]).into_owned())
            .unwrap();
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .unwrap();
    });
    call(
        &url,
        &SendInvoice {
            id: Id::from("á/1"),
        },
    )
    .unwrap();
    let head = heads.recv().unwrap();
    let mut lines: Vec<_> = head
        .trim_end()
        .lines()
        .map(|l| l.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        lines.remove(0),
        "GET /base/invoices/%C3%A1%2F1/send HTTP/1.1"
    );
    lines.sort_unstable();
    let names = [
        "accept",
        "accept-encoding",
        "authorization",
        "host",
        "user-agent",
    ];
    assert_eq!(lines, names);
    // Compressed responses are refused, so the client asks for an uncompressed one.
    assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
}

/// Fault 49: if nothing was sent, the error says so.
#[test]
fn e4_49_connection_refused() {
    let error = call(&UnusedAddress::new().url(), &create()).unwrap_err();
    assert!(
        error.is_connect() && error.not_sent() && !error.outcome_unknown(),
        "{error:?}"
    );
    assert!(error.to_string().contains("could not connect"), "{error}");
}

/// Fault 50: a reset after the request leaves the outcome unknown, and nothing is sent again.
#[test]
fn e4_50_reset_before_the_response() {
    let server = Server::new(|_| ());
    let error = call(&server.url, &create()).unwrap_err();
    assert!(
        error.outcome_unknown() && !error.not_sent() && !error.is_timeout(),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
}

#[test]
fn a_stall_is_a_timeout() {
    let server = Server::new(|_| thread::sleep(LONG));
    let started = Instant::now();
    let error = call_within(Duration::from_millis(400), &server.url, &create()).unwrap_err();
    assert!(error.is_timeout() && error.outcome_unknown(), "{error:?}");
    assert!(started.elapsed() < LONG / 2);
}

#[test]
fn a_body_that_ends_early_is_incomplete() {
    let server = Server::new(|stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"success\"")
            .unwrap();
    });
    let error = call(&server.url, &create()).unwrap_err();
    assert!(
        error.is_incomplete() && error.outcome_unknown(),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body(), b"{\"success\"");
}

#[test]
fn e3_48_a_redirect_is_not_followed() {
    let server = Server::new(|stream| {
        let head =
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
    });
    assert!(call(&server.url, &create()).unwrap_err().is_redirect());
    assert_eq!(server.count(), 1);
}

/// Fault 59: without a tokio runtime, the call returns an error with advice and does not panic.
#[test]
fn e4_59_no_runtime() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:9")
        .credential(keys())
        .build()
        .unwrap();
    let error = billing_runtime::testing::block_on(client.send(&create())).unwrap_err();
    assert!(error.not_sent());
    assert!(error.to_string().contains("no tokio runtime"), "{error}");
}
