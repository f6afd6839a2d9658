//! Renews the tokens of one slot, under a lease and after checking the store.

mod identity;
mod latest;
mod lease;
mod obtain;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::core::millis;
use super::error::{session_error, step_error};
use super::spec::{Reaction, Step};
use super::step::{Inputs, StepTokens, TokenOwner};
use super::store::{Entry, Lease, StoreError};
use super::token_cache::{RenewResult, TokenCache};
use super::token_response::TokenResponse;
use super::tokens::Tokens;
use crate::Error;
use crate::error::SessionError;
use crate::event::EventKind;
use crate::secret::Secret;
use latest::Latest;
use lease::Turn;

/// How many times a refresh token may be sent: once, and once more if the response was lost.
const MAX_USES: u32 = 2;
/// How many times saving new tokens is attempted.
const MAX_SAVES: u32 = 3;

const SESSION_OVER: &str = "the session is over; sign in again";
const DOUBTFUL: &str =
    "the store once lost the tokens, so they are not renewed while the current ones are valid";
const NOT_RENEWED: &str = "the session's tokens could not be renewed";

/// Why tokens are renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RenewReason {
    /// They expire soon or have expired, by the clock.
    Expiring,
    /// A fresh token is preferable, but the current one will do.
    PreferFresh,
    /// The service refused them as expired.
    Expired,
    /// The service refused them for good.
    Revoked,
}

impl RenewReason {
    fn is_refusal(self) -> bool {
        matches!(self, Self::Expired | Self::Revoked)
    }
}

/// Renews the tokens of a slot. Returns tokens newer than generation `seen`.
async fn renew(cache: &Arc<TokenCache>, seen: u64, reason: RenewReason) -> RenewResult {
    let current = cache.tokens()?;
    if current.generation > seen {
        return Ok(current);
    }
    if reason.is_refusal() {
        cache.record_refusal();
    }
    let mut renewal = Renewal {
        cache,
        seen,
        reason,
        lease: None,
    };
    match renewal.acquire_lease().await? {
        Turn::Acquired(lease) => renewal.lease = lease,
        Turn::RenewedElsewhere(tokens) => return cache.replace_renewed(tokens),
    }
    let result = renewal.run().await;
    if let Some(lease) = renewal.lease.take() {
        // If this fails, the lease expires by itself.
        let _ = cache.core.store.release(&cache.key, lease).await;
    }
    result
}

struct Renewal<'a> {
    cache: &'a Arc<TokenCache>,
    seen: u64,
    reason: RenewReason,
    /// The lease of the slot, or `None` if the store cannot grant one to anybody.
    lease: Option<Lease>,
}

/// Why a refresh token brought no new tokens.
enum RefreshError {
    /// A later attempt may succeed.
    Retryable(SessionError),
    /// The refresh token is no longer usable.
    Unusable(Option<Error>),
}

