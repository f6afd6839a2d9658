//! The handle with which a test changes the running mock and reads its counters.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use billing_mock::{Refusal, Reply};

use crate::errors;
use crate::state::{Counts, State};

/// The calls that begin, use and end a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// `identity.sign_in`: the password grant.
    SignIn,
    /// `identity.refresh`: the refresh grant.
    Renew,
    /// `identity.sign_out`.
    SignOut,
    /// `auth.exchange`.
    Exchange,
    /// `auth.refresh`.
    Refresh,
    /// `organizations.list`.
    Organizations,
    /// `invoices.list`.
    Invoices,
}

impl Step {
    pub(crate) fn is_identity(self) -> bool {
        matches!(self, Self::SignIn | Self::Renew | Self::SignOut)
    }
}

/// The format of errors of Supabase Auth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorFormat {
    /// `code`, `error_code` and `msg`. If a request has `X-Supabase-Api-Version` 2024-01-01 or later, `code` and
    /// `message`.
    #[default]
    Usual,
    /// `error` and `error_description`, with status 400.
    OAuth,
    /// `code` with an SQLSTATE, `message`, `hint` and `detail`.
    Database,
}

/// Changes the running mock and returns its counters. Clones control the same mock.
#[derive(Clone)]
pub struct Controls {
    state: Arc<Mutex<State>>,
}

impl Controls {
    pub(crate) fn new() -> Self {
        let state = Arc::new(Mutex::new(State::new()));
        Self { state }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a step unless it is rate limited or refused. Delays or drops the response if a test planned that.
    pub(crate) fn run(
        &self,
        step: Step,
        work: impl FnOnce(&mut State) -> Result<Reply, Refusal>,
    ) -> Result<Reply, Refusal> {
        let mut state = self.state();
        let now = state.now();
        if let Some((until, with_retry_after)) =
            state.limits.get(&step).copied().filter(|l| l.0 > now)
        {
            state.counts.limited += 1;
            let code = if step.is_identity() {
                "over_request_rate_limit"
            } else {
                "rate_limited"
            };
            let refusal = errors::of(step, code);
            return Err(if with_retry_after {
                refusal.header("retry-after", (until - now).to_string())
            } else {
                refusal
            });
        }
        if let Some(at) = state.refusals.iter().position(|(of, _)| *of == step) {
            let code = state.refusals.remove(at).map(|(_, code)| code);
            return Err(errors::of(step, &code.unwrap_or_default()));
        }
        let mut reply = work(&mut state)?;
        if let Some(delay) = state.delays.get(&step) {
            reply = reply.delay(*delay);
        }
        if let Some(at) = state.lost.iter().position(|of| *of == step) {
            state.lost.remove(at);
            reply = reply.lost();
        }
        Ok(reply)
    }

    /// Returns the counters since the start or since [`forget_counts`](Self::forget_counts).
    pub fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Resets the counters to zero.
    pub fn forget_counts(&self) {
        self.state().counts = Counts::default();
    }

    /// Returns the mock's time in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.state().now()
    }

    /// Sets the clock, instead of the system's. The function must not use these controls.
    pub fn clock(&self, now: impl Fn() -> i64 + Send + 'static) {
        self.state().clock = Box::new(now);
    }

    /// Advances the clock, in whole seconds.
    pub fn advance(&self, time: Duration) {
        self.state().ahead += seconds(time);
    }

    /// Sets the lifetime of new access tokens of Billbora, in whole seconds. The default is one hour.
    pub fn lifetime(&self, lifetime: Duration) {
        self.state().lifetime = seconds(lifetime);
    }

    /// Sets the lifetime of new access tokens of Supabase Auth, in whole seconds. The default is one hour.
    pub fn identity_lifetime(&self, lifetime: Duration) {
        self.state().identity_lifetime = seconds(lifetime);
    }

    /// Sets how long a used refresh token of either service is accepted. The default is 10 seconds; zero accepts none.
    pub fn reuse_window(&self, window: Duration) {
        self.state().window = seconds(window);
    }

