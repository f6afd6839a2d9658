//! Why an exchange did not finish, and what the server may have seen of it.

use std::error::Error as StdError;
use std::fmt;

/// Why an exchange did not finish.
pub struct Failure {
    stage: Stage,
    timeout: bool,
    cause: Box<dyn StdError + Send + Sync>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotSent,
    Lost,
    Broken,
}

impl Failure {
    /// Nothing was sent: the name did not resolve, the connection or its TLS was refused.
    pub fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::NotSent,
            timeout: false,
            cause: cause.into(),
        }
    }

    /// The request may have reached the server, and no answer came back.
    pub fn lost(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Lost,
            timeout: false,
            cause: cause.into(),
        }
    }

    /// The answer began and its body stopped before the end.
    pub fn broken(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            stage: Stage::Broken,
            timeout: false,
            cause: cause.into(),
        }
    }

    /// Marks the failure as a timeout.
    pub fn timed_out(mut self) -> Self {
        self.timeout = true;
        self
    }

    /// Returns true if it is certain that nothing was sent.
    pub fn is_not_sent(&self) -> bool {
        self.stage == Stage::NotSent
    }

    /// Returns true if the answer began and stopped.
    pub fn is_broken(&self) -> bool {
        self.stage == Stage::Broken
    }

    /// Returns true if time ran out.
    pub fn is_timeout(&self) -> bool {
        self.timeout
    }

    /// The innermost cause says what happened; those around it only say where.
    fn root(&self) -> &(dyn StdError + 'static) {
        let mut cause: &(dyn StdError + 'static) = &*self.cause;
        while let Some(next) = cause.source() {
            cause = next;
        }
        cause
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match (self.stage, self.timeout) {
            (Stage::NotSent, false) => "could not connect",
            (Stage::NotSent, true) => "could not connect in time",
            (Stage::Lost, false) => "the connection failed before an answer came",
            (Stage::Lost, true) => "no answer came in time",
            (Stage::Broken, false) => "the answer stopped before its end",
            (Stage::Broken, true) => "the answer did not end in time",
        };
        write!(f, "{what}: {}", self.root())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("stage", &self.stage)
            .field("timeout", &self.timeout)
            .field("cause", &self.root().to_string())
            .finish()
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
