//! One attempt: sign, send once, look at the head of the answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, StatusCode};

use super::course::Course;
use super::hosts::Host;
use super::judge::Take;
use super::limit::Slot;
use super::skew::Stamp;
use super::trace::Watch;
use super::{Client, Exchange};
use crate::clock::{ended, unix_seconds};
use crate::credential::{Attempt, SigningMaterial};
use crate::error::{Kind, Redactor};
use crate::request::Request;
use crate::response::{Context, Response};
use crate::transport::{Body, Failure, Timeout};
use crate::{Credential, Error, Result, Secret};

/// Where a call goes, and what it is signed with.
pub(super) struct Way<'a> {
    pub(super) request: &'a Request,
    pub(super) url: &'a str,
    pub(super) host: Arc<Host>,
    /// The name of the type of the credential.
    pub(super) signer: Option<&'static str>,
    pub(super) credential: Option<&'a dyn Credential>,
    pub(super) material: SigningMaterial,
    pub(super) take: Take,
}

/// The request of one attempt.
struct Signed {
    request: http::Request<Bytes>,
    hidden: Vec<Secret>,
    /// The time that went into the signature; `None` if none did.
    stamp: Option<Stamp>,
}

impl Client {
    /// Sends a request once, and lets its credential see how that went.
    pub(super) async fn attempt(
        &self,
        way: &Way<'_>,
        slot: Slot,
        course: &mut Course,
    ) -> Result<Response> {
        course.begin()?;
        let answer = self.exchange(way, slot, course).await;
        let advice = way.request.advice;
        let advice = advice.or_else(|| way.credential.map(Credential::advice));
        let answer = answer.map_err(|error| error.advised(advice));
        match (&answer, way.credential) {
            (Ok(_), Some(credential)) => credential.accepted(&way.material),
            (Err(error), Some(credential)) => credential.refused(&way.material, error),
            (_, None) => {}
        }
        if let Err(error) = &answer {
            course.note(error);
        }
        answer
    }

    async fn exchange(
        &self,
        way: &Way<'_>,
        mut slot: Slot,
        course: &mut Course,
    ) -> Result<Response> {
        let core = &self.core;
        let signed = self.signed(way)?;
        let redactor = Redactor::new(signed.hidden);
        let watch = Watch::new(way, course.sends);
        let mut timer = course.timer.part(Timeout::Attempt, core.attempt_limit);
        core.counts.attempt();
        slot.set_sent(true);
        let started = core.clock.elapsed();
        // What it waits for may be the timers of a runtime that ends, while others drive it on.
        let sending = ended::guard(core.transport.send(signed.request));
        let sending = async { sending.await.unwrap_or_else(|e| Err(Failure::lost(e))) };
        let outcome = timer.hold(watch.around(sending)).await;
        let outcome = outcome.unwrap_or_else(|| Err(timer.failure(Failure::lost)));
        let duration = core.clock.elapsed().saturating_sub(started);
        watch.ended(outcome.as_ref());
        if core.observer.is_some() {
            let url = redactor.text(way.url);
            let times = (slot.waited(), duration);
            self.observed(way, course.sends, &url, outcome.as_ref(), times);
        }
        if outcome.as_ref().is_err_and(Failure::is_not_sent) {
            slot.set_sent(false);
        }
        let (head, body) = outcome
            .map_err(|f| Error::new(Kind::Transport(f)))?
            .into_parts();
        let context = Context {
            operation: way.request.operation,
            redactor,
            status: head.status,
            headers: head.headers,
        };
        let now = core.clock.now();
        // A signature that holds the time is refused by a server whose clock is elsewhere.
        let stamp = signed
            .stamp
            .filter(|_| matches!(head.status.as_u16(), 401 | 403));
        let timing = stamp.map(|stamp| way.host.skew.learn(stamp, &context.headers, now));
        // What a refusal teaches is to be known before the next call gets its turn.
        let slot = (context.status == StatusCode::TOO_MANY_REQUESTS).then_some(slot);
        let answer = self.judged(context, body, way.take, timer, &mut course.raw);
        let answer = answer.await.map_err(|error| error.asked_at(now));
        if let (Some(_), Err(error)) = (&slot, &answer) {
            let (operation, asked) = (way.request.operation, error.retry_after());
            core.limits.learn(&core.clock, operation, way.url, asked);
        }
        answer.map_err(|error| error.timed(timing))
    }

    /// The request of one attempt, with a credential that was signed for it, and its secrets.
    fn signed(&self, way: &Way<'_>) -> Result<Signed> {
        let request = way.request;
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
        let correction = way.host.skew.seconds();
        let signed = unix_seconds(self.core.clock.now()).saturating_add(correction);
        let method = operation.method.http();
        if let Some(credential) = way.credential {
            credential.secrets(&mut |text| hidden.push(Secret::from(text)));
            credential.sign(&mut Attempt {
                method: &method,
                url: way.url,
                now: signed,
                timed: &mut timed,
                material: &way.material,
                headers: &mut headers,
                hidden: &mut hidden,
            })?;
        }
        let stamp = Stamp { correction, signed };
        let mut signed = http::Request::new(request.body.clone().unwrap_or_default());
        *signed.uri_mut() = way
            .url
            .parse()
            .map_err(|_| Error::request(format!("`{}` cannot stand in a URL", operation.path)))?;
        *signed.method_mut() = method;
        *signed.headers_mut() = headers;
        Ok(Signed {
            request: signed,
            hidden,
            stamp: timed.then_some(stamp),
        })
    }

    fn observed(
        &self,
        way: &Way<'_>,
        number: u32,
        url: &str,
        outcome: Result<&http::Response<Body>, &Failure>,
        (waited, duration): (Duration, Duration),
    ) {
        if let Some(observer) = &self.core.observer {
            let operation = way.request.operation;
            observer(&Exchange {
                operation,
                method: operation.method.as_str(),
                url,
                credential: way.signer,
                number,
                status: outcome.ok().map(http::Response::status),
                failure: outcome.err(),
                waited,
                duration,
            });
        }
    }
}
