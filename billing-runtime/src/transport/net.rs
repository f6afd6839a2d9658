//! The transport over real connections.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::runtime::Id;

use super::pools::{Connections, Pools};
use super::reuse::ReuseDelay;
use super::{Body, Chunks, Failure, Sending, Timeout, Timeouts, Transport, advice};
use crate::clock::ended;

/// Sends over HTTP/1.1 with a connection pool, through the proxy that the environment names.
///
/// It sends each request once, follows no redirect, keeps no cookies and asks for no
/// compression. This machine is always reached directly, whatever it is called (`localhost` and names
/// below it, loopback, the unspecified address): a credential that goes there over plain http must
/// not end in a proxy's log. A request waits for [`Timeouts::reuse_delay`] after the last answer, so that a
/// connection on which more arrives than was asked for is closed, and not used for the next call.
///
/// Proxies are those of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, with a user name and a password
/// in their URL where they need one, over HTTP or SOCKS; hosts in `NO_PROXY` are reached without. A
/// variable that names no proxy is an error of the call that would have used it.
#[derive(Clone)]
pub struct HttpTransport(Arc<Pools>);

impl HttpTransport {
    /// Makes the transport; of the limits, those that only a connection can see are its business.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, such as without any root certificate.
    pub fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        Pools::new(timeouts).map(|pools| Self(Arc::new(pools)))
    }
}

/// Shows nothing of proxies, whose URLs hold passwords.
impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            let runtime = check(&request)?;
            let request = converted(request)?;
            let Connections { client, reuse } = self.0.of(runtime, request.url())?;
            reuse.wait().await;
            let outcome = client.execute(request).await;
            let mut answer = outcome.map_err(|e| failure(e, Failure::lost))?;
            let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
            let mut response = http::Response::new(Body::from_chunks(Incoming { answer, reuse }));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

/// What must hold before anything is sent; gives the runtime that the call is made in.
fn check(request: &http::Request<Bytes>) -> Result<Id, Failure> {
    if cfg!(not(feature = "tls")) && request.uri().scheme_str() == Some("https") {
        return Err(Failure::not_sent(
            "this build has no TLS; switch on the feature `tls` of billing-runtime to call https",
        )
        .permanent());
    }
    // The pool would panic without one.
    match tokio::runtime::Handle::try_current() {
        Ok(handle) => Ok(handle.id()),
        Err(_) => Err(Failure::not_sent(
            "no tokio runtime is running here; call from one, for example with #[tokio::main]",
        )
        .permanent()),
    }
}

fn converted(request: http::Request<Bytes>) -> Result<reqwest::Request, Failure> {
    let (head, body) = request.into_parts();
    // At once as long as it becomes, since most URLs would outgrow the usual beginning thrice.
    let mut url = String::with_capacity(256);
    let unfit = |_| Failure::not_sent("the URL cannot be written").permanent();
    write!(url, "{}", head.uri).map_err(unfit)?;
    let url = reqwest::Url::parse(&url).map_err(|e| Failure::not_sent(e).permanent())?;
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

/// The URL is left out of the cause: its query may hold a secret.
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
        Some(advice) => failure.advised(advice.text),
        None => failure,
    }
}

pub(super) fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| {
        // Its source is that of what it wraps, which would be passed over.
        match cause.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as _),
            None => StdError::source(*cause),
        }
    })
}

/// Whether the connection was closed before it took the request up: hyper hands an unwritten
/// request back then.
fn is_unwritten(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let cause = cause.downcast_ref::<hyper::Error>();
        cause.is_some_and(hyper::Error::is_canceled)
    })
}

struct Incoming {
    answer: reqwest::Response,
    reuse: ReuseDelay,
}

impl Chunks for Incoming {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        // Nothing is lost with this future: what it waits for stays in the answer.
        let chunk = ended::poll(pin!(self.answer.chunk()), cx);
        chunk.map(|chunk| match chunk {
            Ok(Ok(None)) => {
                self.reuse.answer_ended();
                None
            }
            Ok(chunk) => chunk.map_err(|e| failure(e, Failure::broken)).transpose(),
            Err(ended) => Some(Err(Failure::broken(ended))),
        })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.reuse.answer_ended();
    }
}
