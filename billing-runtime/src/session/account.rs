//! An account: the tokens of the identity and of each tenant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::core::{Core, millis};
use super::error::session_error;
use super::jwt;
use super::persist;
use super::renewal::RenewReason;
use super::store::{Key, StoreError};
use super::sync::lock;
use super::token_cache::TokenCache;
use super::token_response::TokenResponse;
use super::tokens::Tokens;
use crate::error::Sent;
use crate::secret::Secret;
use crate::{Error, Result, Value};

pub(super) struct Account {
    pub(super) core: Arc<Core>,
    /// The name of the account in the store.
    pub(super) name: String,
    pub(super) identity: Arc<TokenCache>,
    tenants: Mutex<HashMap<Option<String>, Arc<TokenCache>>>,
}

impl Account {
    /// Creates an account that nobody is signed in to.
    pub(super) fn new(core: Arc<Core>, user: &str) -> Self {
        let name = format!("{}:{user}", core.spec.name);
        let key = Key {
            account: name.clone(),
            slot: "identity".to_owned(),
        };
        let identity = TokenCache::new(Arc::clone(&core), key, None, None);
        Self {
            core,
            name,
            identity: Arc::new(identity),
            tenants: Mutex::default(),
        }
    }

    /// Returns the cache of a tenant.
    pub(super) fn tenant(&self, tenant: Option<&str>) -> Arc<TokenCache> {
        let mut tenants = lock(&self.tenants);
        let cache = tenants.entry(tenant.map(str::to_owned)).or_insert_with(|| {
            let slot = match tenant {
                Some(tenant) => format!("tenant:{tenant}"),
                None => "tenant".to_owned(),
            };
            let key = Key {
                account: self.name.clone(),
                slot,
            };
            let tenant = tenant.map(str::to_owned);
            let identity = Some(Arc::clone(&self.identity));
            let cache = TokenCache::new(Arc::clone(&self.core), key, tenant, identity);
            Arc::new(cache)
        });
        Arc::clone(cache)
    }

    /// Puts the tokens of a response into a cache and the store.
    pub(super) async fn put_response(&self, cache: &Arc<TokenCache>, response: TokenResponse) {
        let core = &self.core;
        let lifetime = millis(core.spec.lifetime);
        let tokens = Tokens::from_response(response, lifetime, core.now(), None);
        self.put(cache, tokens).await;
    }

    /// Puts new tokens into a cache and into the store, where they replace whatever it holds.
    pub(super) async fn put(&self, cache: &Arc<TokenCache>, mut tokens: Tokens) {
        let core = &self.core;
        // The generations of two sign-ins must differ.
        tokens.generation = u64::try_from(core.now()).unwrap_or(0).max(1);
        if let Ok(current) = cache.tokens() {
            tokens.generation = tokens.generation.max(current.generation + 1);
        }
        let cleared = persist::save_sign_in(cache, &mut tokens).await;
        cache.replace(Arc::new(tokens));
        if cleared {
            for other in self
                .caches()
                .iter()
                .filter(|other| !Arc::ptr_eq(other, cache))
            {
                persist::restore(other).await;
            }
        }
    }

    /// Returns the caches of the identity and of each tenant.
    pub(super) fn caches(&self) -> Vec<Arc<TokenCache>> {
        let mut caches = vec![Arc::clone(&self.identity)];
        caches.extend(lock(&self.tenants).values().cloned());
        caches
    }

    /// Exchanges an identity token for tokens of a tenant.
    pub(super) async fn exchange(
        &self,
        identity: &Tokens,
        tenant: Option<&str>,
    ) -> Result<Arc<TokenCache>> {
        let response = self.core.exchange(&self.name, tenant, identity, None);
        let response = response.await?;
        let cache = self.tenant(tenant);
        self.put_response(&cache, response).await;
        Ok(cache)
    }

    /// Switches to another tenant with a fresh identity token.
    pub(super) async fn switch(&self, tenant: Option<&str>) -> Result<Arc<TokenCache>> {
        let current = match self.identity.tokens() {
            Ok(current) => current,
            Err(_) => {
                let message = "the session has no identity token, so it cannot switch to another \
                               tenant; sign in to that tenant";
                return Err(Error::session(session_error(true, message)));
            }
        };
        let fresh = self.identity.newer_than(&current, RenewReason::PreferFresh);
        let (identity, sent) = match fresh.await {
            Ok(fresh) => (fresh, Sent::Yes),
            // The current token cannot be renewed right now, but it is still valid.
            Err(error) if current.is_valid(self.core.now()) => (Arc::clone(&current), error.sent),
            Err(error) => return Err(Error::session(error)),
        };
        let error = match self.exchange(&identity, tenant).await {
            Ok(cache) => return Ok(cache),
            Err(error) => error.following(sent),
        };
        if identity.generation > current.generation || !self.core.is_token_refused(&error) {
            return Err(error);
        }
        // The token is valid by the clock, but the service refuses it.
        let renewed = self.identity.newer_than(&current, RenewReason::Expired);
        let identity =
            (renewed.await).map_err(|error| Error::session(error).following(Sent::Yes))?;
        let cache = self.exchange(&identity, tenant).await;
        cache.map_err(|error| error.following(Sent::Yes))
    }

    /// Loads a slot from the store. Returns false if the store does not hold it.
    pub(super) async fn load(&self, cache: &Arc<TokenCache>) -> Result<bool> {
        let failed = |error: StoreError| {
            self.core
                .report_store_error(cache.tenant.as_deref(), &error);
            let needs_sign_in = error.is_corrupt();
            let message = format!("the stored session cannot be read: {error}");
            Error::session(session_error(needs_sign_in, &message))
        };
        let Some(entry) = self.core.store.load(&cache.key).await.map_err(failed)? else {
            return Ok(false);
        };
        let Some(tokens) = Tokens::deserialize(&entry.text) else {
            let error = StoreError::corrupt("it is not in the format of this version");
            return Err(failed(error));
        };
        cache.record_stored(true);
        cache.replace(Arc::new(tokens));
        Ok(true)
    }

    /// Returns what the service last said about the person.
    pub(super) fn user(&self, cache: &TokenCache) -> Option<Value> {
        let user = |cache: &TokenCache| cache.tokens().ok()?.user.clone();
        user(&self.identity).or_else(|| user(cache))
    }

    /// Calls `hide` with every secret in memory, so that errors mask it.
    pub(super) fn secrets(&self, cache: &TokenCache, hide: &mut dyn FnMut(&str)) {
        for tokens in [cache.tokens(), self.identity.tokens()]
            .into_iter()
            .flatten()
        {
            hide(tokens.access.expose());
            if let Some(refresh) = &tokens.refresh {
                hide(refresh.expose());
            }
        }
    }
}

/// Makes tokens from those that the caller provides.
pub(super) fn tokens_from_caller(
    access: Secret,
    refresh: Option<Secret>,
    lifetime: Duration,
    now: i64,
) -> Result<Tokens> {
    // The time of issue is unknown, so the expiry in the token takes precedence.
    let expiry = jwt::expiry(access.expose());
    let response = TokenResponse::from_caller(access, refresh)?;
    let mut tokens = Tokens::from_response(response, millis(lifetime), now, None);
    tokens.expires = expiry.unwrap_or(tokens.expires);
    Ok(tokens)
}
