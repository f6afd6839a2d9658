//! Proxies that the environment names: with passwords, wrong ones, over HTTP and SOCKS.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use billing_runtime::{Client, Error};

use super::super::api::*;
use super::again::inside;
use super::peer::*;
use super::tls::{ROOT, Secure, success};

/// `user:canary@word` as `Proxy-Authorization` has it.
const PASSWORD: &str = "Basic dXNlcjpjYW5hcnlAd29yZA==";

/// A proxy on loopback that brings everybody to one server, and what it was asked for.
struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn new(serve: impl Fn(TcpStream, &Mutex<Vec<String>>) + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = Arc::clone(&asked);
        let port = listen(Arc::default(), move |_, stream| serve(stream, &notes));
        Self { port, asked }
    }

    /// An HTTP proxy that requires a password.
    fn http(to: u16) -> Self {
        Self::new(move |mut stream, asked| {
            let head = head(&mut stream);
            asked.lock().unwrap().push(head.clone());
            if !head.contains(&format!("{PASSWORD}\r\n")) {
                let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\n\
                     proxy-authenticate: Basic realm=\"p\"\r\ncontent-length: 0\r\n\r\n";
                let _ = stream.write_all(refusal.as_bytes());
                return;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            join(stream, to);
        })
    }

    /// A SOCKS5 proxy that requires a password.
    fn socks(to: u16) -> Self {
        Self::new(move |mut stream, asked| {
            let mut buffer = [0; 512];
            let mut take = |stream: &mut TcpStream, n: usize| {
                stream.read_exact(&mut buffer[..n]).ok()?;
                Some(buffer[..n].to_vec())
            };
            let talk = || -> Option<bool> {
                let methods = take(&mut stream, 2)?[1];
                let _ = take(&mut stream, methods.into())?;
                stream.write_all(&[5, 2]).ok()?;
                let user = take(&mut stream, 2)?[1];
                let user = take(&mut stream, user.into())?;
                let length = take(&mut stream, 1)?[0];
                let password = take(&mut stream, length.into())?;
                let known = user == b"user" && password == b"canary@word";
                stream.write_all(&[1, u8::from(!known)]).ok()?;
                let host = take(&mut stream, 5)?[4];
                let host = take(&mut stream, host.into())?;
                let _port = take(&mut stream, 2)?;
                let host = String::from_utf8(host).ok()?;
                asked.lock().unwrap().push(host);
                stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
                Some(known)
            };
            let mut talk = talk;
            if talk() == Some(true) {
                join(stream, to);
            }
        })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn head(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
        text.push(byte[0]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Carries bytes both ways until one side ends.
fn join(client: TcpStream, to: u16) {
    let server = TcpStream::connect(("127.0.0.1", to)).unwrap();
    let (mut from, mut into) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut into));
    let (mut from, mut into) = (server, client);
    let _ = std::io::copy(&mut from, &mut into);
}

/// A call to a host that only a proxy can reach.
fn call() -> Result<(), Error> {
    let builder = Client::builder()
        .base_url("https://api.example")
        .timeouts(quick())
        .credential(keys());
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains("canary"));
    run(client.send(&create())).map(drop)
}

/// A URL of a proxy with the right password, as one has to write it.
fn url(scheme: &str, port: u16) -> String {
    format!("{scheme}://user:canary%40word@127.0.0.1:{port}")
}

#[test]
fn a_proxy_with_a_password_carries_calls_and_sees_no_token() {
    let name = "client::sockets::proxies::a_proxy_with_a_password_carries_calls_and_sees_no_token";
    let server = Secure::new("good", &success());
    let proxy = Proxy::http(server.port);
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let url = url("http", proxy.port);
        if inside(name, &[(variable, &url), ("SSL_CERT_FILE", ROOT)]) {
            return call().unwrap();
        }
    }
    let asked = proxy.asked();
    assert_eq!(asked.len(), 3);
    for head in asked {
        assert!(
            head.starts_with("CONNECT api.example:443 HTTP/1.1\r\n"),
            "{head}"
        );
        assert!(!head.contains("Beamer"), "{head}");
    }
    let seen = server.seen();
    assert_eq!(seen.matches("authorization: Beamer ").count(), 3);
    assert!(
        !seen.to_lowercase().contains("proxy-authorization"),
        "{seen}"
    );
}

