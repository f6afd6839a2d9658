//! Errors of the steps of a session.

use super::{Error, Kind, NotRetried, Sent, SessionError};

impl Error {
    /// Returns the error of a session that cannot go on. It records what the service may have seen of the step.
    pub(crate) fn session(error: SessionError) -> Self {
        let mut error = Self::new(Kind::Session(error));
        error.0.step = true;
        error
    }

    /// Returns the error of a call that cannot be signed because its session cannot go on. Steps of the
    /// session may have been sent, but the call itself was not.
    pub(crate) fn unsigned(error: SessionError) -> Self {
        Self::new(Kind::Session(SessionError {
            sent: Sent::No,
            ..error
        }))
    }

    /// Records that a step of a session failed. Steps are sent once on purpose and may be repeated
    /// without harm, so their errors neither ask to check the outcome nor mention disabled retries.
    pub(crate) fn of_step(mut self) -> Self {
        self.0.step = true;
        let reason = &mut self.0.history.not_retried;
        *reason = reason.filter(|reason| *reason != NotRetried::Disabled);
        self
    }

    /// Records that the service refused the caller by other means than the status.
    pub(crate) fn refused_caller(mut self) -> Self {
        self.0.refused = true;
        self
    }

    /// Records that a step before the one that failed was sent.
    pub(crate) fn following(mut self, sent: Sent) -> Self {
        self.0.sent = self.0.sent.max(sent);
        self
    }
}
