//! The state that all sessions of a login share: client, clock, store, events and back-offs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::error::session_error;
use super::spec::{Reaction, SessionSpec, Step};
use super::step::{self, Inputs, StepTokens};
use super::store::{StoreError, TokenStore};
use super::sync::lock;
use super::token_response::TokenResponse;
use super::tokens::Tokens;
use crate::clock::{Clock, unix_millis};
use crate::error::{Sent, SessionError};
use crate::event::{Event, EventKind, Events};
use crate::{Client, Error, Result};

/// The code of RFC 6749 for wrong credentials, which comes with status 400.
const INVALID_GRANT: &str = "invalid_grant";
/// The back-off if a service limits the rate but does not say how long to wait.
const DEFAULT_BACKOFF: Duration = Duration::from_secs(30);
/// The longest back-off. No service seriously requests a longer one.
const MAX_BACKOFF: Duration = Duration::from_secs(3600);

pub(super) struct Core {
    pub(super) spec: &'static SessionSpec,
    pub(super) client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) events: Events,
    /// The back-offs by server and account, so that one person's attempts delay nobody else.
    pub(super) backoffs: Mutex<HashMap<(&'static str, String), Backoff>>,
}

/// A wait that a server imposed on one account.
pub(super) struct Backoff {
    until: i64,
    cause: Arc<Error>,
}

