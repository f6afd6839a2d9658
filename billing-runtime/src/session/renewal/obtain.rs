//! Obtains tokens to sign a call with, and renews them once for all callers that wait.

use std::pin::Pin;
use std::sync::Arc;

use super::super::token_cache::{RenewResult, TokenCache};
use super::super::tokens::Tokens;
use super::{RenewReason, renew};
use crate::error::SessionError;

impl TokenCache {
    /// Returns tokens to sign a call with. Renews them first if they expire soon.
    pub(in super::super) async fn obtain(self: &Arc<Self>, now: i64) -> RenewResult {
        let tokens = self.tokens()?;
        if tokens.is_fresh(now) {
            return Ok(tokens);
        }
        self.newer_than(&tokens, RenewReason::Expiring).await
    }

    /// Returns tokens newer than `seen`. If `seen` merely expires soon and cannot be renewed,
    /// returns the current tokens while they are valid.
    pub(in super::super) async fn newer_than(
        self: &Arc<Self>,
        seen: &Arc<Tokens>,
        reason: RenewReason,
    ) -> RenewResult {
        loop {
            let current = self.tokens()?;
            if current.generation > seen.generation {
                return Ok(current);
            }
            let usable = || reason == RenewReason::Expiring && seen.is_valid(self.core.now());
            if usable() && self.is_renewal_paused() {
                return Ok(current);
            }
            let renewal = self.renewal.join(|| {
                let cache = Arc::clone(self);
                let generation = seen.generation;
                Box::pin(async move { renew(&cache, generation, reason).await })
            });
            match renewal.await {
                Some(Ok(tokens)) if tokens.generation > seen.generation => return Ok(tokens),
                Some(Err(_)) if usable() => return Ok(current),
                // A caller with a valid token began the renewal and did not wait for it. This
                // caller has to.
                Some(Err(error)) if error.did_not_wait => {}
                Some(Err(error)) => return self.renewal_failed(seen, reason, error),
                // The renewal was for an older generation, or it panicked: look again.
                Some(Ok(_)) | None => {}
            }
        }
    }

    /// Calls `newer_than` for the renewal of another cache. Without the box, two future types would
    /// contain each other.
    pub(super) fn boxed_newer_than<'a>(
        self: &'a Arc<Self>,
        seen: &'a Arc<Tokens>,
        reason: RenewReason,
    ) -> Pin<Box<dyn Future<Output = RenewResult> + Send + 'a>> {
        Box::pin(self.newer_than(seen, reason))
    }

    /// Decides what a failed renewal means for a caller that needs new tokens.
    fn renewal_failed(
        &self,
        seen: &Tokens,
        reason: RenewReason,
        error: SessionError,
    ) -> RenewResult {
        let usable = reason == RenewReason::PreferFresh && seen.is_valid(self.core.now());
        if usable || !error.needs_sign_in {
            return Err(error);
        }
        let code = error.cause.as_ref().and_then(|error| error.code());
        let code = code.map(str::to_owned);
        self.end_unless_newer(seen.generation, error, code)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use crate::session::single_flight::SingleFlight;
    use crate::testing::block_on;

    /// The panic reaches the caller that polls; the others receive `None`.
    #[test]
    fn a_panic_leaves_nobody_waiting() {
        let flight = SingleFlight::<u8>::new();
        let join = || flight.join(|| Box::pin(async { panic!("on purpose") }));
        let (first, second) = (join(), join());
        assert!(catch_unwind(AssertUnwindSafe(|| block_on(first))).is_err());
        assert_eq!(block_on(second), None);
        let next = flight.join(|| Box::pin(async { 1 }));
        assert_eq!(block_on(next), Some(1));
    }
}
