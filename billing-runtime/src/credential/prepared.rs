//! What one call is signed with, made ready before its first attempt.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::Result;

/// The future of a [`SigningMaterial`].
pub type Preparing<'a> = Pin<Box<dyn Future<Output = Result<SigningMaterial>> + Send + 'a>>;

/// A material, at once or after some I/O.
pub enum Prepared<'a> {
    /// It is at hand.
    Now(SigningMaterial),
    /// It has to be fetched first.
    Later(Preparing<'a>),
}

/// What one call is signed with: whatever its credential put in, such as the tokens of that moment.
#[derive(Clone, Default)]
pub struct SigningMaterial(Option<Arc<dyn Any + Send + Sync>>);

impl SigningMaterial {
    /// Wraps what the credential needs again when it signs.
    pub fn new<T: Any + Send + Sync>(holds: Arc<T>) -> Self {
        Self(Some(holds))
    }

    /// Returns what was put in.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }
}

impl fmt::Debug for SigningMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningMaterial")
    }
}

impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Now(_) => "Prepared::Now",
            Self::Later(_) => "Prepared::Later",
        })
    }
}
