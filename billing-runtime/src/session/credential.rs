//! A session as a credential: signs every call with the token of its tenant.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use super::account::Account;
use super::error::session_error;
use super::renewal::RenewReason;
use super::sign_out::SignOut;
use super::spec::{Protocol, Reaction};
use super::state::{Changes, State};
use super::token_cache::{RenewResult, TokenCache};
use super::tokens::Tokens;
use crate::clock::unix_millis;
use crate::credential::{Attempt, Prepared, Preparing, SigningMaterial};
use crate::event::{Counts, EventKind};
use crate::{Credential, Error, Result, Value, Wire};

/// A person's session with one tenant: a credential that renews itself. Cheap to clone; all clones
/// are the same session.
///
/// A session never changes its tenant: [`switch`](Self::switch) returns another session, and calls
/// in progress keep the token that they began with.
pub struct Session<P: Protocol> {
    account: Arc<Account>,
    cache: Arc<TokenCache>,
    protocol: PhantomData<fn() -> P>,
}

impl<P: Protocol> Session<P> {
    pub(super) fn new(account: Account, cache: Arc<TokenCache>) -> Self {
        Self::of(Arc::new(account), cache)
    }

    fn of(account: Arc<Account>, cache: Arc<TokenCache>) -> Self {
        Self {
            account,
            cache,
            protocol: PhantomData,
        }
    }

    /// Returns the tenant that the caller named, or `None` if the service chose it.
    pub fn tenant(&self) -> Option<&str> {
        self.cache.tenant.as_deref()
    }

    /// Returns what the service said about the tenant, unchanged.
    pub fn context(&self) -> Option<Value> {
        self.cache.tokens().ok()?.context.clone()
    }

    /// Returns the state of the session.
    pub fn state(&self) -> State {
        self.cache.state().borrow().clone()
    }

    /// Watches [`state`](Self::state) for changes.
    pub fn changes(&self) -> Changes {
        Changes::of(self.cache.state())
    }

    /// Returns how often each kind of event happened in the login and its sessions.
    pub fn counts(&self) -> Counts {
        self.account.core.events.counts()
    }

    /// Opens a session with another tenant: gets a fresh identity token and exchanges it. This
    /// session stays usable, even if the service refuses the other tenant.
    ///
    /// # Errors
    ///
    /// If a step fails. If the session began with a tenant's tokens only, nothing is sent and the
    /// error [needs a sign-in](Error::needs_sign_in).
    pub async fn switch(&self, tenant: impl Into<String>) -> Result<Self> {
        let tenant = tenant.into();
        let cache = self.account.switch(Some(&tenant)).await?;
        Ok(Self::of(Arc::clone(&self.account), cache))
    }

    /// Returns what the service said about the person when it last issued identity tokens, at the
    /// sign-in or at a renewal. The store keeps it too. Returns `None` if the service said nothing,
    /// if the session began with the caller's tokens and has not renewed them, or if the identity
    /// has ended.
    ///
    /// This is personal data, so no `Debug`, error or event of the session shows it.
    pub fn user(&self) -> Option<Value> {
        self.account.user(&self.cache)
    }

    /// Reads [`user`](Self::user) as a type, such as the generated `User`.
    ///
    /// # Errors
    ///
    /// If the type does not accept what the service said.
    pub fn user_as<T: Wire>(&self) -> Option<Result<T, crate::wire::Error>> {
        Some(T::from_json(self.user()?.to_json()))
    }

    /// Ends the session for all tenants: at the service, in memory and in the store. [`SignOut::scope`] sets
    /// which sessions of the person end; by default the service decides. With
    /// [`Scope::Others`](super::Scope::Others) this session continues.
    ///
    /// # Errors
    ///
    /// If the request to the service fails; the tokens are forgotten even then. Also if a scope is
    /// set but the API's sign-out has none; then nothing is sent or forgotten.
    pub fn sign_out(&self) -> SignOut {
        SignOut::new(&self.account)
    }
}

impl<P: Protocol> Credential for Session<P> {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        let core = &self.account.core;
        let Some(tokens) = attempt.signing_material().get::<Tokens>() else {
            return Err(Error::credential(
                "only a client can sign calls with a session",
            ));
        };
        if !core.client.knows(attempt.url()) {
            return Err(Error::credential(format!(
                "the session's tokens are for {}, but this call goes to another server; give the \
                 login the same base URL as the client",
                core.client.known()
            )));
        }
        attempt.authorization(core.spec.scheme, tokens.access.expose())
    }

    fn secrets(&self, hide: &mut dyn FnMut(&str)) {
        self.account.secrets(&self.cache, hide);
    }

    fn advice(&self) -> &'static str {
        "this person may not do this, or a proxy or firewall responded"
    }

    fn prepare(&self, now: SystemTime) -> Prepared<'_> {
        let now = unix_millis(now);
        match self.cache.fresh_tokens(now) {
            Some(tokens) => Prepared::Now(SigningMaterial::new(tokens)),
            None => Prepared::Later(Box::pin(async move {
                signed_with(self.cache.obtain(now).await)
            })),
        }
    }

    fn accepted(&self, _: &SigningMaterial) {
        self.cache.record_success();
    }

    fn refused(&self, _: &SigningMaterial, error: &Error) {
        let kind = match error.status().map(|status| status.as_u16()) {
            Some(401) => EventKind::Unauthorized,
            Some(403) => EventKind::Forbidden,
            _ => return,
        };
        self.account.core.report(kind, self.tenant(), error);
    }

    fn renew<'a>(
        &'a self,
        material: &'a SigningMaterial,
        error: &mut Error,
    ) -> Option<Preparing<'a>> {
        let used = material.get::<Tokens>()?;
        let status = error.status()?;
        let reaction = match self.account.core.reaction(error) {
            Some(reaction) if status.is_client_error() => reaction,
            // Services without error codes respond to an expired token with a bare 401.
            None if status.as_u16() == 401 => Reaction::Refresh,
            _ => return None,
        };
        let used = Arc::new(used.clone());
        let current = self.cache.tokens().ok()?;
        let is_newest = current.generation == used.generation;
        let reason = match reaction {
            Reaction::Refresh if is_newest && self.cache.is_always_refused() => return None,
            Reaction::Refresh => RenewReason::Expired,
            Reaction::SignIn if is_newest && !self.can_recover(&used) => {
                error.set_needs_sign_in();
                let over = session_error(
                    true,
                    "the service no longer accepts the session's tokens; sign in again",
                );
                let code = error.code().map(str::to_owned);
                let _ = self.cache.end_unless_newer(used.generation, over, code);
                return None;
            }
            Reaction::SignIn => RenewReason::Revoked,
            Reaction::Refuse | Reaction::Wait => return None,
        };
        Some(Box::pin(async move {
            signed_with(self.cache.newer_than(&used, reason).await)
        }))
    }
}

impl<P: Protocol> Session<P> {
    /// Returns true if the session may still recover without a new sign-in.
    fn can_recover(&self, used: &Tokens) -> bool {
        self.cache.can_exchange() && !self.cache.is_recovered(used.generation)
    }
}

fn signed_with(tokens: RenewResult) -> Result<SigningMaterial> {
    tokens.map(SigningMaterial::new).map_err(Error::unsigned)
}

impl<P: Protocol> Clone for Session<P> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.account), Arc::clone(&self.cache))
    }
}

impl<P: Protocol> fmt::Debug for Session<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("name", &P::SPEC.name)
            .field("tenant", &self.tenant())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
