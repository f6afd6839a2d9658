//! A session as a credential: every call carries the token of its tenant.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use super::cell::{Cell, Why, fault};
use super::principal::Principal;
use super::sign_out::SignOut;
use super::spec::{Protocol, Reaction};
use super::state::{Changes, State};
use super::tokens::Tokens;
use crate::clock::unix_millis;
use crate::credential::{Attempt, Prepared, Preparing, SigningMaterial};
use crate::error::Fault;
use crate::event::{Counts, EventKind};
use crate::{Credential, Error, Result, Value, Wire};

/// A person's session with one tenant: a credential that renews itself. Cheap to clone; clones are
/// the same session.
///
/// A session never changes its tenant: [`switch`](Self::switch) gives another one, and calls that
/// are under way keep the token that they began with.
pub struct Session<P: Protocol> {
    principal: Arc<Principal>,
    cell: Arc<Cell>,
    protocol: PhantomData<fn() -> P>,
}

impl<P: Protocol> Session<P> {
    pub(super) fn new(principal: Principal, cell: Arc<Cell>) -> Self {
        Self::of(Arc::new(principal), cell)
    }

    fn of(principal: Arc<Principal>, cell: Arc<Cell>) -> Self {
        Self {
            principal,
            cell,
            protocol: PhantomData,
        }
    }

    /// Returns the tenant that was asked for; `None` where the service chose.
    pub fn tenant(&self) -> Option<&str> {
        self.cell.tenant.as_deref()
    }

    /// Returns what the service said about the tenant, as it said it.
    pub fn context(&self) -> Option<Value> {
        self.cell.tokens().ok()?.context.clone()
    }

    /// Returns where the session stands.
    pub fn state(&self) -> State {
        self.cell.state().borrow().clone()
    }

    /// Watches [`state`](Self::state).
    pub fn changes(&self) -> Changes {
        Changes::of(self.cell.state())
    }

    /// Returns how often each kind of event happened to the login and its sessions.
    pub fn counts(&self) -> Counts {
        self.principal.core.events.counts()
    }

    /// Opens a session with another tenant: gets a fresh identity token and exchanges it. This
    /// session stays usable, also when the other one is refused.
    ///
    /// # Errors
    ///
    /// [`needs_sign_in`](Error::needs_sign_in), before any request, for a session that began with
    /// tokens of a tenant alone; otherwise what the steps say.
    pub async fn switch(&self, tenant: impl Into<String>) -> Result<Self> {
        let tenant = tenant.into();
        let cell = self.principal.switch(Some(&tenant)).await?;
        Ok(Self::of(Arc::clone(&self.principal), cell))
    }

    /// Returns what the service said about the person when it gave the identity's tokens last, as
    /// it said it: in the answer to the sign-in or to a renewal, kept in the store too. `None` where
    /// it says nothing, where the session began with tokens of the caller's and has not renewed
    /// them, or where the identity is over.
    ///
    /// It is data about a person, so no `Debug`, error or event of the session shows it.
    pub fn user(&self) -> Option<Value> {
        self.principal.user(&self.cell)
    }

    /// Reads [`user`](Self::user) as a type, such as the generated `User`.
    ///
    /// # Errors
    ///
    /// When the service said something that the type does not take.
    pub fn user_as<T: Wire>(&self) -> Option<Result<T, crate::wire::Error>> {
        Some(T::from_json(self.user()?.to_json()))
    }

    /// Ends the session, with all tenants, at the service, here and in the store. How far it goes
    /// at the service, [`SignOut::scope`] says; else the service decides. With
    /// [`Scope::Others`](super::Scope::Others) this session goes on.
    ///
    /// # Errors
    ///
    /// When the service could not be told; the tokens are forgotten all the same. When the API's
    /// sign-out takes no scope and one was named; nothing is done then.
    pub fn sign_out(&self) -> SignOut {
        SignOut::new(&self.principal)
    }
}

impl<P: Protocol> Credential for Session<P> {
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<()> {
        let core = &self.principal.core;
        let Some(tokens) = attempt.signing_material().get::<Tokens>() else {
            return Err(Error::credential("a session signs only calls of a client"));
        };
        if !core.client.knows(attempt.url()) {
            return Err(Error::credential(format!(
                "the session's tokens are for {}, and this call goes elsewhere; give the login the \
                 same base URL as the client",
                core.client.known()
            )));
        }
        attempt.authorization(core.spec.scheme, tokens.access.expose())
    }

    fn secrets(&self, hide: &mut dyn FnMut(&str)) {
        self.principal.secrets(&self.cell, hide);
    }

    fn advice(&self) -> &'static str {
        "somebody who is signed in may not do this, or a proxy or firewall has answered"
    }

    fn prepare(&self, now: SystemTime) -> Prepared<'_> {
        let now = unix_millis(now);
        match self.cell.fresh(now) {
            Some(tokens) => Prepared::Now(SigningMaterial::new(tokens)),
            None => Prepared::Later(Box::pin(
                async move { signed_with(self.cell.obtain(now).await) },
            )),
        }
    }

    fn accepted(&self, _: &SigningMaterial) {
        self.cell.proved();
    }

    fn refused(&self, _: &SigningMaterial, error: &Error) {
        let kind = match error.status().map(|status| status.as_u16()) {
            Some(401) => EventKind::Unauthorized,
            Some(403) => EventKind::Forbidden,
            _ => return,
        };
        self.principal.core.failed(kind, self.tenant(), error);
    }

    fn renew<'a>(
        &'a self,
        material: &'a SigningMaterial,
        error: &mut Error,
    ) -> Option<Preparing<'a>> {
        let used = material.get::<Tokens>()?;
        let status = error.status()?;
        let said = self.principal.core.reaction(error);
        let reaction = match said {
            Some(said) if status.is_client_error() => said,
            // A bare 401 is what an expired token gets from services without codes.
            None if status.as_u16() == 401 => Reaction::Refresh,
            _ => return None,
        };
        let used = Arc::new(used.clone());
        let held = self.cell.tokens().ok()?;
        let is_newest = held.generation == used.generation;
        let why = match reaction {
            Reaction::Refresh if is_newest && self.cell.is_struck_out() => return None,
            Reaction::Refresh => Why::Expired,
            Reaction::SignIn if is_newest && !self.can_revive(&used) => {
                error.set_needs_sign_in();
                let over = fault(
                    true,
                    "the service takes the session's tokens no more; sign in again",
                );
                let code = error.code().map(str::to_owned);
                let _ = self.cell.lost(used.generation, over, code);
                return None;
            }
            Reaction::SignIn => Why::Invalid,
            Reaction::Refuse | Reaction::Wait => return None,
        };
        Some(Box::pin(async move {
            signed_with(self.cell.after(&used, why).await)
        }))
    }
}

impl<P: Protocol> Session<P> {
    /// Whether there is something left to try before a person is asked to sign in.
    fn can_revive(&self, used: &Tokens) -> bool {
        self.cell.has_identity() && !self.cell.is_revived(used.generation)
    }
}

fn signed_with(tokens: Result<Arc<Tokens>, Fault>) -> Result<SigningMaterial> {
    tokens.map(SigningMaterial::new).map_err(Error::unsigned)
}

impl<P: Protocol> Clone for Session<P> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.principal), Arc::clone(&self.cell))
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
