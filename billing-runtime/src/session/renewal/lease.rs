//! Decides which process renews.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::super::error::session_error;
use super::super::store::{Lease, LeaseWait};
use super::super::token_cache::TokenCache;
use super::super::tokens::Tokens;
use super::{RenewReason, Renewal};
use crate::error::SessionError;

/// How long a caller with a valid token waits for another process to renew.
const SHORT_WAIT: Duration = Duration::from_secs(1);

pub(super) enum Turn {
    /// This process renews, without a lease if the store cannot grant one to anybody.
    Acquired(Option<Lease>),
    /// Another process has renewed.
    RenewedElsewhere(Arc<Tokens>),
}

impl Renewal<'_> {
    /// Waits for the lease, or for the tokens that its holder stores.
    pub(super) async fn acquire_lease(&self) -> Result<Turn, SessionError> {
        let TokenCache { core, key, .. } = &**self.cache;
        let usable = self.reason == RenewReason::Expiring
            && (self.cache.tokens()).is_ok_and(|tokens| tokens.is_valid(core.now()));
        let timeout = match usable {
            true => SHORT_WAIT,
            false => core.lease_duration() * 3,
        };
        let mut wait = LeaseWait::new(&*core.clock, timeout);
        loop {
            match core.store.lease(key, core.lease_duration()).await {
                Ok(Some(lease)) => return Ok(Turn::Acquired(Some(lease))),
                Ok(None) => {}
                Err(error) if error.is_unreachable() => {
                    return Err(self.store_unreachable(&error));
                }
                Err(error) => {
                    core.report_store_error(self.tenant(), &error);
                    return Ok(Turn::Acquired(None));
                }
            }
            if let Ok(Some(entry)) = core.store.load(key).await
                && let Some(stored) = Tokens::deserialize(&entry.text)
                && stored.generation > self.seen
            {
                self.cache.stored.store(true, Ordering::Relaxed);
                return Ok(Turn::RenewedElsewhere(Arc::new(stored)));
            }
            if !wait.next_attempt().await {
                self.cache.pause_renewals();
                let message = "another process has been renewing the tokens for too long";
                return Err(SessionError {
                    did_not_wait: usable,
                    ..session_error(false, message)
                });
            }
        }
    }
}
