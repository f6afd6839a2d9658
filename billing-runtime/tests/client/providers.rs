//! TLS in a program whose other dependencies bring another cryptography provider of rustls.

use std::io::Read as _;
use std::net::TcpListener;

use billing_runtime::client::Server;
use billing_runtime::endpoint::Nothing;
use billing_runtime::{Client, Endpoint};

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/ping", effect = read, returns = Nothing)]
struct Ping;

/// Fault 65: rustls cannot choose between two providers, so the client chooses one itself.
#[test]
fn fault_65_two_cryptography_providers() {
    // Both are linked into this binary, and neither is installed as the default of the process.
    let ring = rustls::crypto::ring::default_provider();
    let aws = rustls::crypto::aws_lc_rs::default_provider();
    assert!(!ring.cipher_suites.is_empty() && !aws.cipher_suites.is_empty());
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = [0; 6];
        stream.read_exact(&mut bytes).unwrap();
        bytes
    });
    let client = Client::builder().base_url(url).build().unwrap();
    let client = client.with_servers(&[Server::new("https://unused.example")]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let error = runtime.block_on(client.send(&Ping)).unwrap_err();
    assert!(error.is_connect() && error.not_sent(), "{error}");
    // A TLS handshake record (22) with a `ClientHello` (1).
    let bytes = server.join().unwrap();
    assert_eq!((bytes[0], bytes[5]), (22, 1));
}
