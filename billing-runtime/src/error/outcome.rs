//! What became of a call that failed: whether it was sent, and whether it was done.

use super::{Error, Sent};
use crate::operation::Effect;

impl Error {
    /// Returns true if it is certain that no attempt sent any part of the call. For a sign-in or a switch
    /// of tenant, returns true if none of its steps was sent.
    pub fn not_sent(&self) -> bool {
        self.0.sent == Sent::No
    }

    /// Returns true if the call changes something and this error cannot tell whether it did. Check
    /// before calling again. Always false for the steps of a session, such as a sign-in: repeating
    /// them does no harm.
    pub fn outcome_unknown(&self) -> bool {
        self.has_effect() && self.0.sent == Sent::Unknown
    }

    /// Returns true if the call changes something and the service reported success, in a response that
    /// cannot be read as declared. Do not call again; [`body`](Self::body) returns the response.
    pub fn was_done(&self) -> bool {
        self.has_effect() && self.0.sent == Sent::Done
    }

    fn has_effect(&self) -> bool {
        !self.0.step && self.0.operation.is_none_or(|o| o.effect != Effect::Read)
    }

    /// Records whether the service reported that the call succeeded.
    pub(crate) fn with_done(mut self, done: bool) -> Self {
        if done {
            self.0.sent = Sent::Done;
        }
        self
    }
}
