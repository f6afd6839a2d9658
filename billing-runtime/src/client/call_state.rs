//! The state of one call: how its attempts went, and whether another one may follow.

use std::sync::Arc;
use std::time::Duration;

use super::budget::Budget;
use super::deadline::Deadline;
use super::{Client, Retry};
use crate::error::{AttemptHistory, FailedAttempt, Kind, NotRetried, Redactor, Sent};
use crate::operation::{Effect, Operation};
use crate::random::Random;
use crate::request::Request;
use crate::response::Response;
use crate::transport::{Failure, Timeout};
use crate::{Error, Result};

/// The state of one call: what has happened to it so far.
pub(super) struct CallState {
    retry: Retry,
    randomness: Arc<dyn Random>,
    /// The deadline of the whole call.
    deadline: Deadline,
    /// Whether the deadline also covers the wait for the rate limit. It does if the caller set the deadline.
    covers_queueing: bool,
    /// Whether the call may be repeated after the service may have seen it.
    repeatable: bool,
    attempts: u32,
    /// The number of attempts made because of the [`Retry`] policy.
    retries: u32,
    failed: Vec<FailedAttempt>,
    sent: Sent,
    not_retried: Option<NotRetried>,
    signed_for_clock: bool,
    renewed: bool,
    /// The response to the last attempt, if its status is an error.
    raw: Option<Response>,
}

impl CallState {
    /// Begins a call; `keyed` says whether it has an idempotency key.
    pub(super) fn new(client: &Client, request: &Request, keyed: bool) -> Self {
        let core = &client.core;
        let retry = client.options.retry;
        let limits = [client.options.total, retry.time_limit, request.limit];
        let total = limits.into_iter().flatten().min();
        let set_by_caller = retry.time_limit.is_some() || request.limit.is_some();
        Self {
            retry,
            randomness: Arc::clone(&core.random),
            deadline: Deadline::new(&core.clock, Timeout::Total, total),
            covers_queueing: client.options.covers_queueing || set_by_caller,
            repeatable: keyed || is_idempotent(request.operation),
            attempts: 0,
            retries: 0,
            failed: Vec::new(),
            sent: Sent::No,
            not_retried: None,
            signed_for_clock: false,
            renewed: false,
            raw: None,
        }
    }

    /// Returns how long the call may wait for the rate limit.
    pub(super) fn max_queueing(&self) -> Option<Duration> {
        self.deadline.remaining().filter(|_| self.covers_queueing)
    }

    /// Records that the call waited for the rate limit.
    pub(super) fn queued(&mut self, length: Duration) {
        if !self.covers_queueing {
            self.deadline.extend(length);
        }
    }

    /// Begins an attempt, if there is time for one.
    pub(super) fn begin_attempt(&mut self) -> Result<()> {
        self.raw = None;
        let remaining = self.deadline.remaining();
        if remaining.is_some_and(|remaining| remaining.is_zero()) {
            return Err(self.timed_out());
        }
        self.attempts += 1;
        Ok(())
    }

    /// Returns the number of the current attempt, 1 for the first.
    pub(super) fn attempt_number(&self) -> u32 {
        self.attempts
    }

    /// Returns the deadline of the current attempt, which is never later than that of the call.
    pub(super) fn attempt_deadline(&self, limit: Option<Duration>) -> Deadline {
        self.deadline.part(Timeout::Attempt, limit)
    }

    /// Records how an attempt failed.
    pub(super) fn attempt_failed(&mut self, error: &Error) {
        self.sent = self.sent.max(error.sent());
        self.failed.push(error.failed_attempt());
    }

    /// Keeps the response to an attempt that failed, for a caller who wants it whatever its status.
    pub(super) fn keep_raw(&mut self, response: Response) {
        self.raw = Some(response);
    }

    /// Returns the response that was kept.
    pub(super) fn take_raw(&mut self) -> Option<Response> {
        self.raw.take()
    }

    /// Waits for a future until the deadline of the call; returns `None` if the deadline comes first.
    pub(super) async fn before_deadline<F: Future>(&mut self, future: F) -> Option<F::Output> {
        self.deadline.run(future).await
    }

