//! Begins one session: with a password, with tokens, or from a store.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

use super::account::{Account, tokens_from_caller};
use super::credential::Session;
use super::error::session_error;
use super::login::Login;
use super::spec::Protocol;
use super::state::State;
use super::step::Inputs;
use super::token_cache::TokenCache;
use crate::error::Sent;
use crate::event::EventKind;
use crate::secret::Secret;
use crate::{Error, Result};

/// What a session begins with.
#[derive(Debug)]
enum Grant {
    Password { user: String, password: Secret },
    IdentityTokens { identity: Secret, refresh: Secret },
    TenantTokens { access: Secret, refresh: Secret },
    Stored { account: String },
}

impl<P: Protocol> Login<P> {
    /// Signs in with a password. Nothing is sent until the result is awaited, and nothing is
    /// retried.
    pub fn sign_in(&self, user: impl Into<String>, password: impl Into<Secret>) -> SignIn<P> {
        self.begin(Grant::Password {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Continues the session that the store holds for an account. If the store holds none, the
    /// error [needs a sign-in](Error::needs_sign_in).
    pub fn resume(&self, account: impl Into<String>) -> SignIn<P> {
        self.begin(Grant::Stored {
            account: account.into(),
        })
    }

    /// Begins a session with identity tokens that the caller already has, such as those of a
    /// browser session.
    // `from_*` takes `self` because the tokens alone do not make a session.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_identity_tokens(
        &self,
        identity: impl Into<Secret>,
        refresh: impl Into<Secret>,
    ) -> SignIn<P> {
        self.begin(Grant::IdentityTokens {
            identity: identity.into(),
            refresh: refresh.into(),
        })
    }

    /// Begins a session with a tenant's tokens that the caller already has. Such a session can refresh its
    /// tokens, but cannot switch to another tenant.
    // As above.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_tokens(&self, access: impl Into<Secret>, refresh: impl Into<Secret>) -> SignIn<P> {
        self.begin(Grant::TenantTokens {
            access: access.into(),
            refresh: refresh.into(),
        })
    }

    fn begin(&self, grant: Grant) -> SignIn<P> {
        SignIn {
            login: self.clone(),
            grant,
            tenant: None,
        }
    }
}

/// A session that is about to begin; await it.
#[must_use = "nothing is sent until it is awaited"]
pub struct SignIn<P: Protocol> {
    login: Login<P>,
    grant: Grant,
    tenant: Option<String>,
}

impl<P: Protocol> SignIn<P> {
    /// Names the tenant. By default the service chooses one.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    async fn run(self) -> Result<Session<P>> {
        self.login.set_state(State::SigningIn);
        let session = self.begin_session().await;
        self.login.set_state(match &session {
            Ok(session) => session.state(),
            Err(error) => State::Failed {
                code: error.code().map(str::to_owned),
                needs_sign_in: error.needs_sign_in(),
            },
        });
        session
    }

    async fn begin_session(&self) -> Result<Session<P>> {
        let core = self.login.core()?;
        let user = match (self.login.account_name(), &self.grant) {
            (_, Grant::Stored { account }) => account,
            (Some(account), _) => account,
            (None, Grant::Password { user, .. }) => user,
            (None, _) => "default",
        };
        let account = Account::new(Arc::clone(&core), user);
        let tenant = self.tenant.as_deref();
        let lifetime = core.spec.lifetime;
        let cache = match &self.grant {
            Grant::Password { user, password } => {
                password_grant(&account, user, password, tenant).await?
            }
            Grant::IdentityTokens { identity, refresh } => {
                let (identity, refresh) = (identity.clone(), refresh.clone());
                let tokens = tokens_from_caller(identity, Some(refresh), lifetime, core.now())?;
                account.put(&account.identity, tokens).await;
                exchange_current(&account, tenant).await?
            }
            Grant::TenantTokens { access, refresh } => {
                let (access, refresh) = (access.clone(), refresh.clone());
                let tokens = tokens_from_caller(access, Some(refresh), lifetime, core.now())?;
                let cache = account.tenant(tenant);
                account.put(&cache, tokens).await;
                cache
            }
            Grant::Stored { .. } => load_stored(&account, tenant).await?,
        };
        Ok(Session::new(account, cache))
    }
}

/// Sends the user name and password, and exchanges the identity token if the API requires it.
async fn password_grant(
    account: &Account,
    user: &str,
    password: &Secret,
    tenant: Option<&str>,
) -> Result<Arc<TokenCache>> {
    let core = &account.core;
    let Some(step) = &core.spec.sign_in else {
        let message = "this API has no step that signs in with a password";
        return Err(Error::config(message));
    };
    let inputs = Inputs {
        account: &format!("{}:{user}", core.spec.name),
        user: Some(user),
        password: Some(password),
        tenant,
        ..Inputs::default()
    };
    let tokens = core.call(step, &inputs, None).await;
    let tokens = tokens.inspect_err(|error| core.report(EventKind::SignInFailed, tenant, error))?;
    if let Some(identity) = tokens.identity {
        account.put_response(&account.identity, identity).await;
    }
    match tokens.tenant {
        Some(response) => {
            let cache = account.tenant(tenant);
            account.put_response(&cache, response).await;
            Ok(cache)
        }
        None => {
            let cache = exchange_current(account, tenant).await;
            cache.map_err(|error| error.following(Sent::Yes))
        }
    }
}

/// Exchanges the current identity token, after renewing one that expires soon.
async fn exchange_current(account: &Account, tenant: Option<&str>) -> Result<Arc<TokenCache>> {
    let current = account.identity.tokens().map_err(Error::session)?;
    let identity = account.identity.obtain(account.core.now()).await;
    let identity = identity.map_err(Error::session)?;
    let sent = match identity.generation == current.generation {
        true => Sent::No,
        false => Sent::Yes,
    };
    let cache = account.exchange(&identity, tenant).await;
    cache.map_err(|error| error.following(sent))
}

/// Loads the tenant's tokens from the store, or else exchanges the stored identity token.
async fn load_stored(account: &Account, tenant: Option<&str>) -> Result<Arc<TokenCache>> {
    let has_identity = account.load(&account.identity).await?;
    let cache = account.tenant(tenant);
    if account.load(&cache).await? {
        return Ok(cache);
    }
    if has_identity {
        return exchange_current(account, tenant).await;
    }
    let message = "the store holds no session of this account; sign in";
    Err(Error::session(session_error(true, message)))
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
