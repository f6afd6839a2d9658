//! The built-in transport: HTTP over real connections.

use std::fmt::{self, Write as _};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::runtime::Id;

use super::pools::{Connections, Pools};
use super::reuse::ReuseDelay;
use super::{Body, Chunks, Failure, ResponseFuture, Timeout, Timeouts, Transport, advice};
use crate::clock::ended;

/// Sends requests over HTTP/1.1 with a connection pool, through the proxy that the environment names.
///
/// It sends each request once, follows no redirect, keeps no cookies and requests no compression. This
/// machine is always reached directly, under any of its names (`localhost` and names below it, loopback
/// addresses, the unspecified address): a credential that is sent there over plain http must not end up in
/// the log of a proxy. A request waits for [`Timeouts::reuse_delay`] after the last response, so that a
/// connection on which more arrives than was requested is closed and not used for the next call.
///
/// The proxies are those of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, over HTTP or SOCKS, with a user
/// name and a password in their URL if needed. Hosts in `NO_PROXY` are reached without a proxy. If a
/// variable does not name a proxy, each call that would use it returns an error.
#[derive(Clone)]
pub struct HttpTransport(Arc<Pools>);

impl HttpTransport {
    /// Creates the transport. It applies only the time limits that concern connections.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up, for example without any root certificate.
    pub fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        Pools::new(timeouts).map(|pools| Self(Arc::new(pools)))
    }
}

/// Shows no proxies, since their URLs contain passwords.
impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let runtime = check(&request)?;
            let request = converted(request)?;
            let Connections { client, reuse } = self.0.of(runtime, request.url())?;
            reuse.wait().await;
            let outcome = client.execute(request).await;
            let mut received = outcome.map_err(|e| failure(e, Failure::lost))?;
            let (status, headers) = (received.status(), std::mem::take(received.headers_mut()));
            let mut response = http::Response::new(Body::from_chunks(Incoming { received, reuse }));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

/// Checks the requirements for sending a request, and returns the id of the current runtime.
fn check(request: &http::Request<Bytes>) -> Result<Id, Failure> {
    if cfg!(not(feature = "tls")) && request.uri().scheme_str() == Some("https") {
        return Err(Failure::not_sent(
            "this build has no TLS; enable the feature `tls` of billing-runtime to call https",
        )
        .permanent());
    }
    // Without a runtime, the connection pool would panic.
    match tokio::runtime::Handle::try_current() {
        Ok(handle) => Ok(handle.id()),
        Err(_) => Err(Failure::not_sent(
            "there is no tokio runtime here; call from within one, for example with #[tokio::main]",
        )
        .permanent()),
    }
}

fn converted(request: http::Request<Bytes>) -> Result<reqwest::Request, Failure> {
    let (head, body) = request.into_parts();
    // Most URLs fit, so the buffer rarely has to grow.
    let mut url = String::with_capacity(256);
    let unfit = |_| Failure::not_sent("the URL is invalid").permanent();
    write!(url, "{}", head.uri).map_err(unfit)?;
    let url = reqwest::Url::parse(&url).map_err(|e| Failure::not_sent(e).permanent())?;
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

/// Converts an error of reqwest. The cause does not contain the URL, since its query may contain a secret.
fn failure(error: reqwest::Error, otherwise: fn(reqwest::Error) -> Failure) -> Failure {
    let timeout = error.is_timeout();
    let connecting = error.is_connect();
    let nothing_sent = connecting || error.is_builder() || is_unwritten(&error);
    let advice = advice::of(&error).filter(|_| connecting && !timeout);
    let permanent = error.is_builder() || advice.is_some_and(|advice| advice.permanent);
    let error = error.without_url();
    let mut failure = if nothing_sent {
        Failure::not_sent(error)
    } else {
        otherwise(error)
    };
    if timeout {
        failure = failure.reached(match connecting {
            true => Timeout::Connect,
            false => Timeout::Stall,
        });
    }
    if permanent {
        failure = failure.permanent();
    }
    match advice {
        Some(advice) => failure.with_advice(advice.text),
        None => failure,
    }
}

/// Returns whether the connection was closed before it accepted the request. hyper returns an
/// unwritten request in that case.
fn is_unwritten(error: &reqwest::Error) -> bool {
    advice::causes(error).any(|cause| {
        let cause = cause.downcast_ref::<hyper::Error>();
        cause.is_some_and(hyper::Error::is_canceled)
    })
}

struct Incoming {
    received: reqwest::Response,
    reuse: ReuseDelay,
}

impl Chunks for Incoming {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        // Dropping this future loses nothing: what it waits for stays in the response.
        let chunk = ended::poll(pin!(self.received.chunk()), cx);
        chunk.map(|chunk| match chunk {
            Ok(Ok(None)) => {
                self.reuse.response_ended();
                None
            }
            Ok(chunk) => chunk.map_err(|e| failure(e, Failure::broken)).transpose(),
            Err(ended) => Some(Err(Failure::broken(ended))),
        })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.reuse.response_ended();
    }
}
