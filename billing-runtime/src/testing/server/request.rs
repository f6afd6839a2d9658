//! Reads requests from a connection.

use std::io::Read as _;
use std::net::TcpStream;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::RecordedRequest;

/// How long to wait for the client.
pub(super) const TIMEOUT: Duration = Duration::from_secs(60);

const MAX_HEAD_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// Bytes that arrived on a connection and are not parsed yet.
#[derive(Default)]
pub(super) struct RequestBuffer(Vec<u8>);

struct Head {
    request: RecordedRequest,
    length: usize,
    body: usize,
}

impl RequestBuffer {
    /// Waits for the first byte of a request; false if the connection has ended.
    pub(super) fn wait(&mut self, stream: &mut TcpStream) -> bool {
        !self.0.is_empty() || self.read_more(stream)
    }

    /// Reads a complete request; `None` if it is malformed, too large or incomplete.
    pub(super) fn request(
        &mut self,
        stream: &mut TcpStream,
        base: &str,
    ) -> Option<RecordedRequest> {
        let head = loop {
            match head(&self.0, base) {
                Ok(Some(head)) => break head,
                Ok(None) if self.0.len() <= MAX_HEAD_BYTES && self.read_more(stream) => {}
                _ => return None,
            }
        };
        let whole = head.length.checked_add(head.body)?;
        while self.0.len() < whole {
            if !self.read_more(stream) {
                return None;
            }
        }
        let rest = self.0.split_off(whole);
        let body = std::mem::replace(&mut self.0, rest).split_off(head.length);
        Some(RecordedRequest {
            body: Bytes::from(body),
            ..head.request
        })
    }

    fn read_more(&mut self, stream: &mut TcpStream) -> bool {
        let mut buffer = [0; 16 * 1024];
        let _ = stream.set_read_timeout(Some(TIMEOUT));
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => false,
            Ok(length) => {
                self.0.extend_from_slice(&buffer[..length]);
                true
            }
        }
    }
}

/// Parses the head; `None` if it is incomplete.
fn head(text: &[u8], base: &str) -> Result<Option<Head>, ()> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = parsed.parse(text).map_err(drop)? else {
        return Ok(None);
    };
    let mut headers = HeaderMap::new();
    for field in &*parsed.headers {
        let name = HeaderName::try_from(field.name).map_err(drop)?;
        let value = HeaderValue::from_bytes(field.value).map_err(drop)?;
        headers.append(name, value);
    }
    let body = match headers.get(CONTENT_LENGTH) {
        Some(value) => value.to_str().ok().and_then(|v| v.parse().ok()).ok_or(())?,
        None => 0,
    };
    // The built-in transport always sends a length, never chunks.
    if body > MAX_BODY_BYTES || headers.contains_key(TRANSFER_ENCODING) {
        return Err(());
    }
    let method = parsed.method.ok_or(())?.to_owned();
    let url = format!("{base}{}", parsed.path.ok_or(())?);
    Ok(Some(Head {
        request: RecordedRequest {
            method,
            url,
            headers,
            body: Bytes::new(),
            unmarked: true,
        },
        length,
        body,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let text = b"POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        for end in 0..text.len() - 3 {
            assert!(head(&text[..end], "").unwrap().is_none(), "{end}");
        }
        let found = head(text, "http://h").unwrap().unwrap();
        assert_eq!((found.length, found.body), (text.len() - 3, 3));
        assert_eq!(found.request.url(), "http://h/a?b=1");
        for wrong in [
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        ] {
            assert!(head(wrong.as_bytes(), "").is_err(), "{wrong}");
        }
    }
}
