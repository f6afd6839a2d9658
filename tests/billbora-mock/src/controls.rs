//! The handle that a test changes the mock with while it runs, and reads its counters from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use billing_codegen::mock::{Refusal, Reply};

use crate::errors;
use crate::site::{Counts, Site};

/// What a client does, one after another, to begin, use and end a session.
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

/// The form in which Supabase Auth prints its errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorForm {
    /// `code`, `error_code` and `msg`; for a request with `X-Supabase-Api-Version` from 2024-01-01 on, `code` and
    /// `message`.
    #[default]
    Usual,
    /// `error` and `error_description`, with status 400.
    OAuth,
    /// `code` with an SQLSTATE, `message`, `hint` and `detail`.
    Database,
}

/// Changes the mock while it runs, and counts. Clones change the same mock.
#[derive(Clone)]
pub struct Controls {
    site: Arc<Mutex<Site>>,
}

impl Controls {
    pub(crate) fn new() -> Self {
        let site = Arc::new(Mutex::new(Site::new()));
        Self { site }
    }

    pub(crate) fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a step, unless it is limited or to be refused, and spoils its answer where that was asked for.
    pub(crate) fn run(
        &self,
        step: Step,
        work: impl FnOnce(&mut Site) -> Result<Reply, Refusal>,
    ) -> Result<Reply, Refusal> {
        let mut site = self.site();
        let now = site.now();
        if let Some((until, told)) = site.limits.get(&step).copied().filter(|l| l.0 > now) {
            site.counts.limited += 1;
            let code = if step.is_identity() {
                "over_request_rate_limit"
            } else {
                "rate_limited"
            };
            let refusal = errors::of(step, code);
            return Err(if told {
                refusal.header("retry-after", (until - now).to_string())
            } else {
                refusal
            });
        }
        if let Some(at) = site.refusals.iter().position(|(of, _)| *of == step) {
            let code = site.refusals.remove(at).map(|(_, code)| code);
            return Err(errors::of(step, &code.unwrap_or_default()));
        }
        let mut reply = work(&mut site)?;
        if let Some(delay) = site.delays.get(&step) {
            reply = reply.delay(*delay);
        }
        if let Some(at) = site.lost.iter().position(|of| *of == step) {
            site.lost.remove(at);
            reply = reply.lost();
        }
        Ok(reply)
    }

    /// Returns how often things were done since the start, or since [`forget_counts`](Self::forget_counts).
    pub fn counts(&self) -> Counts {
        self.site().counts
    }

    /// Counts from zero again.
    pub fn forget_counts(&self) {
        self.site().counts = Counts::default();
    }

    /// Returns the mock's time in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.site().now()
    }

    /// Tells the time, in place of the system's clock. It may not use these controls.
    pub fn clock(&self, now: impl Fn() -> i64 + Send + 'static) {
        self.site().clock = Box::new(now);
    }

    /// Lets time pass at once, in whole seconds.
    pub fn advance(&self, time: Duration) {
        self.site().ahead += seconds(time);
    }

    /// Says how long access tokens of Billbora live from now on, in whole seconds; one hour at first.
    pub fn lifetime(&self, lifetime: Duration) {
        self.site().lifetime = seconds(lifetime);
    }

    /// Says how long access tokens of Supabase Auth live from now on, in whole seconds; one hour at first.
    pub fn identity_lifetime(&self, lifetime: Duration) {
        self.site().identity_lifetime = seconds(lifetime);
    }

    /// Says how long a used refresh token of either kind is still taken; 10 seconds at first, zero is not at all.
    pub fn reuse_window(&self, window: Duration) {
        self.site().window = seconds(window);
    }

    /// Says whether Billbora's refresh gives a new refresh token; it does at first. If not, it answers with an
    /// access token only, and the refresh token stays good.
    pub fn rotate(&self, rotates: bool) {
        self.site().rotates = rotates;
    }

    /// Says how Supabase Auth prints its errors from now on.
    pub fn error_form(&self, form: ErrorForm) {
        self.site().form = form;
    }

    /// Ends every access token of Billbora that was given out so far: calls with them get `token_expired`.
    pub fn expire_now(&self) {
        self.site().expire_access();
    }

    /// Ends every access token of Supabase Auth that was given out so far.
    pub fn expire_identity_now(&self) {
        self.site().expire_identity();
    }

    /// Ends all access tokens of Billbora after every so many calls that were accepted with a session. The call that
    /// reaches the number is accepted; each one after it, however many are under way, needs a newer token.
    pub fn expire_every(&self, calls: Option<u64>) {
        self.site().expire_every = calls;
    }

    /// Ends the sessions of a person with Supabase Auth: refresh tokens get `session_not_found`.
    pub fn revoke_identity(&self, email: &str) {
        let mut site = self.site();
        let at = site.accounts.iter().position(|known| known.email == email);
        let own = site.identities.iter_mut().filter(|s| Some(s.account) == at);
        own.for_each(|session| session.family.revoked = true);
    }

    /// Ends the sessions of a person with Billbora: tokens of both kinds get `invalid_token`.
    pub fn revoke_access(&self, email: &str) {
        let mut site = self.site();
        let at = site.accounts.iter().position(|known| known.email == email);
        let own = site.tenants.iter_mut().filter(|s| Some(s.account) == at);
        own.for_each(|session| session.family.revoked = true);
    }

    /// Ends every session of a person.
    pub fn revoke(&self, email: &str) {
        self.revoke_identity(email);
        self.revoke_access(email);
    }

    /// Refuses a step with 429 for a time in whole seconds, with `Retry-After` or without. No time ends it.
    pub fn rate_limit(&self, step: Step, time: Duration, retry_after: bool) {
        let mut site = self.site();
        let until = site.now() + seconds(time);
        site.limits.insert(step, (until, retry_after));
    }

    /// Refuses the next request of a step with a code of its service. More than one may wait.
    pub fn refuse(&self, step: Step, code: &str) {
        self.site().refusals.push_back((step, code.to_owned()));
    }

    /// Does the work of the next request of a step and closes the connection in place of the answer.
    pub fn lose_answer(&self, step: Step) {
        self.site().lost.push(step);
    }

    /// Answers a step late from now on. The work is done before; no time ends it.
    pub fn delay(&self, step: Step, delay: Duration) {
        self.site().delays.insert(step, delay);
    }

    /// Adds a person with ids of organizations and roles there, or changes the one with this address.
    pub fn account(&self, email: &str, password: &str, organizations: &[(&str, &str)]) {
        self.site().account(email, password, organizations);
    }

    /// Adds an organization, or changes its name.
    pub fn organization(&self, id: &str, name: &str) {
        self.site().names.insert(id.to_owned(), name.to_owned());
    }

    /// Refuses everybody access to an organization: `organization_access_denied`.
    pub fn deny_organization(&self, id: &str) {
        self.site().denied.insert(id.to_owned());
    }

    /// Takes [`deny_organization`](Self::deny_organization) back.
    pub fn allow_organization(&self, id: &str) {
        self.site().denied.remove(id);
    }

    /// Takes an API key, for one organization.
    pub fn api_key(&self, key: &str, organization: &str) {
        let (key, organization) = (key.to_owned(), organization.to_owned());
        self.site().keys.insert(key, organization);
    }

    /// Takes an API key no more: `invalid_token`.
    pub fn revoke_api_key(&self, key: &str) {
        self.site().keys.remove(key);
    }
}

fn seconds(time: Duration) -> i64 {
    time.as_secs().try_into().unwrap_or(i64::MAX)
}
