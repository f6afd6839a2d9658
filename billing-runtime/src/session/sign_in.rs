//! The beginning of one session: with a password, with tokens, or with what a store keeps.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

use super::cell::{Cell, fault};
use super::credential::Session;
use super::login::Login;
use super::principal::{Principal, given};
use super::spec::Protocol;
use super::state::State;
use super::step::Known;
use crate::error::Sent;
use crate::event::EventKind;
use crate::{Error, Result, Secret};

/// What a session begins with.
#[derive(Debug)]
pub(super) enum With {
    Password { user: String, password: Secret },
    Identity { identity: Secret, refresh: Secret },
    Tokens { access: Secret, refresh: Secret },
    Stored { account: String },
}

/// A session that is about to begin; await it.
#[must_use = "nothing is sent until it is awaited"]
pub struct SignIn<P: Protocol> {
    login: Login<P>,
    with: With,
    tenant: Option<String>,
}

impl<P: Protocol> SignIn<P> {
    pub(super) fn new(login: Login<P>, with: With) -> Self {
        Self {
            login,
            with,
            tenant: None,
        }
    }

    /// Names the tenant; without one the service chooses.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    async fn run(self) -> Result<Session<P>> {
        self.login.report(State::SigningIn);
        let begun = self.begun().await;
        self.login.report(match &begun {
            Ok(session) => session.state(),
            Err(error) => State::Failed {
                code: error.code().map(str::to_owned),
                needs_sign_in: error.needs_sign_in(),
            },
        });
        begun
    }

    async fn begun(&self) -> Result<Session<P>> {
        let core = self.login.core()?;
        let name = match (self.login.account_name(), &self.with) {
            (_, With::Stored { account }) => account,
            (Some(account), _) => account,
            (None, With::Password { user, .. }) => user,
            (None, _) => "default",
        };
        let principal = Principal::new(Arc::clone(&core), name);
        let tenant = self.tenant.as_deref();
        let lifetime = core.spec.lifetime;
        let cell = match &self.with {
            With::Password { user, password } => {
                password_in(&principal, user, password, tenant).await?
            }
            With::Identity { identity, refresh } => {
                let (identity, refresh) = (identity.clone(), refresh.clone());
                let tokens = given(identity, Some(refresh), lifetime, core.now())?;
                principal.put(&principal.identity, tokens).await;
                identified(&principal, tenant).await?
            }
            With::Tokens { access, refresh } => {
                let (access, refresh) = (access.clone(), refresh.clone());
                let tokens = given(access, Some(refresh), lifetime, core.now())?;
                let cell = principal.tenant(tenant);
                principal.put(&cell, tokens).await;
                cell
            }
            With::Stored { .. } => stored(&principal, tenant).await?,
        };
        Ok(Session::new(principal, cell))
    }
}

/// Sends user name and password, and exchanges what comes back where the API wants that.
async fn password_in(
    principal: &Principal,
    user: &str,
    password: &Secret,
    tenant: Option<&str>,
) -> Result<Arc<Cell>> {
    let core = &principal.core;
    let Some(step) = &core.spec.sign_in else {
        let message = "this API has no step that signs in with a password";
        return Err(Error::config(message));
    };
    let known = Known {
        who: &format!("{}:{user}", core.spec.name),
        user: Some(user),
        password: Some(password),
        tenant,
        ..Known::default()
    };
    let answered = core.call(step, &known, None).await;
    let answered =
        answered.inspect_err(|error| core.failed(EventKind::SignInFailed, tenant, error))?;
    if let Some(identity) = answered.identity {
        principal.take(&principal.identity, identity).await;
    }
    match answered.tenant {
        Some(taken) => {
            let cell = principal.tenant(tenant);
            principal.take(&cell, taken).await;
            Ok(cell)
        }
        None => {
            let cell = identified(principal, tenant).await;
            cell.map_err(|error| error.following(Sent::Yes))
        }
    }
}

/// Exchanges the identity that is at hand, renewed if it is old.
async fn identified(principal: &Principal, tenant: Option<&str>) -> Result<Arc<Cell>> {
    let held = principal.identity.tokens().map_err(Error::session)?;
    let identity = principal.identity.obtain(principal.core.now()).await;
    let identity = identity.map_err(Error::session)?;
    let sent = match identity.generation == held.generation {
        true => Sent::No,
        false => Sent::Yes,
    };
    let cell = principal.exchange(&identity, tenant).await;
    cell.map_err(|error| error.following(sent))
}

/// Takes what the store keeps: the tenant's tokens, else the identity's.
async fn stored(principal: &Principal, tenant: Option<&str>) -> Result<Arc<Cell>> {
    let identity = principal.load(&principal.identity).await?;
    let cell = principal.tenant(tenant);
    if principal.load(&cell).await? {
        return Ok(cell);
    }
    if identity {
        return identified(principal, tenant).await;
    }
    let message = "the store keeps no session for this account; sign in";
    Err(Error::session(fault(true, message)))
}

impl<P: Protocol> IntoFuture for SignIn<P> {
    type Output = Result<Session<P>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<P: Protocol> fmt::Debug for SignIn<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}
