//! How the attempts of a call went before it failed, and why no other attempt followed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Redactor, Sent};
use crate::fingerprint::Fingerprint;

/// One attempt of a call that failed. Contains no secrets.
#[derive(Clone, Debug)]
pub struct FailedAttempt {
    pub(super) status: Option<StatusCode>,
    pub(super) reason: String,
    pub(super) sent: Sent,
}

impl FailedAttempt {
    /// Removes secrets that became known after the attempt.
    pub(crate) fn redacted(mut self, redactor: &Redactor) -> Self {
        self.reason = redactor.owned(self.reason);
        self
    }

    /// Returns the status of the response; `None` if none arrived.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns why the attempt failed, as a message.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns true if it is certain that this attempt sent nothing.
    pub fn not_sent(&self) -> bool {
        self.sent == Sent::No
    }
}

/// Why a call was not sent again after a failure that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRetried {
    /// The effect of the endpoint forbids it: such a call is repeated only if nothing was sent, or
    /// with an idempotency key.
    Effect,
    /// The call may have taken effect, the effect of the endpoint forbids calling it twice, and the call
    /// has no idempotency key.
    OutcomeUnknown,
    /// The [`Retry`](crate::client::Retry) policy allows only one attempt.
    Disabled,
    /// All attempts of the policy are used up.
    MaxAttempts,
    /// The retry budget is used up, because too many calls to the same server fail.
    Budget,
    /// The next attempt would begin after the end of the call.
    TimeLimit,
    /// The service asks to wait this long, which is longer than the policy allows.
    RetryAfter(Duration),
    /// The caller has already received a part of the body, and another attempt would start from the beginning.
    PartlyDelivered,
}

/// How the attempts of a call went before it failed.
#[derive(Debug, Default)]
pub(crate) struct AttemptHistory {
    /// All attempts. The last one failed with the error itself, unless something failed after it.
    pub(crate) failed: Vec<FailedAttempt>,
    pub(crate) not_retried: Option<NotRetried>,
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) idempotency_key: Option<String>,
}

impl AttemptHistory {
    /// Returns the attempts without the last one if the last one failed with this message. The message may
    /// add advice to the reason of the attempt.
    fn earlier(&self, message: &str) -> &[FailedAttempt] {
        match self.failed.split_last() {
            Some((last, earlier)) if message.starts_with(&last.reason) => earlier,
            _ => &self.failed,
        }
    }

    /// Writes the parts of the history that the message of the error does not contain.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, message: &str) -> fmt::Result {
        for (i, attempt) in self.earlier(message).iter().enumerate() {
            match i {
                0 => write!(f, "; before that, attempt 1: {}", attempt.reason)?,
                _ => write!(f, "; attempt {}: {}", i + 1, attempt.reason)?,
            }
        }
        match self.not_retried {
            None => Ok(()),
            Some(NotRetried::MaxAttempts) => {
                write!(f, "; gave up after {} attempts", self.failed.len())
            }
            Some(reason) => write!(f, "; not sent again: {reason}"),
        }
    }
}

impl fmt::Display for NotRetried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Effect => {
                "a call with this effect is repeated only if nothing was sent, or with an \
                 idempotency key"
            }
            Self::OutcomeUnknown => "the call has no idempotency key",
            Self::Disabled => "retries are disabled",
            Self::MaxAttempts => "all attempts are used up",
            Self::Budget => {
                "the retry budget is exhausted, since too many calls to this server fail"
            }
            Self::TimeLimit => "no time is left for another attempt",
            Self::RetryAfter(wait) => {
                let wait = wait.as_secs();
                return write!(
                    f,
                    "the service asks to wait {wait} s, longer than `Retry::max_retry_after`"
                );
            }
            Self::PartlyDelivered => "a part of the body was already handed on",
        })
    }
}
