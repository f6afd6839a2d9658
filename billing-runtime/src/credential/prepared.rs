//! The material that one call is signed with, prepared before its first attempt.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::Result;

/// The future of [`SigningMaterial`].
pub type Preparing<'a> = Pin<Box<dyn Future<Output = Result<SigningMaterial>> + Send + 'a>>;

/// Signing material, available now or after some I/O.
pub enum Prepared<'a> {
    /// Material that is available.
    Now(SigningMaterial),
    /// Material that has to be fetched first.
    Later(Preparing<'a>),
}

/// The material that one call is signed with, such as the current tokens of a session.
#[derive(Clone, Default)]
pub struct SigningMaterial(Option<Arc<dyn Any + Send + Sync>>);

impl SigningMaterial {
    /// Wraps a value that the credential needs when it signs.
    pub fn new<T: Any + Send + Sync>(value: Arc<T>) -> Self {
        Self(Some(value))
    }

    /// Returns the value, if it has this type.
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
