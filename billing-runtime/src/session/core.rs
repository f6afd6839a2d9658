//! What all sessions of a login share: client, clock, store, events, and how long to keep quiet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::form::{Form, Reaction, Step};
use super::step::{self, Answered, Known};
use super::store::{StoreError, TokenStore};
use super::sync::lock;
use crate::clock::{Clock, unix_millis};
use crate::error::Fault;
use crate::event::{Event, EventKind, Events};
use crate::{Client, Error, Result};

/// How long to keep quiet where a service asks to wait and does not say how long.
const QUIET: Duration = Duration::from_secs(30);
/// How often somebody looks whether the holder of a lease is done.
pub(super) const LOOK: Duration = Duration::from_millis(25);
/// No service means more than this.
const LONGEST_QUIET: Duration = Duration::from_secs(3600);

pub(super) struct Core {
    pub(super) form: &'static Form,
    pub(super) client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) events: Events,
    /// Servers that asked to wait: until when, and what they said.
    pub(super) quiet: Mutex<HashMap<&'static str, (i64, Arc<Error>)>>,
}

impl Core {
    /// Milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        unix_millis(self.clock.now())
    }

    /// How long a used refresh token is still taken, in milliseconds.
    pub(super) fn reuse(&self) -> i64 {
        millis(self.form.reuse)
    }

    /// How long a lease lasts: short enough that the one who takes over from a holder that was
    /// killed may still use the refresh token once more, where that is possible at all.
    pub(super) fn lease(&self) -> Duration {
        self.patience().mul_f64(0.6)
    }

    /// How long the answer to a refresh may take: it has to come while the lease lasts.
    pub(super) fn limit(&self) -> Duration {
        self.patience().mul_f64(0.5)
    }

    /// The time of re-use, within what a network needs and what others can wait.
    fn patience(&self) -> Duration {
        let (least, most) = (Duration::from_secs(5), Duration::from_secs(50));
        match self.form.reuse < least {
            // Nobody takes over in time, so that is no reason to hurry.
            true => Duration::from_secs(10),
            false => self.form.reuse.min(most),
        }
    }

    /// Sends a step and takes what it brings.
    pub(super) async fn call(
        &self,
        step: &Step,
        known: &Known<'_>,
        limit: Option<Duration>,
    ) -> Result<Answered> {
        self.asked_to_wait(step)?;
        let request = step::request(step, known, limit)?;
        let answer = step::call(&self.client, step, request).await;
        answer.map_err(|error| self.heard(step, error))
    }

    /// Sends a step that brings nothing.
    pub(super) async fn send(&self, step: &Step, known: &Known<'_>) -> Result<()> {
        self.asked_to_wait(step)?;
        let request = step::request(step, known, None)?;
        let answer = step::send(&self.client, request).await;
        answer.map_err(|error| self.heard(step, error))
    }

    /// Fails while the step's server wants to be left alone.
    fn asked_to_wait(&self, step: &Step) -> Result<()> {
        let quiet = lock(&self.quiet);
        let Some((until, cause)) = quiet.get(step.operation.server) else {
            return Ok(());
        };
        let left = until.saturating_sub(self.now());
        if left <= 0 {
            return Ok(());
        }
        Err(Error::session(Fault {
            needs_sign_in: false,
            message: format!(
                "not sent, since the service asked to wait {} s longer",
                left.saturating_add(999) / 1000
            ),
            cause: Some(Arc::clone(cause)),
        }))
    }

    /// Remembers that a server wants to be left alone.
    fn heard(&self, step: &Step, error: Error) -> Error {
        let waits = self.reaction(&error) == Some(Reaction::Wait) || error.is_rate_limited();
        if !waits {
            return error;
        }
        let length = error.retry_after().unwrap_or(QUIET).min(LONGEST_QUIET);
        let until = self.now().saturating_add(millis(length));
        let cause = Arc::new(error);
        lock(&self.quiet).insert(step.operation.server, (until, Arc::clone(&cause)));
        Error::session(Fault {
            needs_sign_in: false,
            message: "the service asks to wait".to_owned(),
            cause: Some(cause),
        })
    }

    /// What the documents say that an error's code asks for.
    pub(super) fn reaction(&self, error: &Error) -> Option<Reaction> {
        self.form.reaction(error.code()?)
    }

    /// Counts and shows an event of an error.
    pub(super) fn failed(&self, kind: EventKind, tenant: Option<&str>, error: &Error) {
        self.events.emit(&Event {
            kind,
            code: error.code(),
            tenant,
            message: &error.to_string(),
        });
    }

    /// Counts and shows that the store failed.
    pub(super) fn store_failed(&self, tenant: Option<&str>, error: &StoreError) {
        self.events.emit(&Event {
            kind: EventKind::StoreFailed,
            code: None,
            tenant,
            message: &error.to_string(),
        });
    }
}

pub(super) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
