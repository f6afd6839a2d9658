//! What all sessions of a login share: client, clock, store, events, and how long to keep quiet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::cell::fault;
use super::spec::{Reaction, SessionSpec, Step};
use super::step::{self, Answered, Known, Taken};
use super::store::{StoreError, TokenStore};
use super::sync::lock;
use super::tokens::Tokens;
use crate::clock::{Clock, unix_millis};
use crate::error::{Fault, Sent};
use crate::event::{Event, EventKind, Events};
use crate::{Client, Error, Result};

/// The code of RFC 6749 for wrong credentials, which comes with status 400.
const INVALID_GRANT: &str = "invalid_grant";
/// How long to keep quiet where a service asks to come less often and does not say how long to wait.
const QUIET: Duration = Duration::from_secs(30);
/// How often somebody looks whether the holder of a lease is done.
pub(super) const LOOK: Duration = Duration::from_millis(25);
/// No service means more than this.
const LONGEST_QUIET: Duration = Duration::from_secs(3600);

pub(super) struct Core {
    pub(super) spec: &'static SessionSpec,
    pub(super) client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) events: Events,
    /// Who is to wait, and at which server: what one person did too often is nobody else's fault.
    pub(super) quiet: Mutex<HashMap<(&'static str, String), Quiet>>,
}

/// A server that wants to hear nothing of somebody for a while.
pub(super) struct Quiet {
    until: i64,
    cause: Arc<Error>,
}

impl Core {
    /// Milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        unix_millis(self.clock.now())
    }

    /// How long a used refresh token is still taken, in milliseconds.
    pub(super) fn reuse(&self) -> i64 {
        millis(self.spec.reuse)
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
        match self.spec.reuse < least {
            // Nobody takes over in time, so that is no reason to hurry.
            true => Duration::from_secs(10),
            false => self.spec.reuse.min(most),
        }
    }

    /// Sends a step and takes what it brings.
    pub(super) async fn call(
        &self,
        step: &Step,
        known: &Known<'_>,
        limit: Option<Duration>,
    ) -> Result<Answered> {
        self.held_back(step, known)?;
        let request = step::request(step, known, limit)?;
        let answer = step::call(&self.client, step, request).await;
        answer.map_err(|error| self.heard(step, known, error))
    }

    /// Sends a step that brings nothing.
    pub(super) async fn send(&self, step: &Step, known: &Known<'_>) -> Result<()> {
        self.held_back(step, known)?;
        let request = step::request(step, known, None)?;
        let answer = step::send(&self.client, request).await;
        answer.map_err(|error| self.heard(step, known, error))
    }

    /// Exchanges an identity token for tokens of a tenant.
    pub(super) async fn exchange(
        &self,
        who: &str,
        tenant: Option<&str>,
        identity: &Tokens,
        limit: Option<Duration>,
    ) -> Result<Taken> {
        let Some(step) = &self.spec.exchange else {
            let message = "this API has no step that exchanges identity tokens";
            return Err(Error::config(message));
        };
        let known = Known {
            who,
            tenant,
            identity: Some(&identity.access),
            ..Known::default()
        };
        let answered = self.call(step, &known, limit).await;
        let answered =
            answered.inspect_err(|error| self.failed(EventKind::ExchangeFailed, tenant, error))?;
        let none = || Error::config("the step `exchange` takes no access token");
        let taken = answered.tenant.ok_or_else(none);
        taken.map_err(|error| error.following(Sent::Yes))
    }

    /// Fails while the step's server wants to hear nothing of somebody.
    fn held_back(&self, step: &Step, known: &Known<'_>) -> Result<()> {
        let quiet = lock(&self.quiet);
        let Some(quiet) = quiet.get(&quiet_of(step, known)) else {
            return Ok(());
        };
        let left = quiet.until.saturating_sub(self.now());
        if left <= 0 {
            return Ok(());
        }
        let left = left.saturating_add(999) / 1000;
        let message = match quiet.cause.retry_after() {
            Some(_) => format!("not sent, since the service asked to wait {left} s longer"),
            None => format!(
                "not sent: the service asked to come less often and did not say how long to wait, \
                 so this client waits {left} s longer"
            ),
        };
        Err(Error::session(Fault {
            cause: Some(Arc::clone(&quiet.cause)),
            ..fault(false, &message)
        }))
    }

    /// Looks at the error of a step: remembers that somebody is to wait, and says who was refused.
    fn heard(&self, step: &Step, known: &Known<'_>, error: Error) -> Error {
        let error = error.of_step();
        let said = self.reaction(&error);
        if said != Some(Reaction::Wait) && !error.is_rate_limited() {
            return match is_refusal(said, &error) {
                true => error.refused_caller(),
                false => error,
            };
        }
        let asked = error.retry_after();
        let now = self.now();
        let until = now.saturating_add(millis(asked.unwrap_or(QUIET).min(LONGEST_QUIET)));
        let cause = Arc::new(error);
        let mut quiet = lock(&self.quiet);
        quiet.retain(|_, quiet| quiet.until > now);
        quiet.insert(
            quiet_of(step, known),
            Quiet {
                until,
                cause: Arc::clone(&cause),
            },
        );
        drop(quiet);
        let message = match asked {
            Some(_) => "the service asks to wait",
            None => "the service asks to come less often, and does not say how long to wait",
        };
        Error::session(Fault {
            sent: cause.sent(),
            cause: Some(cause),
            ..fault(false, message)
        })
    }

    /// What the documents say that an error's code asks for.
    pub(super) fn reaction(&self, error: &Error) -> Option<Reaction> {
        self.spec.reaction(error.code()?)
    }

    /// Whether the service refused the token that was sent, and not what was asked for with it.
    pub(super) fn refuses_token(&self, error: &Error) -> bool {
        let status = error.status().map(|status| status.as_u16());
        match self.reaction(error) {
            Some(said) => matches!(said, Reaction::Refresh | Reaction::SignIn),
            None => status == Some(401),
        }
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

fn quiet_of(step: &Step, known: &Known<'_>) -> (&'static str, String) {
    (step.operation.server, known.who.to_owned())
}

/// Whether the service says that it does not know who calls.
fn is_refusal(said: Option<Reaction>, error: &Error) -> bool {
    let refused = said == Some(Reaction::SignIn) || error.code() == Some(INVALID_GRANT);
    refused && error.status().is_some_and(|s| s.is_client_error())
}

pub(super) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
