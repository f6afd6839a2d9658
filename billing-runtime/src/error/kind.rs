//! The kinds of error, and what an error keeps of a response.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::transport::Failure;
use crate::{Error, wire};

/// The number of bytes of a body that an error keeps.
pub(crate) const PREVIEW: usize = 1 << 20;

#[derive(Debug)]
pub(crate) enum Kind {
    Config(String),
    Credential(String),
    Request(String),
    Invalid(wire::Invalid),
    Transport(Failure),
    /// A redirect, with its location.
    Redirect(Option<String>),
    /// An error status with a body that matches no declared error.
    Status,
    /// An error that the service reports as declared.
    Api,
    Envelope(String),
    Decode(wire::Error),
    Media {
        expected: &'static str,
        found: String,
    },
    TooLarge(u64),
    /// The rate limit would permit the call only after its deadline, in this long.
    Limited(Duration),
    Incomplete {
        expected: u64,
        received: u64,
    },
    /// A page that repeats items, and the earlier page that is equal to it, if there is one.
    PageLoop(String, Option<String>),
    /// A list with more items than this.
    TooMany(usize),
    Io(std::io::Error),
    Session(SessionError),
}

/// Why a session failed.
#[derive(Clone, Debug)]
pub(crate) struct SessionError {
    /// Whether the user has to sign in again.
    pub(crate) needs_sign_in: bool,
    pub(crate) message: String,
    /// Whether nothing was tried, because the caller had a usable token and did not wait for others.
    pub(crate) did_not_wait: bool,
    /// What the service may have seen of the step.
    pub(crate) sent: Sent,
    /// The error of the step, shared by all callers that waited for it.
    pub(crate) cause: Option<Arc<Error>>,
}

/// What the service may have seen of a call.
///
/// The greatest value of all attempts counts. If one attempt may have taken effect, later attempts without
/// effect do not change that. If one attempt succeeded, the call was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sent {
    /// Certainly nothing.
    No,
    /// The request, and the service responded.
    Yes,
    /// Perhaps the request; no response shows what it did.
    Unknown,
    /// The request, and the service reported success.
    Done,
}

impl Kind {
    pub(super) fn sent(&self) -> Sent {
        match self {
            Self::Config(_)
            | Self::Credential(_)
            | Self::Request(_)
            | Self::Invalid(_)
            | Self::Limited(_) => Sent::No,
            Self::Session(error) => error.sent,
            Self::Transport(failure) if failure.is_not_sent() => Sent::No,
            Self::Redirect(_)
            | Self::Status
            | Self::Api
            | Self::PageLoop(..)
            | Self::TooMany(_) => Sent::Yes,
            // The service responded, but the response does not tell what the service did.
            Self::Transport(_)
            | Self::Envelope(_)
            | Self::Decode(_)
            | Self::Media { .. }
            | Self::TooLarge(_)
            | Self::Incomplete { .. }
            | Self::Io(_) => Sent::Unknown,
        }
    }
}

/// Whether the clock explains why the service refused a signature that contains the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClockCheck {
    /// It does not, as far as is known.
    Ok,
    /// It may; the next signature is made with the server's time.
    Skewed,
    /// The server sent this `Date`, which cannot be right, so nothing is corrected.
    UnusableDate(String),
}

/// What an error keeps of a response; free of secrets.
#[derive(Clone, Debug)]
pub(crate) struct ResponseSnapshot {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}
