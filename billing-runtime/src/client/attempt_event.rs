//! What a hook sees of each attempt.

use std::time::Duration;

use http::StatusCode;

use crate::operation::Operation;
use crate::transport::Failure;

/// One attempt: what was sent where, and what came back. Free of secrets.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEvent<'a> {
    /// The endpoint.
    pub operation: &'static Operation,
    /// The method's word.
    pub method: &'static str,
    /// The URL; secrets in it are taken out.
    pub url: &'a str,
    /// The type of the credential that signs: of those that the endpoint takes, the first that the client
    /// has; `None` where the endpoint takes none.
    pub credential: Option<&'static str>,
    /// Which attempt of its call it is: 1 for the first.
    pub number: u32,
    /// The status of the answer; `None` if none came.
    pub status: Option<StatusCode>,
    /// Why no answer came.
    pub failure: Option<&'a Failure>,
    /// How long it waited for its turn under the endpoint's rate.
    pub waited: Duration,
    /// The time until the head of the answer.
    pub duration: Duration,
}

pub(super) type Observer = dyn Fn(&AttemptEvent<'_>) + Send + Sync;
