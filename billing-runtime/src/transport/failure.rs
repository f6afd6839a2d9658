//! Why a request got no complete response, and what the server may have seen of it.

use std::error::Error as StdError;
use std::fmt;

use crate::shown::shown;

/// Why a request got no complete response.
pub struct Failure {
    stage: Stage,
    timeout: Option<Timeout>,
    permanent: bool,
    advice: Option<&'static str>,
    cause: Box<dyn StdError + Send + Sync>,
}

/// A time limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timeout {
    /// Name lookup, connection and TLS.
    Connect,
    /// The longest silence of the server.
    Stall,
    /// One attempt, including the body of its response.
    Attempt,
    /// The whole call, with all its attempts and the waits between them.
    Total,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotSent,
    Lost,
    Broken,
}

impl Failure {
    /// Returns a failure before anything was sent: the name did not resolve, the connection was refused.
    /// Whatever the call does, it may be repeated, unless the failure is [permanent](Self::permanent).
    pub fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::at(Stage::NotSent, cause.into())
    }

    /// Returns a failure without a response, after which the server may have the request.
    pub fn lost(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::at(Stage::Lost, cause.into())
    }

    /// Returns a failure within the body of a response.
    pub fn broken(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::at(Stage::Broken, cause.into())
    }

    fn at(stage: Stage, cause: Box<dyn StdError + Send + Sync>) -> Self {
        Self {
            stage,
            timeout: None,
            permanent: false,
            advice: None,
            cause,
        }
    }

    /// Marks the failure as a timeout: the attempt took too long.
    pub fn timed_out(self) -> Self {
        self.reached(Timeout::Attempt)
    }

    /// Marks the failure as a timeout of this limit.
    pub fn reached(mut self, limit: Timeout) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Marks the failure as one that every attempt would have, such as an untrusted certificate.
    pub fn permanent(mut self) -> Self {
        self.permanent = true;
        self
    }

    /// Adds what the user can do about it.
    pub(super) fn with_advice(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    /// Returns true if it is certain that nothing was sent.
    pub fn is_not_sent(&self) -> bool {
        self.stage == Stage::NotSent
    }

    /// Returns true if the response began and then broke off.
    pub fn is_broken(&self) -> bool {
        self.stage == Stage::Broken
    }

    /// Returns true if time ran out.
    pub fn is_timeout(&self) -> bool {
        self.timeout.is_some()
    }

    /// Returns which time limit was reached, if one was.
    pub fn timeout(&self) -> Option<Timeout> {
        self.timeout
    }

    /// Returns true if every attempt would fail in the same way.
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// Returns a name for metrics.
    #[cfg(feature = "tracing")]
    pub(crate) fn name(&self) -> &'static str {
        match (self.timeout, self.stage) {
            (Some(_), _) => "timeout",
            (None, Stage::NotSent) => "connect",
            (None, Stage::Lost) => "lost",
            (None, Stage::Broken) => "broken",
        }
    }

    /// Returns what happened, without advice.
    pub(crate) fn what(&self) -> String {
        let what = match (self.stage, self.timeout) {
            (Stage::NotSent, None) => "could not connect",
            (Stage::NotSent, Some(Timeout::Total)) => "time ran out before the request was sent",
            (Stage::NotSent, Some(_)) => "could not connect in time",
            (Stage::Lost, None) => "the connection failed before a response arrived",
            (Stage::Lost, Some(Timeout::Stall)) => "the server sent no response",
            (Stage::Lost, Some(_)) => "no response arrived in time",
            (Stage::Broken, None) => "the response broke off",
            (Stage::Broken, Some(Timeout::Stall)) => {
                "the server stopped sending within the response"
            }
            (Stage::Broken, Some(_)) => "the response did not end in time",
        };
        format!("{what}: {}", shown(&self.root().to_string()))
    }

    /// Returns the innermost cause, which says what happened; the outer ones only say where.
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
        f.write_str(&self.what())?;
        match self.advice {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("stage", &self.stage)
            .field("timeout", &self.timeout)
            .field("permanent", &self.permanent)
            .field("cause", &self.root().to_string())
            .finish()
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
