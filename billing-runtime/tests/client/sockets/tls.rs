//! TLS with servers that are not what they should be.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use billing_runtime::client::Retry;
use billing_runtime::transport::{Timeout, Timeouts};
use billing_runtime::{Client, Error};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::super::api::*;
use super::again::inside;
use super::peer::*;

pub const ROOT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/client/sockets/certificates/root.pem"
);

/// A server on loopback, and what it read of requests.
pub struct Secure {
    pub port: u16,
    seen: Arc<Mutex<String>>,
}

impl Secure {
    /// Has the certificate of this name and gives `answer` to every request.
    pub fn new(certificate: &str, answer: &str) -> Self {
        let config = Arc::new(config(certificate));
        let answer = answer.to_owned();
        Self::raw(move |stream, seen| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            let mut buffer = [0; 4096];
            while let Ok(n) = stream.read(&mut buffer) {
                if n == 0 {
                    return;
                }
                seen.lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&buffer[..n]));
                let _ = stream.write_all(answer.as_bytes());
            }
        })
    }

    /// Does with each connection what `serve` says.
    pub fn raw(serve: impl Fn(TcpStream, &Mutex<String>) + Send + Sync + 'static) -> Self {
        let seen: Arc<Mutex<String>> = Arc::default();
        let notes = Arc::clone(&seen);
        let port = listen(Arc::default(), move |_, stream| serve(stream, &notes));
        Self { port, seen }
    }

    pub fn seen(&self) -> String {
        self.seen.lock().unwrap().clone()
    }

    pub fn client(&self) -> Client {
        let builder = Client::builder()
            .base_url(format!("https://localhost:{}", self.port))
            .timeouts(quick())
            .credential(keys());
        builder.build().unwrap()
    }

    pub fn error(&self) -> Error {
        run(self.client().send(&create())).unwrap_err()
    }
}

fn config(certificate: &str) -> ServerConfig {
    let file = |name: &str| {
        let path = std::path::Path::new(ROOT).with_file_name(format!("{name}.pem"));
        std::fs::read(path).unwrap()
    };
    let chain = vec![CertificateDer::from_pem_slice(&file(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&file("key")).unwrap();
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap()
}

pub fn success() -> String {
    let length = SUCCESS.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{SUCCESS}"
    )
}

/// Reads what the client greets with, then writes these bytes and waits for the client to leave.
fn says(bytes: &'static [u8]) -> Secure {
    Secure::raw(move |mut stream, _| {
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer);
        let _ = stream.write_all(bytes);
        let _ = stream.read(&mut buffer);
    })
}

/// Nothing of the call, and of its key, has reached the server or stands in the error.
fn nothing_was_sent(server: &Secure, error: &Error) -> String {
    let message = error.to_string();
    assert!(error.is_connect() && error.not_sent(), "{message}");
    assert!(!error.outcome_unknown(), "{message}");
    assert_eq!(server.seen(), "");
    assert!(!format!("{error:?} {error}").contains("canary"));
    message
}

#[test]
fn a_certificate_that_does_not_fit_says_what_to_do_and_gets_nothing() {
    let name =
        "client::sockets::tls::a_certificate_that_does_not_fit_says_what_to_do_and_gets_nothing";
    if !inside(name, &[("SSL_CERT_FILE", ROOT)]) {
        return;
    }
    let server = Secure::new("good", &success());
    run(server.client().send(&create())).unwrap();
    assert!(server.seen().starts_with("POST /invoices HTTP/1.1\r\n"));
    for (certificate, advice) in [
        (
            "expired",
            "has expired, or the clock of this machine is ahead",
        ),
        (
            "future",
            "not valid yet, or the clock of this machine is behind",
        ),
        ("other-host", "check the host of the base URL"),
        ("unknown-root", "`SSL_CERT_FILE` can name a file"),
        ("self-signed", "`SSL_CERT_FILE` can name a file"),
    ] {
        let server = Secure::new(certificate, &success());
        let error = server.error();
        let message = nothing_was_sent(&server, &error);
        assert!(message.contains(advice), "{certificate}: {message}");
        // Another attempt would meet the same.
        assert!(
            !error.is_transient() && error.attempts().len() == 1,
            "{message}"
        );
    }
}

