//! How a call went before it failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Redactor, Sent};
use crate::request::Fingerprint;

/// One attempt of a call that failed, and why. Free of secrets.
#[derive(Clone, Debug)]
pub struct FailedAttempt {
    pub(super) status: Option<StatusCode>,
    pub(super) reason: String,
    pub(super) sent: Sent,
}

impl FailedAttempt {
    /// The same without secrets that became known later.
    pub(crate) fn cleaned(mut self, redactor: &Redactor) -> Self {
        self.reason = redactor.owned(self.reason);
        self
    }

    /// Returns the status of its answer; `None` if none came.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns why it failed, in words.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns true if it is certain that this attempt sent nothing.
    pub fn not_sent(&self) -> bool {
        self.sent == Sent::No
    }
}

/// Why a call that may be repeated was not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// It was sent as often as allowed.
    Attempts,
    /// Too much was repeated already.
    Budget,
    /// The next attempt would begin after the end of the call.
    Time,
    /// The service asks to wait longer than the caller does.
    Asked(Duration),
    /// A part of the answer was handed on, and another attempt would begin anew.
    HandedOn,
}

/// How a call went before it failed.
#[derive(Debug, Default)]
pub(crate) struct AttemptHistory {
    /// Each attempt; the last one failed with the error itself, unless what came after it did.
    pub(crate) tried: Vec<FailedAttempt>,
    pub(crate) gave_up: Option<GaveUp>,
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) key: Option<String>,
}

impl AttemptHistory {
    /// Whether the last attempt failed with the error that has these words.
    fn earlier(&self, words: &str) -> &[FailedAttempt] {
        match self.tried.split_last() {
            Some((last, earlier)) if last.reason == words => earlier,
            _ => &self.tried,
        }
    }

    /// Tells what is not in the words of the error.
    pub(super) fn tell(&self, f: &mut fmt::Formatter<'_>, words: &str) -> fmt::Result {
        let earlier = self.earlier(words);
        for (i, tried) in earlier.iter().enumerate() {
            match i {
                0 => write!(f, "; before that, attempt 1: {}", tried.reason)?,
                _ => write!(f, "; attempt {}: {}", i + 1, tried.reason)?,
            }
        }
        match self.gave_up {
            None => Ok(()),
            Some(GaveUp::Attempts) => write!(f, "; gave up after {} attempts", self.tried.len()),
            Some(GaveUp::Budget) => f.write_str(
                "; not sent again: retry budget exhausted, since too many calls to this server fail",
            ),
            Some(GaveUp::Time) => f.write_str("; no time is left for another attempt"),
            Some(GaveUp::HandedOn) => f.write_str(
                "; not sent again, since what had arrived by then was handed on already",
            ),
            Some(GaveUp::Asked(wait)) => {
                let wait = wait.as_secs();
                write!(f, "; not sent again: the service asks to wait {wait} s, longer than the caller does")
            }
        }
    }
}
