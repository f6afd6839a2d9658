//! The span of an attempt, and the event of a retry.

use std::time::Duration;

use reqwest::Url;
use tracing::Instrument as _;
use tracing::field::Empty;
use tracing::instrument::Instrumented;

use super::super::attempt_plan::AttemptPlan;
use crate::Error;
use crate::operation::Operation;
use crate::server::origin;
use crate::transport::{Body, Failure};

/// The span of one attempt, until the head of its response arrives.
pub(in crate::client) struct AttemptSpan(tracing::Span);

impl AttemptSpan {
    pub(in crate::client) fn new(plan: &AttemptPlan<'_>, number: u32) -> Self {
        let operation = plan.request.operation;
        let span = tracing::info_span!(
            "http.client",
            otel.name = Empty,
            otel.kind = "client",
            otel.status_code = Empty,
            "http.request.method" = operation.method.as_str(),
            "url.template" = operation.path,
            "server.address" = Empty,
            "server.port" = Empty,
            "billing.credential" = Empty,
            "http.request.resend_count" = Empty,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
        );
        if !span.is_disabled() {
            let name = format!("{} {}", operation.method.as_str(), operation.path);
            span.record("otel.name", name);
            // The path may contain a secret; the origin does not.
            if let Ok(server) = Url::parse(origin(plan.url)) {
                span.record("server.address", server.host_str());
                span.record("server.port", server.port_or_known_default());
            }
            // With only one possible credential, its name says nothing.
            if operation.auth.len() > 1 {
                span.record("billing.credential", plan.signer);
            }
            if number > 1 {
                span.record("http.request.resend_count", number - 1);
            }
        }
        Self(span)
    }

    pub(in crate::client) fn around<F: Future>(&self, future: F) -> Instrumented<F> {
        future.instrument(self.0.clone())
    }

    pub(in crate::client) fn ended(&self, outcome: Result<&http::Response<Body>, &Failure>) {
        let span = &self.0;
        match outcome {
            Ok(response) => {
                let status = response.status();
                span.record("http.response.status_code", status.as_u16());
                if status.as_u16() >= 400 {
                    span.record("error.type", status.as_str());
                    span.record("otel.status_code", "ERROR");
                }
            }
            Err(failure) => {
                span.record("error.type", failure.name());
                span.record("otel.status_code", "ERROR");
            }
        }
    }
}

/// Records that a call is sent again.
pub(in crate::client) fn record_retry(operation: &Operation, error: &Error, wait: Duration) {
    let status = error.status();
    let kind = match (&status, error.transport_failure()) {
        (Some(status), _) => status.as_str(),
        (None, Some(failure)) => failure.name(),
        (None, None) => "other",
    };
    tracing::info!(
        "http.request.method" = operation.method.as_str(),
        "url.template" = operation.path,
        "error.type" = kind,
        wait = wait.as_secs_f64(),
        "the call is sent again"
    );
}