#[test]
fn a_proxy_that_refuses_the_password_says_so_once() {
    let name = "client::sockets::proxies::a_proxy_that_refuses_the_password_says_so_once";
    let server = Secure::new("good", &success());
    let proxy = Proxy::http(server.port);
    for user in ["user:canary@", "user@", ""] {
        let url = format!("http://{user}127.0.0.1:{}", proxy.port);
        if inside(name, &[("HTTPS_PROXY", &url), ("SSL_CERT_FILE", ROOT)]) {
            let message = refused();
            assert!(
                message.contains("the proxy requires another user name"),
                "{message}"
            );
            assert!(!message.contains("gave up after"), "{message}");
            return;
        }
    }
    assert_eq!((proxy.asked().len(), server.seen().as_str()), (3, ""));
}

/// The words of an error before which nothing was sent.
fn refused() -> String {
    let error = call().unwrap_err();
    assert!(
        error.is_connect() && error.not_sent() && !error.outcome_unknown(),
        "{error}"
    );
    assert!(
        !format!("{error} {error:?}").contains("canary"),
        "{error:?}"
    );
    error.to_string()
}

#[test]
fn a_proxy_that_cannot_be_used_is_what_the_error_is_about() {
    let name = "client::sockets::proxies::a_proxy_that_cannot_be_used_is_what_the_error_is_about";
    let no = Proxy::new(|mut stream, _| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    });
    let leaves = Proxy::new(|stream, _| drop(stream));
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for port in [no.port, leaves.port, free] {
        for scheme in ["http", "socks5h"] {
            if inside(name, &[("HTTPS_PROXY", &url(scheme, port))]) {
                let message = refused();
                let advice = message.matches("this is about the proxy").count();
                assert_eq!(advice, 1, "{message}");
                return;
            }
        }
    }
}

#[test]
fn a_proxy_of_socks_carries_calls() {
    let name = "client::sockets::proxies::a_proxy_of_socks_carries_calls";
    let server = Secure::new("good", &success());
    let proxy = Proxy::socks(server.port);
    for variable in ["HTTPS_PROXY", "all_proxy"] {
        let url = url("socks5h", proxy.port);
        if inside(name, &[(variable, &url), ("SSL_CERT_FILE", ROOT)]) {
            return call().unwrap();
        }
    }
    assert_eq!(proxy.asked(), ["api.example", "api.example"]);
    assert_eq!(server.seen().matches("authorization: Beamer ").count(), 2);
}

#[test]
fn a_proxy_of_socks_that_refuses_the_password_gets_nothing() {
    let name = "client::sockets::proxies::a_proxy_of_socks_that_refuses_the_password_gets_nothing";
    let server = Secure::new("good", &success());
    let proxy = Proxy::socks(server.port);
    let url = format!("socks5h://user:canary@127.0.0.1:{}", proxy.port);
    if inside(name, &[("HTTPS_PROXY", &url), ("SSL_CERT_FILE", ROOT)]) {
        let message = refused();
        assert!(message.contains("this is about the proxy"), "{message}");
        return;
    }
    assert_eq!(server.seen(), "");
}

/// In place of going past a proxy that somebody meant to be used.
#[test]
fn a_variable_that_names_no_proxy_is_an_error() {
    let name = "client::sockets::proxies::a_variable_that_names_no_proxy_is_an_error";
    for text in [
        "http://user:p@canary@127.0.0.1:9",
        "http://user:can#ary@127.0.0.1:9",
        "ftp://127.0.0.1:9",
    ] {
        if inside(name, &[("HTTPS_PROXY", text)]) {
            let message = refused();
            assert!(
                message.contains("`HTTPS_PROXY`") && message.contains("%40"),
                "{message}"
            );
            assert!(!message.contains("gave up after"), "{message}");
            return;
        }
    }
}

#[test]
fn loopback_and_what_no_proxy_names_go_past_the_proxy() {
    let name = "client::sockets::proxies::loopback_and_what_no_proxy_names_go_past_the_proxy";
    let server = Secure::new("good", &success());
    let proxy = Proxy::http(server.port);
    let url = url("http", proxy.port);
    let variables = [
        ("HTTPS_PROXY", url.as_str()),
        ("NO_PROXY", "example"),
        ("SSL_CERT_FILE", ROOT),
    ];
    if inside(name, &variables) {
        run(server.client().send(&create())).unwrap();
        // No server of names knows it.
        let message = refused();
        assert!(!message.contains("proxy"), "{message}");
        return;
    }
    assert!(proxy.asked().is_empty());
}
