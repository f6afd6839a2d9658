//! The error of the demo.

use std::{fmt, io};

/// A result of the demo.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the demo stopped.
#[derive(Debug)]
pub enum Error {
    /// A call failed.
    Call(billing_runtime::Error),
    /// A response lacks a member that the next step needs.
    Missing(&'static str),
    /// An amount is too large to calculate with.
    Amount(billing_runtime::types::ParseError),
    /// The mock server did not start.
    Mock(billing_mock::Error),
    /// A step succeeded that should have failed.
    Unexpected(&'static str),
    /// The output cannot be written.
    Print(io::Error),
    /// The real service needs TLS, which this build lacks.
    NoTls,
}

impl Error {
    /// Returns true if the reader of the output has closed it.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Print(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Missing(member) => write!(f, "the response has no `{member}`"),
            Self::Amount(error) => error.fmt(f),
            Self::Mock(error) => error.fmt(f),
            Self::Unexpected(step) => write!(f, "this should have failed: {step}"),
            Self::Print(error) => write!(f, "cannot print: {error}"),
            Self::NoTls => f.write_str(
                "the real service needs TLS, which this build does not have; set \
                 BILLINGO_PUBLIC_KEY and BILLINGO_PRIVATE_KEY and run\n\n    \
                 cargo run -p billingo-demo --features live -- --live\n",
            ),
        }
    }
}

impl std::error::Error for Error {}

impl From<billing_runtime::Error> for Error {
    fn from(error: billing_runtime::Error) -> Self {
        Self::Call(error)
    }
}

impl From<billing_runtime::types::ParseError> for Error {
    fn from(error: billing_runtime::types::ParseError) -> Self {
        Self::Amount(error)
    }
}

impl From<billing_mock::Error> for Error {
    fn from(error: billing_mock::Error) -> Self {
        Self::Mock(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Print(error)
    }
}
