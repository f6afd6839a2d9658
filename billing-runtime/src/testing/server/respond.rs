//! Sends a response with its fault.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::request::TIMEOUT;
use super::{Fault, Reply};

/// What happens to the connection afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    KeepOpen,
    Close,
    Reset,
}

/// A complete response, before its fault is applied.
struct FullResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    /// Whether the body fails after these bytes.
    fails: bool,
}

/// Sends the response. An error while writing closes the connection.
pub(super) fn respond(stream: &mut TcpStream, reply: Reply, fault: Option<Fault>) -> Finish {
    let Some(response) = FullResponse::of(reply) else {
        return Finish::Reset;
    };
    let end = match fault {
        None if response.fails => {
            send_part(stream, &response, response.body.len(), 1, Finish::Reset)
        }
        None => send_all(stream, &response, Finish::KeepOpen),
        Some(fault) => respond_with_fault(stream, response, fault),
    };
    end.unwrap_or(Finish::Close)
}

fn respond_with_fault(
    stream: &mut TcpStream,
    mut response: FullResponse,
    fault: Fault,
) -> io::Result<Finish> {
    let length = response.body.len();
    match fault {
        Fault::ResetUnread | Fault::ResetUnanswered => Ok(Finish::Reset),
        Fault::CloseUnanswered => Ok(Finish::Close),
        Fault::HalfClose => {
            stream.shutdown(Shutdown::Write)?;
            stall(stream)
        }
        Fault::StallUnanswered => stall(stream),
        Fault::StallHead => {
            let head = response.head(0);
            stream.write_all(&head[..head.len() / 2])?;
            stall(stream)
        }
        Fault::StallBody(at) => {
            send_part(stream, &response, at, 0, Finish::KeepOpen)?;
            stall(stream)
        }
        Fault::CutBody(at) => send_part(stream, &response, at, 0, Finish::Close),
        Fault::ResetBody(at) => {
            let end = send_part(stream, &response, at, 0, Finish::Reset)?;
            // A reset would overtake the bytes just sent, which the client must see first.
            pause(stream, Duration::from_millis(20))?;
            Ok(end)
        }
        Fault::LongerLength(by) => send_part(stream, &response, length, by as i64, Finish::Close),
        Fault::ShorterLength(by) => {
            send_part(stream, &response, length, -(by as i64), Finish::KeepOpen)
        }
        Fault::Trickle { bytes, every } => {
            let text = [response.head(0), response.body].concat();
            for piece in text.chunks(bytes.max(1)) {
                pause(stream, every)?;
                stream.write_all(piece)?;
            }
            Ok(Finish::KeepOpen)
        }
        Fault::Late(after) => {
            pause(stream, after)?;
            send_all(stream, &response, Finish::KeepOpen)
        }
        Fault::AnswerTwice => {
            let text = [response.head(0), response.body].concat();
            stream.write_all(&text.repeat(2))?;
            Ok(Finish::KeepOpen)
        }
        Fault::Garbage(bytes) => {
            stream.write_all(&bytes)?;
            Ok(Finish::Close)
        }
        Fault::CloseIdle => send_all(stream, &response, Finish::Close),
        Fault::ConnectionClose => {
            let close = HeaderValue::from_static("close");
            response.headers.insert(CONNECTION, close);
            send_all(stream, &response, Finish::Close)
        }
    }
}

impl FullResponse {
    /// Collects the response of a reply; returns `None` if the reply is a failure of the transport.
    fn of(reply: Reply) -> Option<Self> {
        let (head, mut body) = reply.0.ok()?.into_parts();
        let mut response = Self {
            status: head.status,
            headers: head.headers,
            body: Vec::new(),
            fails: false,
        };
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            match body.poll_chunk(&mut cx) {
                Poll::Ready(Some(Ok(chunk))) => response.body.extend_from_slice(&chunk),
                Poll::Ready(None) => return Some(response),
                Poll::Ready(Some(Err(_))) | Poll::Pending => {
                    response.fails = true;
                    return Some(response);
                }
            }
        }
    }

    /// Returns the head. The content length is wrong by `off` bytes, unless the reply sets it.
    fn head(&self, off: i64) -> Vec<u8> {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status.as_str()).into_bytes();
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        let bodiless = matches!(self.status.as_u16(), 204 | 304);
        if !bodiless && !self.headers.contains_key(CONTENT_LENGTH) {
            let length = (self.body.len() as i64).saturating_add(off).max(0);
            head.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        head
    }
}

fn send_all(stream: &mut TcpStream, response: &FullResponse, end: Finish) -> io::Result<Finish> {
    send_part(stream, response, response.body.len(), 0, end)
}

/// Sends the head and the first `at` bytes of the body.
fn send_part(
    stream: &mut TcpStream,
    response: &FullResponse,
    at: usize,
    off: i64,
    end: Finish,
) -> io::Result<Finish> {
    let at = at.min(response.body.len());
    stream.write_all(&[&response.head(off), &response.body[..at]].concat())?;
    Ok(end)
}

/// Waits until the client gives up.
fn stall(stream: &mut TcpStream) -> io::Result<Finish> {
    pause(stream, TIMEOUT)?;
    Ok(Finish::Close)
}

/// Waits for `length`; fails if the client disconnects in the meantime.
fn pause(stream: &mut TcpStream, length: Duration) -> io::Result<()> {
    let until = Instant::now() + length;
    let mut dropped = [0; 1024];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        match stream.read(&mut dropped) {
            Ok(0) => return Err(io::ErrorKind::ConnectionAborted.into()),
            Ok(_) => {}
            Err(e) if is_timeout(&e) => {}
            Err(e) => return Err(e),
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
