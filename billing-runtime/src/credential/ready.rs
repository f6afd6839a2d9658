//! What one call is signed with, made ready before its first attempt.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::Result;

/// The future of a [`Ticket`].
pub type Preparing<'a> = Pin<Box<dyn Future<Output = Result<Ticket>> + Send + 'a>>;

/// A ticket, at once or after some I/O.
pub enum Ready<'a> {
    /// It is at hand.
    Now(Ticket),
    /// It has to be fetched first.
    Later(Preparing<'a>),
}

/// What one call is signed with: whatever its credential put in, such as the tokens of that moment.
#[derive(Clone, Default)]
pub struct Ticket(Option<Arc<dyn Any + Send + Sync>>);

impl Ticket {
    /// Makes a ticket of what the credential wants to find again when it signs.
    pub fn new<T: Any + Send + Sync>(holds: Arc<T>) -> Self {
        Self(Some(holds))
    }

    /// Returns what was put in.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket")
    }
}

impl fmt::Debug for Ready<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Now(_) => "Ready::Now",
            Self::Later(_) => "Ready::Later",
        })
    }
}
