//! One attempt: signs the request, sends it once and classifies the response.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::attempt_plan::AttemptPlan;
use super::call_state::CallState;
use super::clock_skew::SignedAt;
use super::rate_limit::Permit;
use super::trace::AttemptSpan;
use super::{AttemptEvent, Client};
use crate::clock::{ended, unix_seconds};
use crate::credential::Attempt;
use crate::error::{Kind, Redactor};
use crate::response::{Context, Response};
use crate::secret::Secret;
use crate::transport::{Body, Failure};
use crate::{Credential, Error, Result};

/// The request of one attempt.
struct Signed {
    request: http::Request<Bytes>,
    hidden: Vec<Secret>,
    /// The time in the signature; `None` if the signature contains none.
    signed_at: Option<SignedAt>,
}

impl Client {
    /// Sends a request once and reports the result to its credential.
    pub(super) async fn attempt(
        &self,
        plan: &AttemptPlan<'_>,
        permit: Permit,
        state: &mut CallState,
    ) -> Result<Response> {
        state.begin_attempt()?;
        let response = self.send_once(plan, permit, state).await;
        let advice = plan.request.advice;
        let advice = advice.or_else(|| plan.credential.map(Credential::advice));
        let response = response.map_err(|error| error.with_advice(advice));
        match (&response, plan.credential) {
            (Ok(_), Some(credential)) => credential.accepted(&plan.material),
            (Err(error), Some(credential)) => credential.refused(&plan.material, error),
            (_, None) => {}
        }
        if let Err(error) = &response {
            state.attempt_failed(error);
        }
        response
    }

    async fn send_once(
        &self,
        plan: &AttemptPlan<'_>,
        mut permit: Permit,
        state: &mut CallState,
    ) -> Result<Response> {
        let core = &self.core;
        let signed = self.signed(plan)?;
        let redactor = Redactor::new(signed.hidden);
        let span = AttemptSpan::new(plan, state.attempt_number());
        let mut deadline = state.attempt_deadline(core.attempt_limit);
        core.counts.attempt();
        permit.set_sent(true);
        let started = core.clock.elapsed();
        // The transport may wait for timers of a runtime that shuts down while another runtime polls the
        // transport.
        let sending = ended::guard(core.transport.send(signed.request));
        let sending = async { sending.await.unwrap_or_else(|e| Err(Failure::lost(e))) };
        let outcome = deadline.run(span.around(sending)).await;
        let outcome = outcome.unwrap_or_else(|| Err(deadline.failure(Failure::lost)));
        let duration = core.clock.elapsed().saturating_sub(started);
        span.ended(outcome.as_ref());
        if core.observer.is_some() {
            let url = redactor.text(plan.url);
            let times = (permit.waited(), duration);
            self.observe(plan, state.attempt_number(), &url, outcome.as_ref(), times);
        }
        if outcome.as_ref().is_err_and(Failure::is_not_sent) {
            permit.set_sent(false);
        }
        let (head, body) = outcome
            .map_err(|f| Error::new(Kind::Transport(f)))?
            .into_parts();
        let context = Context {
            operation: plan.request.operation,
            redactor,
            status: head.status,
            headers: head.headers,
        };
        let now = core.clock.now();
        // A server whose clock differs refuses a signature that contains the time.
        let signed_at = signed
            .signed_at
            .filter(|_| matches!(head.status.as_u16(), 401 | 403));
        let clock_skew = &plan.origin.clock_skew;
        let clock_check =
            signed_at.map(|signed_at| clock_skew.learn(signed_at, &context.headers, now));
        // The permit is held until the rate limit has learned of the refusal, so that no call is sent before
        // that.
        let permit = (context.status == StatusCode::TOO_MANY_REQUESTS).then_some(permit);
        let response = self.classify(context, body, plan.mode, deadline, state);
        let response = response.await.map_err(|error| error.with_retry_after(now));
        if let (Some(_), Err(error)) = (&permit, &response) {
            let (operation, retry_after) = (plan.request.operation, error.retry_after());
            core.limits
                .learn(&core.clock, operation, plan.url, retry_after);
        }
        response.map_err(|error| error.with_clock_check(clock_check))
    }

    /// Builds and signs the request of one attempt.
    fn signed(&self, plan: &AttemptPlan<'_>) -> Result<Signed> {
        let request = plan.request;
        let operation = request.operation;
        let mut headers = request.headers.clone();
        let accept = operation.media.unwrap_or("application/json");
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        // Compressed responses are refused, so that a small response cannot become a large one.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, self.core.user_agent.clone());
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut hidden = request.hidden.clone();
        let mut timed = false;
        let correction = plan.origin.clock_skew.seconds();
        let signed = unix_seconds(self.core.clock.now()).saturating_add(correction);
        let method = operation.method.http();
        if let Some(credential) = plan.credential {
            credential.secrets(&mut |secret| hidden.push(Secret::from(secret)));
            credential.sign(&mut Attempt {
                method: &method,
                url: plan.url,
                now: signed,
                timed: &mut timed,
                material: &plan.material,
                headers: &mut headers,
                hidden: &mut hidden,
            })?;
        }
        let signed_at = SignedAt { correction, signed };
        let mut signed = http::Request::new(request.body.clone().unwrap_or_default());
        *signed.uri_mut() = plan.url.parse().map_err(|_| {
            Error::request(format!("`{}` is not a valid path of a URL", operation.path))
        })?;
        *signed.method_mut() = method;
        *signed.headers_mut() = headers;
        Ok(Signed {
            request: signed,
            hidden,
            signed_at: timed.then_some(signed_at),
        })
    }

    fn observe(
        &self,
        plan: &AttemptPlan<'_>,
        number: u32,
        url: &str,
        outcome: Result<&http::Response<Body>, &Failure>,
        (waited, duration): (Duration, Duration),
    ) {
        if let Some(observer) = &self.core.observer {
            let operation = plan.request.operation;
            observer(&AttemptEvent {
                operation,
                method: operation.method.as_str(),
                url,
                credential: plan.signer,
                number,
                status: outcome.ok().map(http::Response::status),
                failure: outcome.err(),
                waited,
                duration,
            });
        }
    }
}
