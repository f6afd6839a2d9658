//! Builds the errors of a session.

use std::sync::Arc;

use crate::Error;
use crate::error::{Sent, SessionError};

/// Creates an error for which no request was sent.
pub(super) fn session_error(needs_sign_in: bool, message: &str) -> SessionError {
    SessionError {
        needs_sign_in,
        message: message.to_owned(),
        did_not_wait: false,
        sent: Sent::No,
        cause: None,
    }
}

/// Creates an error that a failed step caused.
pub(super) fn step_error(needs_sign_in: bool, message: &str, cause: Error) -> SessionError {
    SessionError {
        sent: cause.sent(),
        cause: Some(Arc::new(cause)),
        ..session_error(needs_sign_in, message)
    }
}
