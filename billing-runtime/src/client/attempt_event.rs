//! The event that `on_attempt` receives for each attempt.

use std::time::Duration;

use http::StatusCode;

use crate::operation::Operation;
use crate::transport::Failure;

/// One attempt: what was sent, where it was sent, and what came back. Contains no secrets.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEvent<'a> {
    /// The endpoint.
    pub operation: &'static Operation,
    /// The HTTP method.
    pub method: &'static str,
    /// The URL, with secrets masked.
    pub url: &'a str,
    /// The type of the credential that signed the attempt: the first type accepted by the endpoint that
    /// the client has; `None` if the endpoint needs no credential.
    pub credential: Option<&'static str>,
    /// The number of the attempt within its call, 1 for the first.
    pub number: u32,
    /// The status of the response; `None` if none arrived.
    pub status: Option<StatusCode>,
    /// The failure, if no response arrived.
    pub failure: Option<&'a Failure>,
    /// The time that the attempt waited for the rate limit of the endpoint.
    pub waited: Duration,
    /// The time until the head of the response arrived.
    pub duration: Duration,
}

pub(super) type Observer = dyn Fn(&AttemptEvent<'_>) + Send + Sync;
