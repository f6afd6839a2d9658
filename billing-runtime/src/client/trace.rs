//! Records attempts as spans of `tracing`, with the names of OpenTelemetry's HTTP conventions; free of
//! secrets.

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod on;

#[cfg(not(feature = "tracing"))]
pub(super) use off::{AttemptSpan, record_retry};
#[cfg(feature = "tracing")]
pub(super) use on::{AttemptSpan, record_retry};
