//! A minimal HTTP client: one connection per request.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use billbora_mock::{ANON_KEY, Billbora, EMAIL, PASSWORD};
use serde_json::{Value, json};

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error}: {self:?}");
        })
    }

    /// Returns the body of a successful response.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// Returns status and code of a refusal by Billbora.
    #[track_caller]
    pub fn refused(&self) -> (u16, String) {
        let body = self.json();
        let code = body["error"]["code"].as_str();
        (self.status, code.expect("an error code").to_owned())
    }

    /// Returns status and code of a refusal by Supabase Auth in its usual format.
    #[track_caller]
    pub fn denied(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(body["code"], json!(self.status), "{body}");
        let code = body["error_code"].as_str().expect("an error code");
        assert_eq!(self.header("x-sb-error-code"), Some(code));
        (self.status, code.to_owned())
    }

    /// Returns a header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Starts Billbora.
pub fn start() -> Billbora {
    billbora_mock::start().unwrap()
}

/// Sends any request; `None` if the connection was closed without a response.
pub fn send(
    mock: &Billbora,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> Option<Answer> {
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let text = body.map(Value::to_string).unwrap_or_default();
    if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
        head.push_str("content-type: application/json;charset=UTF-8\r\n");
    }
    write!(stream, "{head}content-length: {}\r\n\r\n{text}", text.len()).unwrap();
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

/// Sends a request to Supabase Auth; `target` is relative to its base URL.
pub fn identity(mock: &Billbora, target: &str, body: &Value) -> Answer {
    let path = format!("/auth/v1{target}");
    send(mock, "POST", &path, &[("apikey", ANON_KEY)], Some(body)).expect("an answer")
}

pub fn password_grant(mock: &Billbora, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    identity(mock, "/token?grant_type=password", &body)
}

/// Signs in and returns the token response.
pub fn sign_in(mock: &Billbora) -> Value {
    password_grant(mock, EMAIL, PASSWORD).ok()
}

pub fn renew(mock: &Billbora, refresh: &Value) -> Answer {
    let body = json!({ "refresh_token": refresh });
    identity(mock, "/token?grant_type=refresh_token", &body)
}

pub fn sign_out(mock: &Billbora, scope: &str, token: &Value) -> Answer {
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let headers = [("apikey", ANON_KEY), ("Authorization", bearer.as_str())];
    let path = format!("/auth/v1/logout{scope}");
    send(mock, "POST", &path, &headers, None).expect("an answer")
}

/// Sends a `POST` to Billbora without a token.
pub fn post(mock: &Billbora, target: &str, body: &Value) -> Answer {
    send(mock, "POST", &format!("/api/v1{target}"), &[], Some(body)).expect("an answer")
}

pub fn exchange(mock: &Billbora, token: &Value, organization: Option<&str>) -> Answer {
    let mut body = json!({ "supabase_token": token });
    if let Some(organization) = organization {
        body["organization_id"] = organization.into();
    }
    post(mock, "/users/auth/exchange/", &body)
}

pub fn refresh(mock: &Billbora, refresh: &Value) -> Answer {
    post(mock, "/users/auth/refresh/", &json!({ "refresh": refresh }))
}

/// Signs in and exchanges.
pub fn tenant(mock: &Billbora, organization: Option<&str>) -> Value {
    exchange(mock, &sign_in(mock)["access_token"], organization).ok()
}

/// Sends a `GET` to Billbora with a token.
pub fn get(mock: &Billbora, target: &str, token: &Value) -> Answer {
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let headers = [("Authorization", bearer.as_str())];
    send(mock, "GET", &format!("/api/v1{target}"), &headers, None).expect("an answer")
}

pub fn invoices(mock: &Billbora, token: &Value) -> Answer {
    get(mock, "/invoices/", token)
}
