//! Why an exchange did not finish, and what the server may have seen of it.

use std::error::Error as StdError;
use std::fmt;

use crate::shown::shown;

/// Why an exchange did not finish.
pub struct Failure {
    stage: Stage,
    timeout: Option<Timeout>,
    permanent: bool,
    advice: Option<&'static str>,
    cause: Box<dyn StdError + Send + Sync>,
}

/// Which limit on time was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timeout {
    /// Name lookup, connection and TLS.
    Connect,
    /// The longest silence.
    Stall,
    /// One attempt, the body of its answer included.
    Attempt,
    /// The whole call, with all its attempts and what is waited for between them.
    Total,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotSent,
    Lost,
    Broken,
}

impl Failure {
    /// Nothing was sent: the name did not resolve, the connection was refused. Whatever the call does,
    /// it may be sent again, unless the failure is [permanent](Self::permanent).
    pub fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::at(Stage::NotSent, cause.into())
    }

    /// The request may have reached the server, and no answer came back.
    pub fn lost(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::at(Stage::Lost, cause.into())
    }

    /// The answer began and its body stopped before the end.
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

    /// Marks the failure as one that another attempt would meet again, such as a certificate that
    /// nobody trusts.
    pub fn permanent(mut self) -> Self {
        self.permanent = true;
        self
    }

    /// Adds what to do about it.
    pub(super) fn advised(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
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
        self.timeout.is_some()
    }

    /// Returns which limit on time was reached, if one was.
    pub fn timeout(&self) -> Option<Timeout> {
        self.timeout
    }

    /// Returns true if another attempt would fail in the same way.
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// A word for metrics.
    #[cfg(feature = "tracing")]
    pub(crate) fn name(&self) -> &'static str {
        match (self.timeout, self.stage) {
            (Some(_), _) => "timeout",
            (None, Stage::NotSent) => "connect",
            (None, Stage::Lost) => "lost",
            (None, Stage::Broken) => "broken",
        }
    }

    /// What happened, without advice.
    pub(crate) fn what(&self) -> String {
        let what = match (self.stage, self.timeout) {
            (Stage::NotSent, None) => "could not connect",
            (Stage::NotSent, Some(Timeout::Total)) => "time ran out before it was sent",
            (Stage::NotSent, Some(_)) => "could not connect in time",
            (Stage::Lost, None) => "the connection failed before an answer came",
            (Stage::Lost, Some(Timeout::Stall)) => "no answer came, and the server fell silent",
            (Stage::Lost, Some(_)) => "no answer came in time",
            (Stage::Broken, None) => "the answer stopped before its end",
            (Stage::Broken, Some(Timeout::Stall)) => "the server fell silent within its answer",
            (Stage::Broken, Some(_)) => "the answer did not end in time",
        };
        format!("{what}: {}", shown(&self.root().to_string()))
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