#[test]
fn a_server_without_modern_tls_says_what_to_do() {
    let hello_1_1: &[u8] = &{
        let mut hello = [0; 47];
        hello[..11].copy_from_slice(&[22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2]);
        hello[45] = 47;
        hello
    };
    let old = "does not support TLS 1.2 or 1.3";
    let none = "does not speak TLS; check host, port and `https://`";
    for (server, advice) in [
        (says(&[21, 3, 1, 0, 2, 2, 70]), old),
        (says(hello_1_1.to_vec().leak()), old),
        (says(&[21, 3, 3, 0, 2, 2, 40]), "the TLS handshake failed"),
        (
            says(&[21, 3, 3, 0, 2, 2, 116]),
            "requires a client certificate",
        ),
        (
            says(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"),
            none,
        ),
        (says(b"220 mail.example ESMTP\r\n"), none),
        (says(&[0; 100]), none),
    ] {
        let error = server.error();
        let message = nothing_was_sent(&server, &error);
        assert!(message.contains(advice), "{message}");
        assert!(
            !error.is_transient() && error.attempts().len() == 1,
            "{message}"
        );
    }
}

#[test]
fn a_server_that_leaves_in_the_handshake_may_come_back() {
    let error = Secure::raw(|stream, _| drop(stream)).error();
    assert!(
        error.is_connect() && error.not_sent() && error.is_transient(),
        "{error}"
    );
    assert_eq!(error.attempts().len(), 3, "{error}");
    let half = Secure::raw(|mut stream, _| {
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer);
        let _ = stream.write_all(&[22, 3, 3, 0, 42, 2]);
    });
    let error = half.error();
    assert!(error.is_connect() && error.not_sent(), "{error}");
}

/// Silence in the handshake is a connection that was not made, whichever limit is the shorter one.
#[test]
fn a_server_that_is_silent_in_the_handshake_got_nothing() {
    let short = Some(Duration::from_secs(5));
    let long = Some(Duration::from_secs(60));
    // All at once, since they have to be long for a machine that is busy.
    let cases = [(short, long), (short, short), (long, short), (None, short)];
    let cases = cases.map(|(connect, stall)| {
        thread::spawn(move || {
            let server = says(b"");
            let timeouts = Timeouts {
                connect,
                stall,
                attempt: long,
                total: long,
                ..Timeouts::default()
            };
            let builder = Client::builder()
                .base_url(format!("https://localhost:{}", server.port))
                .timeouts(timeouts)
                .retry(Retry::never())
                .credential(keys());
            let error = run(builder.build().unwrap().send(&create())).unwrap_err();
            let message = nothing_was_sent(&server, &error);
            assert_eq!(error.timeout(), Some(Timeout::Connect), "{message}");
            assert!(message.contains("could not connect in time"), "{message}");
        })
    });
    for case in cases {
        case.join().unwrap();
    }
}

/// Neither the call nor its token goes where a redirect points, least of all in the clear.
#[test]
fn a_redirect_from_https_to_http_is_not_followed() {
    let name = "client::sockets::tls::a_redirect_from_https_to_http_is_not_followed";
    if !inside(name, &[("SSL_CERT_FILE", ROOT)]) {
        return;
    }
    let plain = Peer::new(|mut conn| conn.serve());
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/invoices", plain.url);
        let head =
            format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let server = Secure::new("good", &head);
        let error = server.error();
        assert!(error.is_redirect() && !error.not_sent(), "{error}");
        assert!(error.to_string().contains(&location), "{error}");
        let read = run(server.client().send(&get())).unwrap_err();
        assert!(read.is_redirect(), "{read}");
        assert_eq!(server.seen().matches(" HTTP/1.1\r\n").count(), 2);
    }
    assert_eq!((plain.seen().len(), plain.connections()), (0, 0));
}

/// Without the notice that TLS ends with, an answer of stated length is whole and a shorter one is not.
#[test]
fn an_answer_that_tls_cuts_off_is_incomplete() {
    let name = "client::sockets::tls::an_answer_that_tls_cuts_off_is_incomplete";
    if !inside(name, &[("SSL_CERT_FILE", ROOT)]) {
        return;
    }
    let config = Arc::new(config("good"));
    let server = Secure::raw(move |stream, _| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let _ = stream.read(&mut [0; 4096]);
        let text = success();
        let _ = stream.write_all(&text.as_bytes()[..text.len() - 3]);
        let _ = stream.flush();
    });
    let error = server.error();
    assert!(error.is_incomplete() && error.outcome_unknown(), "{error}");
}
