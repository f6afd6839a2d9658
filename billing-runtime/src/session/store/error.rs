//! The error of a store.

use std::error::Error as StdError;
use std::fmt;

/// An error of an access to a store. Holds no secrets.
pub struct StoreError {
    message: String,
    corrupt: bool,
    unreachable: bool,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// Reports that a store which only this process uses cannot be read or written. Tokens are then
    /// renewed without it. A store that other processes share must report
    /// [`unreachable`](Self::unreachable) for every failure, even if it responds and refuses, since
    /// another process may be renewing.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            corrupt: false,
            unreachable: false,
            cause: None,
        }
    }

    /// Reports that this process cannot use a shared store, because the store refuses or does not
    /// respond. Tokens are then not renewed, since another process may be renewing them.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Self {
            unreachable: true,
            ..Self::new(message)
        }
    }

    /// Reports that an entry could not be read and has been set aside.
    pub fn corrupt(message: impl Into<String>) -> Self {
        Self {
            corrupt: true,
            ..Self::new(message)
        }
    }

    pub(in crate::session) fn not_saved() -> Self {
        Self::new(
            "the store did not save the tokens: the lease has ended, or newer tokens are stored",
        )
    }

    /// Adds the cause, which must not show a secret.
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Returns true if other processes may use the store while this one cannot.
    pub fn is_unreachable(&self) -> bool {
        self.unreachable
    }

    /// Returns true if an entry could not be read and has been set aside.
    pub fn is_corrupt(&self) -> bool {
        self.corrupt
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreError({self})")
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}