    /// Sets whether Billbora's refresh returns a new refresh token, which is the default. If not, it returns only an
    /// access token, and the refresh token stays valid.
    pub fn rotate(&self, rotates: bool) {
        self.state().rotates = rotates;
    }

    /// Sets the format of errors of Supabase Auth.
    pub fn error_format(&self, format: ErrorFormat) {
        self.state().error_format = format;
    }

    /// Expires every access token of Billbora issued so far: calls with them get `token_expired`.
    pub fn expire_now(&self) {
        self.state().expire_access();
    }

    /// Expires every access token of Supabase Auth issued so far.
    pub fn expire_identity_now(&self) {
        self.state().expire_identity();
    }

    /// Expires all access tokens of Billbora each time this many calls with a session have been accepted. The call that
    /// reaches the number is accepted; every later one, including those in progress, needs a newer token.
    pub fn expire_every(&self, calls: Option<u64>) {
        self.state().expire_every = calls;
    }

    /// Revokes the sessions of a person at Supabase Auth: refresh tokens get `session_not_found`.
    pub fn revoke_identity(&self, email: &str) {
        let mut state = self.state();
        let at = state.accounts.iter().position(|known| known.email == email);
        let own = state
            .identities
            .iter_mut()
            .filter(|s| Some(s.account) == at);
        own.for_each(|session| session.family.revoked = true);
    }

    /// Revokes the sessions of a person at Billbora: both kinds of tokens get `invalid_token`.
    pub fn revoke_access(&self, email: &str) {
        let mut state = self.state();
        let at = state.accounts.iter().position(|known| known.email == email);
        let own = state.tenants.iter_mut().filter(|s| Some(s.account) == at);
        own.for_each(|session| session.family.revoked = true);
    }

    /// Revokes every session of a person.
    pub fn revoke(&self, email: &str) {
        self.revoke_identity(email);
        self.revoke_access(email);
    }

    /// Refuses a step with 429 for a time in whole seconds, with or without `Retry-After`. A time of zero ends the limit.
    pub fn rate_limit(&self, step: Step, time: Duration, retry_after: bool) {
        let mut state = self.state();
        let until = state.now() + seconds(time);
        state.limits.insert(step, (until, retry_after));
    }

    /// Refuses the next request of a step with a code of its service. Several refusals may be queued.
    pub fn refuse(&self, step: Step, code: &str) {
        self.state().refusals.push_back((step, code.to_owned()));
    }

    /// Processes the next request of a step and closes the connection instead of responding.
    pub fn lose_response(&self, step: Step) {
        self.state().lost.push(step);
    }

    /// Delays the responses of a step. The work is done before the delay. A delay of zero ends it.
    pub fn delay(&self, step: Step, delay: Duration) {
        self.state().delays.insert(step, delay);
    }

    /// Adds a person with organizations and roles, or changes the person with this e-mail address.
    pub fn account(&self, email: &str, password: &str, organizations: &[(&str, &str)]) {
        self.state().account(email, password, organizations);
    }

    /// Adds an organization or changes its name.
    pub fn organization(&self, id: &str, name: &str) {
        self.state().names.insert(id.to_owned(), name.to_owned());
    }

    /// Denies everybody access to an organization: `organization_access_denied`.
    pub fn deny_organization(&self, id: &str) {
        self.state().denied.insert(id.to_owned());
    }

    /// Reverts [`deny_organization`](Self::deny_organization).
    pub fn allow_organization(&self, id: &str) {
        self.state().denied.remove(id);
    }

    /// Adds an API key for one organization.
    pub fn api_key(&self, key: &str, organization: &str) {
        let (key, organization) = (key.to_owned(), organization.to_owned());
        self.state().keys.insert(key, organization);
    }

    /// Revokes an API key: calls with it get `invalid_token`.
    pub fn revoke_api_key(&self, key: &str) {
        self.state().keys.remove(key);
    }
}

fn seconds(time: Duration) -> i64 {
    time.as_secs().try_into().unwrap_or(i64::MAX)
}