impl Renewal<'_> {
    /// Renews while this process holds the lease.
    async fn run(&mut self) -> RenewResult {
        let mut latest = self.load_latest().await?;
        if latest.tokens.generation > self.seen {
            return self.cache.replace_renewed(Arc::new(latest.tokens));
        }
        let response = self.request_tokens(&mut latest).await?;
        let core = &self.cache.core;
        let lifetime = millis(core.spec.lifetime);
        latest.tokens = Tokens::from_response(response, lifetime, core.now(), Some(&latest.tokens));
        let tokens = Arc::new(latest.tokens.clone());
        // The tokens are saved before anybody uses them. If the store fails, the session continues
        // in memory.
        self.save_new(&mut latest).await?;
        if self.reason == RenewReason::Revoked {
            self.cache.record_recovery(tokens.generation);
        }
        self.cache.replace_renewed(tokens)
    }

    /// Requests new tokens with the refresh token or from the identity. Requires a new sign-in only
    /// as a last resort.
    async fn request_tokens(&mut self, latest: &mut Latest) -> Result<TokenResponse, SessionError> {
        let doubtful = latest.tokens.doubtful;
        let valid = latest.tokens.is_valid(self.cache.core.now());
        if doubtful && self.reason == RenewReason::PreferFresh && valid {
            return Err(session_error(false, DOUBTFUL));
        }
        // A refresh token that may be used up is tried last, and the service does not renew tokens
        // that it revoked.
        if doubtful || self.reason == RenewReason::Revoked {
            match self.exchange_identity(doubtful).await {
                Some(Err(error)) if self.reason == RenewReason::Revoked || !error.needs_sign_in => {
                    return Err(error);
                }
                Some(Ok(response)) => return Ok(response),
                _ => {}
            }
        }
        let error = match self.refresh(latest).await {
            Ok(response) => return Ok(response),
            Err(RefreshError::Retryable(error)) => return Err(error),
            Err(RefreshError::Unusable(error)) => error,
        };
        // Other processes learn from the store that the refresh token is used up.
        latest.tokens.refresh = None;
        let _ = self.save(latest).await;
        match self.exchange_identity(false).await {
            Some(result) => result,
            None => Err(self.session_over(latest, error)),
        }
    }

    /// Sends the refresh token, and sends it once more if the response was lost.
    async fn refresh(&self, latest: &mut Latest) -> Result<TokenResponse, RefreshError> {
        let tokens = loop {
            let refresh = self.count_use(latest)?;
            self.save(latest).await.map_err(RefreshError::Retryable)?;
            match self.send(&latest.tokens, &refresh).await {
                Ok(tokens) => break tokens,
                Err(error) if is_response_lost(&error) => {
                    self.report(&error);
                    if latest.tokens.uses >= MAX_USES {
                        return Err(RefreshError::Unusable(Some(error)));
                    }
                }
                Err(error) => return Err(self.refresh_refused(latest, error).await),
            }
        };
        let response = match self.cache.owner {
            TokenOwner::Identity => tokens.identity,
            TokenOwner::Tenant => tokens.tenant,
        };
        let message = "the step that renews takes no token";
        response.ok_or_else(|| RefreshError::Retryable(session_error(false, message)))
    }

    /// Counts a use of the refresh token and returns the token to send.
    fn count_use(&self, latest: &mut Latest) -> Result<Secret, RefreshError> {
        let now = self.cache.core.now();
        let tokens = &mut latest.tokens;
        let Some(refresh) = tokens.refresh.clone() else {
            return Err(RefreshError::Unusable(None));
        };
        let late = tokens.uses > 0 && now.saturating_sub(tokens.used) >= self.cache.core.reuse();
        if tokens.uses >= MAX_USES || late {
            // The service treats a later use as theft and ends the session everywhere.
            return Err(RefreshError::Unusable(None));
        }
        if tokens.uses == 0 {
            tokens.used = now;
        }
        tokens.uses += 1;
        Ok(refresh)
    }

    /// Saves new tokens, and tries again if the store does not respond: other processes would
    /// otherwise continue with a refresh token that is used up.
    async fn save_new(&self, latest: &mut Latest) -> Result<(), SessionError> {
        for _ in 1..MAX_SAVES {
            match self.save(latest).await {
                Err(error) if latest.unsaved => drop(error),
                outcome => return outcome,
            }
        }
        match self.save(latest).await {
            Err(_) if latest.unsaved => Ok(()),
            outcome => outcome,
        }
    }

    /// Saves the tokens under the lease. An error of the store only emits an event, unless other
    /// processes share the store: then the renewal must not continue without their knowledge.
    async fn save(&self, latest: &mut Latest) -> Result<(), SessionError> {
        latest.unsaved = false;
        // The cache needs the tokens too, in case the store fails.
        self.cache.update(&latest.tokens);
        let Some(lease) = &self.lease else {
            return Ok(());
        };
        let TokenCache {
            core, key, stored, ..
        } = &**self.cache;
        let entry = Entry {
            version: latest.version.saturating_add(1),
            text: latest.tokens.serialize(),
        };
        match core.store.save(key, &entry, lease).await {
            Ok(true) => {
                latest.version = entry.version;
                stored.store(true, Ordering::Relaxed);
                Ok(())
            }
            Ok(false) => self.lease_lost(latest).await,
            Err(error) if error.is_unreachable() => {
                latest.unsaved = true;
                Err(self.store_unreachable(&error))
            }
            Err(error) => {
                core.report_store_error(self.tenant(), &error);
                Ok(())
            }
        }
    }

    /// Handles a lost lease: somebody signed out, or another process took over.
    async fn lease_lost(&self, latest: &Latest) -> Result<(), SessionError> {
        let core = &self.cache.core;
        core.report_store_error(self.tenant(), &StoreError::not_saved());
        // If these tokens are newer than the stored ones, the next process finds the stored ones
        // marked as used, not lost.
        let newer = latest.tokens.generation > self.seen;
        match core.store.load(&self.cache.key).await {
            Ok(None) if self.is_signed_out().await? => Err(self.signed_out()),
            Ok(_) if newer => Ok(()),
            _ => Err(session_error(
                false,
                "another process has taken over the renewal of the tokens",
            )),
        }
    }

    async fn send(&self, tokens: &Tokens, refresh: &Secret) -> Result<StepTokens, Error> {
        let core = &self.cache.core;
        let mut inputs = Inputs {
            account: &self.cache.key.account,
            ..Inputs::default()
        };
        let step = match self.cache.owner {
            TokenOwner::Identity => {
                inputs.identity = Some(&tokens.access);
                inputs.identity_refresh = Some(refresh);
                core.spec.renew
            }
            TokenOwner::Tenant => {
                inputs.access = Some(&tokens.access);
                inputs.refresh = Some(refresh);
                inputs.tenant = self.tenant();
                core.spec.refresh
            }
        };
        let step: Step = step.ok_or_else(|| Error::session(session_error(true, SESSION_OVER)))?;
        core.call(&step, &inputs, Some(core.refresh_timeout()))
            .await
    }

    /// Handles a refused refresh. Unless the refusal is final, it does not count as a use of the
    /// refresh token.
    async fn refresh_refused(&self, latest: &mut Latest, error: Error) -> RefreshError {
        self.report(&error);
        if error.needs_sign_in() || is_final(self.cache.core.reaction(&error), &error) {
            return RefreshError::Unusable(Some(error));
        }
        latest.tokens.uses -= 1;
        if let Err(error) = self.save(latest).await {
            return RefreshError::Retryable(error);
        }
        self.cache.pause_renewals();
        RefreshError::Retryable(step_error(false, NOT_RENEWED, error))
    }

    /// Pauses renewals and returns the error: once the current token has expired, only a sign-in
    /// helps.
    fn session_over(&self, latest: &Latest, error: Option<Error>) -> SessionError {
        self.cache.pause_renewals();
        let message = match latest.tokens.doubtful {
            true => "the store lost the session, and its tokens are used up; sign in again",
            false => SESSION_OVER,
        };
        match error {
            Some(error) => step_error(true, message, error),
            None => session_error(true, message),
        }
    }

    /// Reports the error and pauses renewals: without the store, nobody knows whether another
    /// process is renewing.
    fn store_unreachable(&self, error: &StoreError) -> SessionError {
        self.cache.core.report_store_error(self.tenant(), error);
        self.cache.pause_renewals();
        session_error(
            false,
            &format!("the tokens are not renewed while the store is unavailable: {error}"),
        )
    }

    fn report(&self, error: &Error) {
        let kind = match self.cache.owner {
            TokenOwner::Identity => EventKind::RenewFailed,
            TokenOwner::Tenant => EventKind::RefreshFailed,
        };
        self.cache.core.report(kind, self.tenant(), error);
    }

    fn tenant(&self) -> Option<&str> {
        self.cache.tenant.as_deref()
    }
}

/// Returns true if the service may have replaced the refresh token, but the new one did not arrive.
fn is_response_lost(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        // These come from a gateway; the service behind it may have responded.
        Some(502 | 504) => true,
        Some(status) if status >= 300 => false,
        _ => !error.not_sent(),
    }
}

/// Returns true if every further attempt would fail in the same way.
fn is_final(reaction: Option<Reaction>, error: &Error) -> bool {
    match reaction {
        Some(Reaction::Wait) => return false,
        Some(_) => return true,
        None => {}
    }
    let status = error.status().map(|status| status.as_u16());
    status.is_some_and(|s| (400..500).contains(&s) && !matches!(s, 408 | 409 | 425 | 429))
}
