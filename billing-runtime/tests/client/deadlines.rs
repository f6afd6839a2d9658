//! Tests the time limits of calls.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use billing_runtime::client::Retry;
use billing_runtime::credential::{Attempt, Prepared, Preparing, SigningMaterial};
use billing_runtime::endpoint::Plain;
use billing_runtime::testing::{ManualClock, MockTransport};
use billing_runtime::transport::{
    Body, Chunks, Failure, ResponseFuture, Timeout, Timeouts, Transport,
};
use billing_runtime::{Client, Credential, Endpoint, Error, Result, Value};
use bytes::Bytes;

const SECOND: Duration = Duration::from_secs(1);

/// A credential that needs something first which never comes.
struct Slow;

impl Credential for Slow {
    fn sign(&self, _: &mut Attempt<'_>) -> Result<()> {
        Ok(())
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}

    fn prepare(&self, _: std::time::SystemTime) -> Prepared<'_> {
        Prepared::Later(Box::pin(pending()))
    }
}

/// A credential whose renewal after a refusal never ends.
struct Stuck;

impl Credential for Stuck {
    fn sign(&self, _: &mut Attempt<'_>) -> Result<()> {
        Ok(())
    }

    fn secrets(&self, _: &mut dyn FnMut(&str)) {}

    fn renew<'a>(&'a self, _: &'a SigningMaterial, _: &mut Error) -> Option<Preparing<'a>> {
        Some(Box::pin(pending()))
    }
}

macro_rules! endpoints {
    ($($name:ident $effect:ident $auth:ty;)*) => {$(
        #[derive(Endpoint)]
        #[endpoint(post = "/x", effect = $effect, auth = $auth, returns = Plain<Value>)]
        struct $name;
    )*};
}

endpoints! {
    SlowCreate create Slow;
    StuckRead read Stuck;
    StuckCreate create Stuck;
}

#[derive(Endpoint)]
#[endpoint(post = "/x", effect = create, returns = Plain<Value>)]
struct Make;

#[derive(Endpoint)]
#[endpoint(get = "/x", effect = read, returns = Plain<Value>)]
struct Look;

/// A server that says nothing, or begins to answer and then says nothing.
#[derive(Clone, Default)]
struct Silent {
    status: Option<u16>,
    asked: Arc<AtomicUsize>,
}

struct Never;

impl Chunks for Never {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        Poll::Pending
    }
}

impl Transport for Silent {
    fn send(&self, _: http::Request<Bytes>) -> ResponseFuture<'_> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let Some(status) = self.status else {
            return Box::pin(pending());
        };
        let mut response = http::Response::new(Body::from_chunks(Never));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn client(clock: &ManualClock, transport: impl Transport) -> Client {
    Client::builder()
        .base_url("https://api.example")
        .transport(transport)
        .clock(clock.clone())
        .timeouts(Timeouts {
            attempt: Some(4 * SECOND),
            total: Some(10 * SECOND),
            ..Timeouts::default()
        })
        .random(|| 0)
        .retry(Retry::default().max_attempts(5))
        .credential(Slow)
        .credential(Stuck)
        .build()
        .unwrap()
}

/// Polls a call and moves the clock by a second, until it ends; gives how long that took.
fn passing<T>(clock: &ManualClock, call: impl Future<Output = Result<T>>) -> (u32, Error) {
    let mut call: Pin<Box<dyn Future<Output = Result<T>>>> = Box::pin(call);
    let mut cx = Context::from_waker(Waker::noop());
    for seconds in 0..1000 {
        match call.as_mut().poll(&mut cx) {
            Poll::Ready(Ok(_)) => panic!("it cannot succeed"),
            Poll::Ready(Err(error)) => return (seconds, error),
            Poll::Pending => clock.advance(SECOND),
        }
    }
    panic!("it never ends")
}

/// Fault 53: an attempt that takes too long is given up; one that creates is not made again.
#[test]
fn e4_53_an_attempt_without_an_answer() {
    let (clock, server) = (ManualClock::at(0), Silent::default());
    let client = client(&clock, server.clone());
    let (took, error) = passing(&clock, client.send(&Make));
    assert_eq!((took, error.timeout()), (4, Some(Timeout::Attempt)));
    assert!(error.outcome_unknown() && error.is_timeout());
    assert!(
        error
            .to_string()
            .contains("no response arrived in time: the time limit of one attempt is 4s"),
        "{error}"
    );
    assert_eq!(server.asked.load(Ordering::Relaxed), 1);

    // Two whole attempts of four seconds and one of two.
    let (took, error) = passing(&clock, client.send(&Look));
    assert_eq!((took, error.timeout()), (10, Some(Timeout::Total)));
    assert!(
        error
            .to_string()
            .contains("the time limit of the call is 10s"),
        "{error}"
    );
    assert_eq!(server.asked.load(Ordering::Relaxed), 1 + 3);
}

/// Fault 53: the same for an answer that begins.
#[test]
fn e4_53_an_answer_that_does_not_go_on() {
    let clock = ManualClock::at(0);
    let server = Silent {
        status: Some(200),
        ..Silent::default()
    };
    let client = client(&clock, server.clone());
    let (took, error) = passing(&clock, client.send(&Make));
    assert_eq!((took, error.timeout()), (4, Some(Timeout::Attempt)));
    assert!(error.is_incomplete() && error.outcome_unknown());
    assert_eq!(error.status().unwrap(), 200);

    // That it is an error is known, even without its body.
    let server = Silent {
        status: Some(400),
        ..Silent::default()
    };
    let client = self::client(&clock, server);
    let (took, error) = passing(&clock, client.send(&Make));
    assert_eq!((took, error.status().unwrap().as_u16()), (4, 400));
    assert!(!error.outcome_unknown());
}

/// Fault 53: what a credential needs first is within the end of the call, before and after a refusal.
#[test]
fn e4_53_a_credential_that_is_never_ready() {
    let (clock, mock) = (ManualClock::at(0), MockTransport::new());
    let client = client(&clock, mock.clone());
    let (took, error) = passing(&clock, client.send(&SlowCreate));
    assert_eq!((took, error.timeout()), (10, Some(Timeout::Total)));
    assert!(error.not_sent() && mock.requests().is_empty());
    assert!(
        error
            .to_string()
            .contains("time ran out before the request was sent"),
        "{error}"
    );

    mock.respond(401, "");
    let (took, error) = passing(&clock, client.send(&StuckRead));
    assert_eq!((took, error.timeout()), (10, Some(Timeout::Total)));
    mock.respond(401, "");
    let (_, error) = passing(&clock, client.send(&StuckCreate));
    // The first attempt was sent, and refused.
    assert!(!error.not_sent() && !error.outcome_unknown(), "{error:?}");
    assert_eq!(error.attempts()[0].status().unwrap(), 401);
}
