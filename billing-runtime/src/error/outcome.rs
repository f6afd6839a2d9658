//! What became of a call that failed: whether it was sent, and whether it was done.

use super::{Error, Sent};
use crate::operation::Effect;

impl Error {
    /// Returns true if it is certain that nothing of the call was sent, by any attempt. Of a sign-in
    /// or a switch that is true if none of its steps was sent.
    pub fn not_sent(&self) -> bool {
        self.0.sent == Sent::No
    }

    /// Returns true if the call changes something and this error cannot tell whether it did:
    /// look before calling again. Never of the steps of a session, such as a sign-in: what they do
    /// is done once more without harm.
    pub fn outcome_unknown(&self) -> bool {
        self.changes() && self.0.sent == Sent::Unknown
    }

    /// Returns true if the call changes something and the service said that it did it, in an
    /// answer that cannot be read as declared: do not call again. [`body`](Self::body) has the
    /// answer.
    pub fn was_done(&self) -> bool {
        self.changes() && self.0.sent == Sent::Done
    }

    fn changes(&self) -> bool {
        !self.0.step && self.0.operation.is_none_or(|o| o.effect != Effect::Read)
    }

    /// Notes that the service said that the call succeeded.
    pub(crate) fn done(mut self, done: bool) -> Self {
        if done {
            self.0.sent = Sent::Done;
        }
        self
    }
}
