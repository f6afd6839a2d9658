//! The end of a session: how far it goes at the service, and what is forgotten here.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::cell::fault;
use super::keep;
use super::principal::Principal;
use super::spec::Step;
use super::state::State;
use super::step::Known;
use super::tokens::Tokens;
use crate::error::Sent;
use crate::event::EventKind;
use crate::{Error, Result};

/// How far a sign-out goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Every session of the person ends, also on other devices.
    Global,
    /// This session ends, with all its tenants and in every process that shares its store.
    Local,
    /// Every other session of the person ends; this one goes on, and nothing is forgotten.
    Others,
}

impl Scope {
    /// Returns the word that is sent.
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
    principal: Arc<Principal>,
    scope: Option<Scope>,
    under_way: Option<Pin<Box<dyn Future<Output = Result<()>> + Send>>>,
}

impl SignOut {
    pub(super) fn new(principal: &Arc<Principal>) -> Self {
        Self {
            principal: Arc::clone(principal),
            scope: None,
            under_way: None,
        }
    }

    /// Says how far it goes; else the service decides, and this session ends in any case.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }
}

impl Future for SignOut {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self {
            principal,
            scope,
            under_way,
        } = &mut *self;
        let begin = || -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
            let (principal, scope) = (Arc::clone(principal), *scope);
            Box::pin(async move { principal.sign_out(scope).await })
        };
        under_way.get_or_insert_with(begin).as_mut().poll(cx)
    }
}

impl fmt::Debug for SignOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOut")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Principal {
    /// Ends the session at the service, and forgets its tokens here and in the store, whatever the
    /// service says; only others end where that is asked for.
    async fn sign_out(&self, scope: Option<Scope>) -> Result<()> {
        let core = &self.core;
        let step = core.spec.sign_out.as_ref();
        if let Some(scope) = scope
            && !step.is_some_and(Step::takes_scope)
        {
            let scope = scope.as_str();
            return Err(Error::config(format!(
                "the sign-out of this API takes no scope, so it cannot be `{scope}`; nothing was \
                 sent or forgotten"
            )));
        }
        let told = match step {
            Some(step) => self.tell(step, scope).await,
            None => Ok(()),
        };
        if let Err(error) = &told {
            core.failed(EventKind::SignOutFailed, None, error);
        }
        if scope != Some(Scope::Others) {
            self.forget().await;
        }
        told
    }

    /// Forgets everything here and in the store.
    async fn forget(&self) {
        let core = &self.core;
        let generation = self.generation().await;
        let over = fault(true, "signed out; sign in again");
        for cell in self.cells() {
            cell.end(over.clone(), State::SignedOut);
        }
        // Others are to learn that somebody signed out, before they find nothing.
        let noted = keep::sign_out(core, &self.account, generation).await;
        if let Err(error) = core.store.clear(&self.account).await {
            core.store_failed(None, &error);
        }
        if noted.is_err()
            // There may be room now.
            && let Err(error) = keep::sign_out(core, &self.account, generation).await
        {
            core.store_failed(None, &error);
        }
    }

    /// The greatest generation of any tokens, here and in the store.
    async fn generation(&self) -> u64 {
        let mut greatest = 0;
        for cell in self.cells() {
            let held = cell.tokens().map_or(0, |tokens| tokens.generation);
            let kept = self.core.store.load(&cell.key).await.ok().flatten();
            let kept = kept.and_then(|entry| Tokens::from_text(&entry.text));
            let kept = kept.map_or(0, |tokens| tokens.generation);
            greatest = greatest.max(held).max(kept);
        }
        greatest
    }

    async fn tell(&self, step: &Step, scope: Option<Scope>) -> Result<()> {
        let core = &self.core;
        let held = self.identity.tokens().ok();
        let (identity, failed) = match &held {
            None => (None, None),
            Some(_) => match self.identity.obtain(core.now()).await {
                Ok(identity) => (Some(identity), None),
                Err(fault) => (None, Some(fault)),
            },
        };
        let tenants = self.cells();
        let mut tenants = tenants.iter().filter(|cell| cell.identity.is_some());
        let tenant = tenants.find_map(|cell| cell.tokens().ok());
        let known = Known {
            who: &self.account,
            scope: scope.map(Scope::as_str),
            identity: identity.as_ref().map(|tokens| &tokens.access),
            identity_refresh: identity.as_ref().and_then(|tokens| tokens.refresh.as_ref()),
            access: tenant.as_ref().map(|tokens| &tokens.access),
            refresh: tenant.as_ref().and_then(|tokens| tokens.refresh.as_ref()),
            ..Known::default()
        };
        let others = scope == Some(Scope::Others);
        if !step.is_known(&known) {
            return match failed {
                // The service knows it no more, so there is nothing to end.
                Some(fault) if fault.needs_sign_in && !others => Ok(()),
                Some(fault) => Err(Error::session(crate::error::Fault {
                    // The session goes on.
                    needs_sign_in: false,
                    ..fault
                })),
                None if others => Err(Error::config(
                    "the session has no identity of its own, so it cannot end the person's others",
                )),
                // The caller's own tokens: whoever gave them ends their session.
                None => Ok(()),
            };
        }
        match core.send(step, &known).await {
            Err(error) if (error.is_auth() || error.is_not_found()) && !others => Ok(()),
            Err(error) => {
                let before = held.map(|tokens| tokens.generation);
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
