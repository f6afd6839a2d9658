//! Ends a session at the service, in memory and in the store.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::account::Account;
use super::error::session_error;
use super::spec::Step;
use super::state::State;
use super::step::Inputs;
use super::store::{StoreError, record_sign_out};
use super::tokens::Tokens;
use crate::error::{Sent, SessionError};
use crate::event::EventKind;
use crate::{Error, Result};

/// Which sessions a sign-out ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Every session of the person, including those on other devices.
    Global,
    /// This session, for all its tenants and in every process that shares its store.
    Local,
    /// Every other session of the person. This one continues, and nothing is forgotten.
    Others,
}

impl Scope {
    /// Returns the word that is sent to the service.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
            Self::Others => "others",
        }
    }
}

/// A sign-out that is about to happen; await it.
#[must_use = "nothing is sent until it is awaited"]
pub struct SignOut {
    account: Arc<Account>,
    scope: Option<Scope>,
    running: Option<Pin<Box<dyn Future<Output = Result<()>> + Send>>>,
}

impl SignOut {
    pub(super) fn new(account: &Arc<Account>) -> Self {
        Self {
            account: Arc::clone(account),
            scope: None,
            running: None,
        }
    }

    /// Sets which sessions end. By default the service decides, and this session ends in any case.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }
}

impl Future for SignOut {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self {
            account,
            scope,
            running,
        } = &mut *self;
        let begin = || -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
            let (account, scope) = (Arc::clone(account), *scope);
            Box::pin(async move { account.sign_out(scope).await })
        };
        running.get_or_insert_with(begin).as_mut().poll(cx)
    }
}

impl fmt::Debug for SignOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOut")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// Ends the session at the service. Forgets its tokens in memory and in the store even if the
    /// service fails, unless the sign-out is for other sessions only.
    async fn sign_out(&self, scope: Option<Scope>) -> Result<()> {
        let core = &self.core;
        let step = core.spec.sign_out.as_ref();
        if let Some(scope) = scope
            && !step.is_some_and(Step::sends_scope)
        {
            let scope = scope.as_str();
            return Err(Error::config(format!(
                "the sign-out of this API has no scope, so it cannot be `{scope}`; nothing was \
                 sent or forgotten"
            )));
        }
        let sent = match step {
            Some(step) => self.send_sign_out(step, scope).await,
            None => Ok(()),
        };
        if let Err(error) = &sent {
            core.report(EventKind::SignOutFailed, None, error);
        }
        if scope != Some(Scope::Others) {
            self.forget().await;
        }
        sent
    }

    /// Forgets all tokens in memory and in the store.
    async fn forget(&self) {
        let core = &self.core;
        let generation = self.highest_generation().await;
        let over = session_error(true, "signed out; sign in again");
        for cache in self.caches() {
            cache.end(over.clone(), State::SignedOut);
        }
        // Recorded before the entries are removed, so that other processes can tell a sign-out from
        // a loss.
        let recorded = self.record_sign_out(generation).await;
        if let Err(error) = core.store.clear(&self.name).await {
            core.report_store_error(None, &error);
        }
        if recorded.is_err()
            // Clearing may have made room in the store.
            && let Err(error) = self.record_sign_out(generation).await
        {
            core.report_store_error(None, &error);
        }
    }

    async fn record_sign_out(&self, generation: u64) -> Result<(), StoreError> {
        let core = &self.core;
        let (store, clock) = (&*core.store, &*core.clock);
        record_sign_out(store, clock, core.lease_duration(), &self.name, generation).await
    }

    /// Returns the highest generation of any tokens in memory or in the store.
    async fn highest_generation(&self) -> u64 {
        let mut highest = 0;
        for cache in self.caches() {
            let in_memory = cache.tokens().map_or(0, |tokens| tokens.generation);
            let stored = self.core.store.load(&cache.key).await.ok().flatten();
            let stored = stored.and_then(|entry| Tokens::deserialize(&entry.text));
            let stored = stored.map_or(0, |tokens| tokens.generation);
            highest = highest.max(in_memory).max(stored);
        }
        highest
    }

    async fn send_sign_out(&self, step: &Step, scope: Option<Scope>) -> Result<()> {
        let core = &self.core;
        let current = self.identity.tokens().ok();
        let (identity, failed) = match &current {
            None => (None, None),
            Some(_) => match self.identity.obtain(core.now()).await {
                Ok(identity) => (Some(identity), None),
                Err(error) => (None, Some(error)),
            },
        };
        let caches = self.caches();
        let mut tenants = caches.iter().filter(|cache| cache.identity.is_some());
        let tenant = tenants.find_map(|cache| cache.tokens().ok());
        let inputs = Inputs {
            account: &self.name,
            scope: scope.map(Scope::as_str),
            identity: identity.as_ref().map(|tokens| &tokens.access),
            identity_refresh: identity.as_ref().and_then(|tokens| tokens.refresh.as_ref()),
            access: tenant.as_ref().map(|tokens| &tokens.access),
            refresh: tenant.as_ref().and_then(|tokens| tokens.refresh.as_ref()),
            ..Inputs::default()
        };
        let others = scope == Some(Scope::Others);
        if !step.has_inputs(&inputs) {
            return match failed {
                // The service no longer knows the session, so there is nothing to end.
                Some(error) if error.needs_sign_in && !others => Ok(()),
                Some(error) => Err(Error::session(SessionError {
                    // The session continues.
                    needs_sign_in: false,
                    ..error
                })),
                None if others => Err(Error::config(
                    "the session has no identity token, so it cannot end the person's other sessions",
                )),
                // The caller provided the tokens, so ending their session is up to their issuer.
                None => Ok(()),
            };
        }
        match core.send(step, &inputs).await {
            Err(error) if (error.is_auth() || error.is_not_found()) && !others => Ok(()),
            Err(error) => {
                let before = current.map(|tokens| tokens.generation);
                let after = identity.map(|tokens| tokens.generation);
                Err(match before == after {
                    true => error,
                    false => error.following(Sent::Yes),
                })
            }
            Ok(()) => Ok(()),
        }
    }
}
