//! Tests of the mock server with folders that are unrelated to Billingo.

mod fresh;
mod hooks;
mod made;
mod misbehave;
mod shop;
mod wire;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use billing_mock::{Mock, Running};
use serde_json::Value;

const KEY: &str = "Authorization: Bearer k1\r\n";

fn shop() -> Mock {
    Mock::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shop")).unwrap()
}

/// Sends one request; the status, the head and the body that came back.
fn send(mock: &Running, request: &str, headers: &str, body: &str) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let length = body.len();
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return (0, String::new(), bytes);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, bytes[end + 4..].to_vec())
}

fn get(mock: &Running, path: &str) -> (u16, Value) {
    let (status, _, body) = send(mock, &format!("GET {path}"), KEY, "");
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn post(mock: &Running, path: &str, body: &str) -> (u16, Value) {
    let headers = format!("{KEY}Content-Type: application/json\r\n");
    let (status, _, body) = send(mock, &format!("POST {path}"), &headers, body);
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}
