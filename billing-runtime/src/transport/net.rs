//! The transport over real connections.

use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;

use super::{Body, Chunks, Deadline, Failure, Sending, Transport};
use crate::server::is_loopback;

/// How long each step may take; `None` waits forever.
///
/// ```
/// # use {billing_runtime::transport::Timeouts, std::time::Duration};
/// let patient = Timeouts { total: Some(Duration::from_secs(300)), ..Timeouts::default() };
/// assert_eq!(patient.connect, Some(Duration::from_secs(10)));
/// ```
#[derive(Clone, Debug)]
pub struct Timeouts {
    /// Name lookup, connection and TLS: 10 s.
    pub connect: Option<Duration>,
    /// The longest silence while an answer arrives: 30 s.
    pub read: Option<Duration>,
    /// The whole exchange, its body included: 60 s.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            read: Some(Duration::from_secs(30)),
            total: Some(Duration::from_secs(60)),
        }
    }
}

/// Sends over HTTP/1.1 with a connection pool, through the proxy that the environment names.
///
/// It sends each request once, follows no redirect, keeps no cookies and asks for no
/// compression. Loopback is always reached directly: a credential that goes there over plain
/// http must not end in a proxy's log.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    outside: reqwest::Client,
    /// Made when it is first needed: reading the system's roots takes a while.
    loopback: OnceLock<reqwest::Client>,
    timeouts: Timeouts,
}

impl HttpTransport {
    /// Makes the transport.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, such as without any root certificate.
    pub fn new(timeouts: &Timeouts) -> Result<Self, Failure> {
        let outside = settings(timeouts).build().map_err(Failure::not_sent)?;
        Ok(Self {
            outside,
            loopback: OnceLock::new(),
            timeouts: timeouts.clone(),
        })
    }

    fn client(&self, host: Option<&str>) -> Result<&reqwest::Client, Failure> {
        if !host.is_some_and(is_loopback) {
            return Ok(&self.outside);
        }
        if let Some(client) = self.loopback.get() {
            return Ok(client);
        }
        let client = settings(&self.timeouts)
            .no_proxy()
            .build()
            .map_err(Failure::not_sent)?;
        Ok(self.loopback.get_or_init(|| client))
    }
}

fn settings(timeouts: &Timeouts) -> reqwest::ClientBuilder {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // Its own policy repeats requests that the protocol calls unprocessed; a call that
        // creates something is repeated by nobody but us.
        .retry(reqwest::retry::never())
        .referer(false);
    if let Some(connect) = timeouts.connect {
        builder = builder.connect_timeout(connect);
    }
    if let Some(read) = timeouts.read {
        builder = builder.read_timeout(read);
    }
    if let Some(total) = timeouts.total {
        builder = builder.timeout(total);
    }
    builder
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            check(&request)?;
            let client = self.client(request.uri().host())?;
            let deadline = request.extensions().get::<Deadline>().copied();
            let mut request = reqwest::Request::try_from(request).map_err(not_sent)?;
            if let Some(Deadline(length)) = deadline {
                *request.timeout_mut() = Some(length);
            }
            let response = client
                .execute(request)
                .await
                .map_err(|e| failure(e, Failure::lost))?;
            let response: http::Response<reqwest::Body> = response.into();
            Ok(response.map(|body| Body::from_chunks(Incoming(body))))
        })
    }
}

fn check(request: &http::Request<Bytes>) -> Result<(), Failure> {
    if cfg!(not(feature = "tls")) && request.uri().scheme_str() == Some("https") {
        return Err(Failure::not_sent(
            "this build has no TLS; switch on the feature `tls` of billing-runtime to call https",
        ));
    }
    // The pool would panic without one.
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Failure::not_sent(
            "no tokio runtime is running here; call from one, for example with #[tokio::main]",
        ));
    }
    Ok(())
}

fn not_sent(error: reqwest::Error) -> Failure {
    Failure::not_sent(error.without_url())
}

/// The URL is left out of the cause: its query may hold a secret.
fn failure(error: reqwest::Error, otherwise: fn(reqwest::Error) -> Failure) -> Failure {
    let timeout = error.is_timeout();
    let nothing_sent = error.is_connect() || error.is_builder();
    let error = error.without_url();
    let failure = if nothing_sent {
        Failure::not_sent(error)
    } else {
        otherwise(error)
    };
    if timeout {
        failure.timed_out()
    } else {
        failure
    }
}

struct Incoming(reqwest::Body);

impl Chunks for Incoming {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        loop {
            let frame = match Pin::new(&mut self.0).poll_frame(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(frame) => frame,
            };
            match frame {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(failure(error, Failure::broken))));
                }
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
