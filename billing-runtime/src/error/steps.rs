//! What the errors of a session's steps say, which no other call says.

use super::{Error, Kind, Sent, SessionError};

impl Error {
    /// A session that cannot go on; what of a step was sent, the error knows.
    pub(crate) fn session(error: SessionError) -> Self {
        let mut error = Self::new(Kind::Session(error));
        error.0.step = true;
        error
    }

    /// A call that cannot be signed, since its session cannot go on: whatever steps were sent,
    /// nothing of the call was.
    pub(crate) fn unsigned(error: SessionError) -> Self {
        Self::new(Kind::Session(SessionError {
            sent: Sent::No,
            ..error
        }))
    }

    /// Notes that a step of a session failed. Whether it was done does not matter to anybody:
    /// there is nothing to look for before it is called again.
    pub(crate) fn of_step(mut self) -> Self {
        self.0.step = true;
        self
    }

    /// Notes that the service refused who calls, in words other than a status.
    pub(crate) fn refused_caller(mut self) -> Self {
        self.0.refused = true;
        self
    }

    /// Notes that a step before the one that failed was sent.
    pub(crate) fn following(mut self, sent: Sent) -> Self {
        self.0.sent = self.0.sent.max(sent);
        self
    }

    /// Notes what somebody may do whose credential was refused.
    pub(crate) fn advised(mut self, advice: Option<&'static str>) -> Self {
        self.0.advice = self.0.advice.or(advice);
        self
    }
}
