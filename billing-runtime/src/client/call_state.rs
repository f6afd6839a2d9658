//! The state of one call: how its attempts went, and whether another one may follow.

use std::sync::Arc;
use std::time::Duration;

use super::budget::Budget;
use super::deadline::Deadline;
use super::{Client, Retry};
use crate::error::{AttemptHistory, FailedAttempt, GaveUp, Kind, Redactor, Sent};
use crate::operation::{Effect, Operation};
use crate::random::Random;
use crate::request::Request;
use crate::response::Response;
use crate::transport::{Failure, Timeout};
use crate::{Error, Result};

/// What happened so far to one call.
pub(super) struct CallState {
    retry: Retry,
    random: Arc<dyn Random>,
    /// The end of the whole call.
    pub(super) deadline: Deadline,
    /// Whether the caller set it, so that it is with everything.
    covers_queueing: bool,
    /// Whether the call may be sent again after it was sent.
    repeatable: bool,
    /// How often it was sent, or was about to be.
    pub(super) sends: u32,
    /// How many of these were repetitions by `retry`.
    retried: u32,
    tried: Vec<FailedAttempt>,
    sent: Sent,
    gave_up: Option<GaveUp>,
    /// Whether the signature was made once more for the clock, and the credential renewed.
    pub(super) resigned: bool,
    pub(super) renewed: bool,
    /// The answer of the last attempt as it came, where somebody wants it so.
    pub(super) raw: Option<Response>,
}

impl CallState {
    /// Begins a call; `keyed` if an idempotency key goes along.
    pub(super) fn new(client: &Client, request: &Request, keyed: bool) -> Self {
        let core = &client.core;
        let retry = client.options.retry;
        let lengths = [client.options.total, retry.time_limit, request.limit];
        let total = lengths.into_iter().flatten().min();
        Self {
            retry,
            random: Arc::clone(&core.random),
            deadline: Deadline::new(&core.clock, Timeout::Total, total),
            covers_queueing: client.options.covers_queueing
                || retry.time_limit.is_some()
                || request.limit.is_some(),
            repeatable: keyed || is_repeatable(request.operation),
            sends: 0,
            retried: 0,
            tried: Vec::new(),
            sent: Sent::No,
            gave_up: None,
            resigned: false,
            renewed: false,
            raw: None,
        }
    }

    /// How long the call may wait for its turn.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.deadline.left().filter(|_| self.covers_queueing)
    }

    /// The call waited for its turn.
    pub(super) fn waited(&mut self, length: Duration) {
        if !self.covers_queueing {
            self.deadline.extend(length);
        }
    }

    /// Begins an attempt, if there is time for one.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.raw = None;
        if self.deadline.left().is_some_and(|left| left.is_zero()) {
            return Err(self.late());
        }
        self.sends += 1;
        Ok(())
    }

    /// Notes how an attempt failed.
    pub(super) fn note(&mut self, error: &Error) {
        self.sent = self.sent.max(error.sent());
        self.tried.push(error.tried());
    }

    /// Waits for something that comes before an attempt, but not beyond the end of the call.
    pub(super) async fn hold<T>(&mut self, future: impl Future<Output = Result<T>>) -> Result<T> {
        match self.deadline.hold(future).await {
            Some(output) => output,
            None => Err(self.late()),
        }
    }

    fn late(&self) -> Error {
        Error::new(Kind::Transport(self.deadline.failure(Failure::not_sent)))
    }

    /// How long to wait before the next attempt; `None` if there is to be none.
    pub(super) fn wait(&mut self, error: &Error, budget: &Budget) -> Option<Duration> {
        let may = error.is_transient() && (self.repeatable || error.not_sent());
        if !may || self.retry.max_attempts <= 1 {
            return None;
        }
        let wait = self.next_wait(error, budget);
        wait.map_err(|reason| self.gave_up = Some(reason)).ok()
    }

    fn next_wait(&mut self, error: &Error, budget: &Budget) -> Result<Duration, GaveUp> {
        let tried = self.retried + 1;
        if tried >= self.retry.max_attempts {
            return Err(GaveUp::Attempts);
        }
        let asked = error.retry_after();
        let Some(wait) = self.retry.wait(tried, self.random.next(), asked) else {
            return Err(GaveUp::Asked(asked.unwrap_or_default()));
        };
        if self.deadline.left().is_some_and(|left| wait >= left) {
            return Err(GaveUp::Time);
        }
        if !budget.can_withdraw() {
            return Err(GaveUp::Budget);
        }
        self.retried = tried;
        Ok(wait)
    }

    /// Pays for another attempt, after the wait for it: a call that is dropped meanwhile has had none.
    pub(super) fn withdraw(&mut self, budget: &Budget) -> bool {
        let paid = budget.withdraw();
        if !paid {
            self.gave_up = Some(GaveUp::Budget);
        }
        paid
    }

    /// Tells an error how it came about.
    pub(super) fn with_history(
        self,
        error: Error,
        request: &Request,
        redactor: &Redactor,
    ) -> Error {
        let tried = self.tried.into_iter().map(|tried| tried.cleaned(redactor));
        error.of(request.operation).after(
            self.sent,
            AttemptHistory {
                tried: tried.collect(),
                gave_up: self.gave_up,
                ..request.history()
            },
        )
    }
}

fn is_repeatable(operation: &Operation) -> bool {
    matches!(
        operation.effect,
        Effect::Read | Effect::Replace | Effect::Delete
    )
}
