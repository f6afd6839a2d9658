//! Sends an answer, as far as its fault lets it through.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::read::PATIENCE;
use super::{Fault, Reply};

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Close,
    Reset,
}

/// An answer as it would be sent.
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    /// The script lets the body fail after these bytes.
    broken: bool,
}

/// Answers; whatever cannot be written any more closes the connection.
pub(super) fn play(stream: &mut TcpStream, reply: Reply, fault: Option<Fault>) -> End {
    let Some(whole) = Whole::of(reply) else {
        return End::Reset;
    };
    let end = match fault {
        None if whole.broken => cut(stream, &whole, whole.body.len(), 1, End::Reset),
        None => all(stream, &whole, End::Open),
        Some(fault) => faulty(stream, whole, fault),
    };
    end.unwrap_or(End::Close)
}

fn faulty(stream: &mut TcpStream, mut whole: Whole, fault: Fault) -> io::Result<End> {
    let length = whole.body.len();
    match fault {
        Fault::ResetUnread | Fault::ResetUnanswered => Ok(End::Reset),
        Fault::CloseUnanswered => Ok(End::Close),
        Fault::HalfClose => {
            stream.shutdown(Shutdown::Write)?;
            stalled(stream)
        }
        Fault::StallUnanswered => stalled(stream),
        Fault::StallHead => {
            let head = whole.head(0);
            stream.write_all(&head[..head.len() / 2])?;
            stalled(stream)
        }
        Fault::StallBody(at) => {
            cut(stream, &whole, at, 0, End::Open)?;
            stalled(stream)
        }
        Fault::CutBody(at) => cut(stream, &whole, at, 0, End::Close),
        Fault::ResetBody(at) => {
            let end = cut(stream, &whole, at, 0, End::Reset)?;
            // A reset overtakes what was sent just before; the client is to see that first.
            pause(stream, Duration::from_millis(20))?;
            Ok(end)
        }
        Fault::LongerLength(by) => cut(stream, &whole, length, by as i64, End::Close),
        Fault::ShorterLength(by) => cut(stream, &whole, length, -(by as i64), End::Open),
        Fault::Trickle { bytes, every } => {
            let text = [whole.head(0), whole.body].concat();
            for piece in text.chunks(bytes.max(1)) {
                pause(stream, every)?;
                stream.write_all(piece)?;
            }
            Ok(End::Open)
        }
        Fault::Late(after) => {
            pause(stream, after)?;
            all(stream, &whole, End::Open)
        }
        Fault::AnswerTwice => {
            let text = [whole.head(0), whole.body].concat();
            stream.write_all(&text.repeat(2))?;
            Ok(End::Open)
        }
        Fault::Garbage(bytes) => {
            stream.write_all(&bytes)?;
            Ok(End::Close)
        }
        Fault::CloseIdle => all(stream, &whole, End::Close),
        Fault::ConnectionClose => {
            let close = HeaderValue::from_static("close");
            whole.headers.insert(CONNECTION, close);
            all(stream, &whole, End::Close)
        }
    }
}

impl Whole {
    /// `None` where the reply is a failure of the transport.
    fn of(reply: Reply) -> Option<Self> {
        let (head, mut body) = reply.0.ok()?.into_parts();
        let mut whole = Self {
            status: head.status,
            headers: head.headers,
            body: Vec::new(),
            broken: false,
        };
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            match body.poll_chunk(&mut cx) {
                Poll::Ready(Some(Ok(chunk))) => whole.body.extend_from_slice(&chunk),
                Poll::Ready(None) => return Some(whole),
                Poll::Ready(Some(Err(_))) | Poll::Pending => {
                    whole.broken = true;
                    return Some(whole);
                }
            }
        }
    }

    /// The head, with a length that is off by so many bytes unless the reply says one itself.
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

fn all(stream: &mut TcpStream, whole: &Whole, end: End) -> io::Result<End> {
    cut(stream, whole, whole.body.len(), 0, end)
}

/// Sends the head and so many bytes of the body.
fn cut(stream: &mut TcpStream, whole: &Whole, at: usize, off: i64, end: End) -> io::Result<End> {
    let at = at.min(whole.body.len());
    stream.write_all(&[&whole.head(off), &whole.body[..at]].concat())?;
    Ok(end)
}

/// Waits until the client gives up.
fn stalled(stream: &mut TcpStream) -> io::Result<End> {
    pause(stream, PATIENCE)?;
    Ok(End::Close)
}

/// Waits; an error if the client goes away meanwhile.
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
