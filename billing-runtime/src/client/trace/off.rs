//! Records nothing, for builds without the feature `tracing`.

use std::time::Duration;

use super::super::attempt_plan::AttemptPlan;
use crate::Error;
use crate::operation::Operation;
use crate::transport::{Body, Failure};

/// The span of one attempt.
pub(in crate::client) struct AttemptSpan;

impl AttemptSpan {
    pub(in crate::client) fn new(_: &AttemptPlan<'_>, _: u32) -> Self {
        Self
    }

    pub(in crate::client) fn around<F: Future>(&self, future: F) -> F {
        future
    }

    pub(in crate::client) fn ended(&self, _: Result<&http::Response<Body>, &Failure>) {}
}

/// Records that a call is sent again.
pub(in crate::client) fn record_retry(_: &Operation, _: &Error, _: Duration) {}