    /// Waits for what an attempt needs before it is sent.
    pub(super) async fn prepare<T>(
        &mut self,
        future: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        match self.before_deadline(future).await {
            Some(output) => output,
            None => Err(self.timed_out()),
        }
    }

    fn timed_out(&self) -> Error {
        Error::new(Kind::Transport(self.deadline.failure(Failure::not_sent)))
    }

    /// Decides whether to sign once more with the server's time, which is done at most once per call.
    pub(super) fn sign_for_clock(&mut self, error: &Error) -> bool {
        let sign = error.is_clock_skewed() && !self.signed_for_clock;
        self.signed_for_clock |= sign;
        sign
    }

    /// Returns whether the credential may still be renewed, which is done at most once per call.
    pub(super) fn may_renew(&self) -> bool {
        !self.renewed
    }

    /// Records that the credential is renewed for another attempt.
    pub(super) fn begin_renewal(&mut self) {
        self.renewed = true;
        self.raw = None;
    }

    /// Returns how long to wait before the next attempt; `None` if no attempt may follow.
    pub(super) fn next_wait(&mut self, error: &Error, budget: &Budget) -> Option<Duration> {
        if !error.is_transient() {
            return None;
        }
        match self.wait(error, budget) {
            Ok(wait) => {
                self.retries += 1;
                Some(wait)
            }
            Err(reason) => {
                self.not_retried = Some(reason);
                None
            }
        }
    }

    fn wait(&self, error: &Error, budget: &Budget) -> Result<Duration, NotRetried> {
        if !self.repeatable && !error.not_sent() {
            return Err(match error.outcome_unknown() {
                true => NotRetried::OutcomeUnknown,
                false => NotRetried::Effect,
            });
        }
        if self.retry.max_attempts <= 1 {
            return Err(NotRetried::Disabled);
        }
        let tried = self.retries + 1;
        if tried >= self.retry.max_attempts {
            return Err(NotRetried::MaxAttempts);
        }
        let retry_after = error.retry_after();
        let wait = self.retry.wait(tried, self.randomness.next(), retry_after);
        let wait = wait.ok_or(NotRetried::RetryAfter(retry_after.unwrap_or_default()))?;
        let remaining = self.deadline.remaining();
        if remaining.is_some_and(|remaining| wait >= remaining) {
            return Err(NotRetried::TimeLimit);
        }
        if !budget.can_withdraw() {
            return Err(NotRetried::Budget);
        }
        Ok(wait)
    }

    /// Withdraws one retry from the budget; returns false if too little is left. Call this after the wait,
    /// so that a call that is dropped during the wait uses nothing up.
    pub(super) fn withdraw(&mut self, budget: &Budget) -> bool {
        let withdrawn = budget.withdraw();
        if withdrawn {
            self.raw = None;
        } else {
            self.not_retried = Some(NotRetried::Budget);
        }
        withdrawn
    }

    /// Adds the history of the call to the error that ends it.
    pub(super) fn with_history(
        self,
        error: Error,
        request: &Request,
        redactor: &Redactor,
    ) -> Error {
        let failed = self.failed.into_iter();
        let history = AttemptHistory {
            failed: failed.map(|attempt| attempt.redacted(redactor)).collect(),
            not_retried: self.not_retried,
            ..history(request)
        };
        error
            .with_operation(request.operation)
            .with_history(self.sent, history)
    }
}

/// Returns the part of the history that depends only on the request.
pub(super) fn history(request: &Request) -> AttemptHistory {
    AttemptHistory {
        fingerprint: request.fingerprint(),
        idempotency_key: request.idempotency_key().map(str::to_owned),
        ..AttemptHistory::default()
    }
}

/// Returns whether calling twice has the same effect as calling once (RFC 9110, section 9.2.2).
fn is_idempotent(operation: &Operation) -> bool {
    match operation.effect {
        Effect::Read | Effect::Replace | Effect::Delete => true,
        Effect::Create | Effect::SideEffect => false,
    }
}
