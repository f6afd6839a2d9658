//! One attempt: sign, send once, look at the head of the answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::call_state::CallState;
use super::classify::BodyMode;
use super::clock_skew::SignedAt;
use super::origin_state::OriginState;
use super::rate_limit::Permit;
use super::trace::AttemptSpan;
use super::{AttemptEvent, Client};
use crate::clock::{ended, unix_seconds};
use crate::credential::{Attempt, SigningMaterial};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::response::{Context, Response};
use crate::transport::{Body, Failure, Timeout};
use crate::{Credential, Error, Result, Secret};

/// Where a call goes, and what it is signed with.
pub(super) struct AttemptPlan<'a> {
    pub(super) request: &'a Request,
    pub(super) url: &'a str,
    pub(super) host: Arc<OriginState>,
    /// The name of the type of the credential.
    pub(super) signer: Option<&'static str>,
    pub(super) credential: Option<&'a dyn Credential>,
    pub(super) material: SigningMaterial,
    pub(super) mode: BodyMode,
}

/// The request of one attempt.
struct Signed {
    request: http::Request<Bytes>,
    hidden: Vec<Secret>,
    /// The time that went into the signature; `None` if none did.
    signed_at: Option<SignedAt>,
}

impl Client {
    /// Sends a request once, and lets its credential see how that went.
    pub(super) async fn attempt(
        &self,
        plan: &AttemptPlan<'_>,
        permit: Permit,
        state: &mut CallState,
    ) -> Result<Response> {
        state.begin()?;
        let answer = self.exchange(plan, permit, state).await;
        let advice = plan.request.advice;
        let advice = advice.or_else(|| plan.credential.map(Credential::advice));
        let answer = answer.map_err(|error| error.advised(advice));
        match (&answer, plan.credential) {
            (Ok(_), Some(credential)) => credential.accepted(&plan.material),
            (Err(error), Some(credential)) => credential.refused(&plan.material, error),
            (_, None) => {}
        }
        if let Err(error) = &answer {
            state.note(error);
        }
        answer
    }

    async fn exchange(
        &self,
        plan: &AttemptPlan<'_>,
        mut permit: Permit,
        state: &mut CallState,
    ) -> Result<Response> {
        let core = &self.core;
        let signed = self.signed(plan)?;
        let redactor = Redactor::new(signed.hidden);
        let watch = AttemptSpan::new(plan, state.sends);
        let mut deadline = state.deadline.part(Timeout::Attempt, core.attempt_limit);
        core.counts.attempt();
        permit.set_sent(true);
        let started = core.clock.elapsed();
        // What it waits for may be the timers of a runtime that ends, while others drive it on.
        let sending = ended::guard(core.transport.send(signed.request));
        let sending = async { sending.await.unwrap_or_else(|e| Err(Failure::lost(e))) };
        let outcome = deadline.hold(watch.around(sending)).await;
        let outcome = outcome.unwrap_or_else(|| Err(deadline.failure(Failure::lost)));
        let duration = core.clock.elapsed().saturating_sub(started);
        watch.ended(outcome.as_ref());
        if core.observer.is_some() {
            let url = redactor.text(plan.url);
            let times = (permit.waited(), duration);
            self.observed(plan, state.sends, &url, outcome.as_ref(), times);
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
        // A signature that holds the time is refused by a server whose clock is elsewhere.
        let signed_at = signed
            .signed_at
            .filter(|_| matches!(head.status.as_u16(), 401 | 403));
        let timing =
            signed_at.map(|signed_at| plan.host.clock_skew.learn(signed_at, &context.headers, now));
        // What a refusal teaches is to be known before the next call gets its turn.
        let permit = (context.status == StatusCode::TOO_MANY_REQUESTS).then_some(permit);
        let answer = self.classify(context, body, plan.mode, deadline, &mut state.raw);
        let answer = answer.await.map_err(|error| error.asked_at(now));
        if let (Some(_), Err(error)) = (&permit, &answer) {
            let (operation, asked) = (plan.request.operation, error.retry_after());
            core.limits.learn(&core.clock, operation, plan.url, asked);
        }
        answer.map_err(|error| error.with_clock_check(timing))
    }

    /// The request of one attempt, with a credential that was signed for it, and its secrets.
    fn signed(&self, plan: &AttemptPlan<'_>) -> Result<Signed> {
        let request = plan.request;
        let operation = request.operation;
        let mut headers = request.headers.clone();
        let accept = operation.media.unwrap_or("application/json");
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        // What is packed is refused, so that no small answer becomes a large one.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, self.core.user_agent.clone());
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut hidden = request.hidden.clone();
        let mut timed = false;
        let correction = plan.host.clock_skew.seconds();
        let signed = unix_seconds(self.core.clock.now()).saturating_add(correction);
        let method = operation.method.http();
        if let Some(credential) = plan.credential {
            credential.secrets(&mut |text| hidden.push(Secret::from(text)));
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
        *signed.uri_mut() = plan
            .url
            .parse()
            .map_err(|_| Error::request(format!("`{}` cannot stand in a URL", operation.path)))?;
        *signed.method_mut() = method;
        *signed.headers_mut() = headers;
        Ok(Signed {
            request: signed,
            hidden,
            signed_at: timed.then_some(signed_at),
        })
    }

    fn observed(
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
