//! A minimal HTTP client: one connection per request, signed by hand.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_mock::Running;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use serde_json::{Value, json};
use sha2::Sha256;

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&self.body));
        })
    }

    /// Returns the data of a successful response.
    #[track_caller]
    pub fn data(&self) -> Value {
        let body = self.json();
        assert_eq!(
            (self.status, &body["success"]),
            (200, &json!(true)),
            "{body}"
        );
        body["data"].clone()
    }

    /// Returns the message of a failure.
    #[track_caller]
    pub fn error(&self) -> String {
        let body = self.json();
        assert_eq!(body["success"], json!(false), "{body}");
        body["error"].as_str().unwrap_or("").to_owned()
    }
}

/// Signs claims.
pub fn sign(claims: &Value, key: &str) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" }).to_string();
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// Returns the claims that the documents require.
pub fn claims(now: i64) -> Value {
    let public = billingo_mock::PUBLIC_KEY;
    let md5 = Md5::digest(format!("{public}{now}"));
    let jti: String = md5.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "sub": public, "iat": now, "exp": now + 30, "iss": "cli", "jti": jti })
}

pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_secs()).unwrap()
}

/// Sends a request with a valid token; `target` is relative to the base URL.
pub fn call(mock: &Running, method: &str, target: &str, body: Option<&Value>) -> Answer {
    let token = sign(&claims(now()), billingo_mock::PRIVATE_KEY);
    let authorization = format!("Authorization: Beamer {token}\r\n");
    send(mock, method, &format!("/api{target}"), &authorization, body).expect("an answer")
}

pub fn get(mock: &Running, target: &str) -> Answer {
    call(mock, "GET", target, None)
}

pub fn post(mock: &Running, target: &str, body: &Value) -> Answer {
    call(mock, "POST", target, Some(body))
}

/// Sends any request; `None` if the connection was closed without a response.
pub fn send(
    mock: &Running,
    method: &str,
    path: &str,
    headers: &str,
    body: Option<&Value>,
) -> Option<Answer> {
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let text = body.map(Value::to_string).unwrap_or_default();
    let kind = if body.is_some() {
        "Content-Type: application/json\r\n"
    } else {
        ""
    };
    let length = text.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{kind}{headers}Content-Length: {length}\r\n\r\n{text}"
    )
    .unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    Some(Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head,
        body: bytes[end + 4..].to_vec(),
    })
}
