//! Exchanges the identity token for new tokens of a tenant, before a person has to sign in.

use super::super::error::{session_error, step_error};
use super::super::token_cache::TokenCache;
use super::super::token_response::TokenResponse;
use super::super::tokens::Tokens;
use super::{NOT_RENEWED, RenewReason, Renewal, SESSION_OVER, is_final};
use crate::error::SessionError;
use crate::{Error, Result};

const OTHER_TENANT: &str = "the service returned tokens of another tenant than before; sign in \
    again, and name the tenant";

impl Renewal<'_> {
    /// Exchanges an identity token: the current one if it is valid and `use_current` is set,
    /// otherwise a fresh one. If the service refuses the current one, tries once more with a fresh
    /// one. Returns `None` if the spec has no such steps or the session has no identity.
    pub(super) async fn exchange_identity(
        &self,
        use_current: bool,
    ) -> Option<Result<TokenResponse, SessionError>> {
        let core = &self.cache.core;
        let identity = self.cache.identity.as_ref()?;
        core.spec.exchange?;
        let current = identity.tokens().ok()?;
        let valid = current.is_valid(core.now());
        let mut reason = RenewReason::PreferFresh;
        if valid && (use_current || core.spec.renew.is_none()) {
            match self.exchange(&current).await {
                Ok(response) => return Some(Ok(response)),
                Err(error) if core.spec.renew.is_none() || !core.is_token_refused(&error) => {
                    return Some(Err(self.exchange_failed(error)));
                }
                Err(_) => reason = RenewReason::Expired,
            }
        }
        core.spec.renew?;
        let fresh = match identity.boxed_newer_than(&current, reason).await {
            Ok(fresh) => fresh,
            // The current token cannot be renewed right now, but it is still valid.
            Err(_) if valid && reason == RenewReason::PreferFresh => current,
            Err(error) => {
                self.cache.pause_renewals();
                return Some(Err(error));
            }
        };
        let response = self.exchange(&fresh).await;
        Some(response.map_err(|error| self.exchange_failed(error)))
    }

    async fn exchange(&self, identity: &Tokens) -> Result<TokenResponse> {
        let TokenCache { core, key, .. } = &**self.cache;
        let timeout = Some(core.refresh_timeout());
        let response = core.exchange(&key.account, self.tenant(), identity, timeout);
        let response = response.await?;
        match self.is_other_tenant(&response) {
            true => Err(Error::session(session_error(true, OTHER_TENANT))),
            false => Ok(response),
        }
    }

    /// Returns true if nobody named a tenant and the service chose a different one than before. A
    /// session never changes its tenant: its calls must not reach somebody else's documents.
    fn is_other_tenant(&self, response: &TokenResponse) -> bool {
        let before = self.cache.tokens().ok().and_then(|t| t.context.clone());
        self.cache.tenant.is_none()
            && matches!((&before, &response.context), (Some(before), Some(now)) if before != now)
    }

    fn exchange_failed(&self, error: Error) -> SessionError {
        self.cache.pause_renewals();
        let over = error.needs_sign_in() || is_final(self.cache.core.reaction(&error), &error);
        match over {
            true => step_error(true, SESSION_OVER, error),
            false => step_error(false, NOT_RENEWED, error),
        }
    }
}