impl Core {
    /// Returns the time in milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        unix_millis(self.clock.now())
    }

    /// Returns how long the service accepts a used refresh token, in milliseconds.
    pub(super) fn reuse(&self) -> i64 {
        millis(self.spec.reuse)
    }

    /// Returns how long a lease lasts. If its holder is killed, the lease ends early enough for
    /// another process to send the refresh token once more.
    pub(super) fn lease_duration(&self) -> Duration {
        self.bounded_reuse().mul_f64(0.6)
    }

    /// Returns how long a refresh may take. The response must arrive before the lease ends.
    pub(super) fn refresh_timeout(&self) -> Duration {
        self.bounded_reuse().mul_f64(0.5)
    }

    /// Returns the reuse window, raised if it is too short for a network, and capped at what other
    /// processes can wait.
    fn bounded_reuse(&self) -> Duration {
        let (least, most) = (Duration::from_secs(5), Duration::from_secs(50));
        match self.spec.reuse < least {
            // Nobody can take over in time anyway, so there is no need to hurry.
            true => Duration::from_secs(10),
            false => self.spec.reuse.min(most),
        }
    }

    /// Sends a step and returns the tokens in the response.
    pub(super) async fn call(
        &self,
        step: &Step,
        inputs: &Inputs<'_>,
        limit: Option<Duration>,
    ) -> Result<StepTokens> {
        self.check_backoff(step, inputs)?;
        let request = step::request(step, inputs, limit)?;
        let tokens = step::call(&self.client, step, request).await;
        tokens.map_err(|error| self.step_failed(step, inputs, error))
    }

    /// Sends a step whose response has no tokens.
    pub(super) async fn send(&self, step: &Step, inputs: &Inputs<'_>) -> Result<()> {
        self.check_backoff(step, inputs)?;
        let request = step::request(step, inputs, None)?;
        let sent = step::send(&self.client, request).await;
        sent.map_err(|error| self.step_failed(step, inputs, error))
    }

    /// Exchanges an identity token for tokens of a tenant.
    pub(super) async fn exchange(
        &self,
        account: &str,
        tenant: Option<&str>,
        identity: &Tokens,
        limit: Option<Duration>,
    ) -> Result<TokenResponse> {
        let Some(step) = &self.spec.exchange else {
            let message = "this API has no step that exchanges identity tokens";
            return Err(Error::config(message));
        };
        let inputs = Inputs {
            account,
            tenant,
            identity: Some(&identity.access),
            ..Inputs::default()
        };
        let tokens = self.call(step, &inputs, limit).await;
        let tokens =
            tokens.inspect_err(|error| self.report(EventKind::ExchangeFailed, tenant, error))?;
        let none = || Error::config("the step `exchange` takes no access token");
        let response = tokens.tenant.ok_or_else(none);
        response.map_err(|error| error.following(Sent::Yes))
    }

    /// Fails while the step's server has asked this account to wait.
    fn check_backoff(&self, step: &Step, inputs: &Inputs<'_>) -> Result<()> {
        let backoffs = lock(&self.backoffs);
        let Some(backoff) = backoffs.get(&backoff_key(step, inputs)) else {
            return Ok(());
        };
        let left = backoff.until.saturating_sub(self.now());
        if left <= 0 {
            return Ok(());
        }
        let left = left.saturating_add(999) / 1000;
        let message = match backoff.cause.retry_after() {
            Some(_) => format!("not sent: the service asked to wait; {left} s are left"),
            None => format!(
                "not sent: the service limits the rate and did not say how long to wait; this \
                 client waits {left} s longer"
            ),
        };
        Err(Error::session(SessionError {
            cause: Some(Arc::clone(&backoff.cause)),
            ..session_error(false, &message)
        }))
    }

    /// Classifies the error of a step: records a back-off, or marks that the caller was refused.
    fn step_failed(&self, step: &Step, inputs: &Inputs<'_>, error: Error) -> Error {
        let error = error.of_step();
        let reaction = self.reaction(&error);
        if reaction != Some(Reaction::Wait) && !error.is_rate_limited() {
            return match is_refusal(reaction, &error) {
                true => error.refused_caller(),
                false => error,
            };
        }
        let retry_after = error.retry_after();
        let now = self.now();
        let wait = retry_after.unwrap_or(DEFAULT_BACKOFF).min(MAX_BACKOFF);
        let cause = Arc::new(error);
        let mut backoffs = lock(&self.backoffs);
        backoffs.retain(|_, backoff| backoff.until > now);
        backoffs.insert(
            backoff_key(step, inputs),
            Backoff {
                until: now.saturating_add(millis(wait)),
                cause: Arc::clone(&cause),
            },
        );
        drop(backoffs);
        let message = match retry_after {
            Some(_) => "the service asks to wait",
            None => "the service limits the rate and does not say how long to wait",
        };
        Error::session(SessionError {
            sent: cause.sent(),
            cause: Some(cause),
            ..session_error(false, message)
        })
    }

    /// Returns the reaction that the spec documents for the code of an error.
    pub(super) fn reaction(&self, error: &Error) -> Option<Reaction> {
        self.spec.reaction(error.code()?)
    }

    /// Returns true if the service refused the token rather than the request that used it.
    pub(super) fn is_token_refused(&self, error: &Error) -> bool {
        let status = error.status().map(|status| status.as_u16());
        match self.reaction(error) {
            Some(reaction) => matches!(reaction, Reaction::Refresh | Reaction::SignIn),
            None => status == Some(401),
        }
    }

    /// Emits an event for an error.
    pub(super) fn report(&self, kind: EventKind, tenant: Option<&str>, error: &Error) {
        self.events.emit(&Event {
            kind,
            code: error.code(),
            tenant,
            message: &error.to_string(),
        });
    }

    /// Emits an event for an error of the store.
    pub(super) fn report_store_error(&self, tenant: Option<&str>, error: &StoreError) {
        self.events.emit(&Event {
            kind: EventKind::StoreFailed,
            code: None,
            tenant,
            message: &error.to_string(),
        });
    }
}

fn backoff_key(step: &Step, inputs: &Inputs<'_>) -> (&'static str, String) {
    (step.operation.server, inputs.account.to_owned())
}

/// Returns true if the service does not accept the caller's credentials.
fn is_refusal(reaction: Option<Reaction>, error: &Error) -> bool {
    let refused = reaction == Some(Reaction::SignIn) || error.code() == Some(INVALID_GRANT);
    refused && error.status().is_some_and(|s| s.is_client_error())
}

pub(super) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
