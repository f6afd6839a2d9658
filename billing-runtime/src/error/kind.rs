//! The kinds of error, and what was seen of the answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::pages::PagePosition;
use crate::transport::Failure;
use crate::{Error, wire};

/// How much of a body an error keeps.
pub(crate) const PREVIEW: usize = 1 << 20;

#[derive(Debug)]
pub(crate) enum Kind {
    Config(String),
    Credential(String),
    Request(String),
    Invalid(wire::Invalid),
    Transport(Failure),
    Redirect(Option<String>),
    /// An error status whose body says nothing in a declared form.
    Status,
    /// An error that the service tells in a declared form.
    Api,
    Envelope(String),
    Decode(wire::Error),
    Media {
        expected: &'static str,
        found: String,
    },
    TooLarge(u64),
    /// Its turn under the stated rate would come later than it may take.
    Limited(Duration),
    Incomplete {
        expected: u64,
        received: u64,
    },
    /// A page, and the earlier one that was the same, if it was one.
    PageLoop(PagePosition, Option<PagePosition>),
    /// A list with more items than were wanted.
    TooMany(usize),
    Io(std::io::Error),
    Session(SessionError),
}

/// What is wrong with a session.
#[derive(Clone, Debug)]
pub(crate) struct SessionError {
    /// Whether the person has to sign in again.
    pub(crate) needs_sign_in: bool,
    pub(crate) message: String,
    /// Whether nothing was tried, since whoever could go on without it did not wait for its turn.
    pub(crate) did_not_wait: bool,
    /// What the service may have seen of the step.
    pub(crate) sent: Sent,
    /// What a step failed with; those who waited for it share it.
    pub(crate) cause: Option<Arc<Error>>,
}

/// What the server may have seen.
///
/// Of several attempts the last of these words counts: one that may have done something is not
/// made up for by others that did nothing, and where one was done, that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sent {
    /// Nothing, for certain.
    No,
    /// The request, and it answered.
    Yes,
    /// The request perhaps, and no answer that settles what it did.
    Unknown,
    /// The request, and it said that it did it.
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
            // It answered, but not so that the caller learns what was done.
            _ => Sent::Unknown,
        }
    }
}

/// What a refusal says of the time that a signature carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClockCheck {
    /// It is not the reason, as far as anybody knows.
    Ok,
    /// It may be the reason, and the next signature is made for the server's clock.
    Skewed,
    /// The server's own time cannot be meant, so nothing is corrected.
    UnusableDate(String),
}

/// What was seen of an answer; free of secrets.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}
