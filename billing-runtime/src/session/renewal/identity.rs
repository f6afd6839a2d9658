//! New tokens of a tenant from the identity behind it, before a person is asked.

use super::super::cell::{Cell, Why, caused, fault};
use super::super::step::Taken;
use super::super::tokens::Tokens;
use super::{LATER, OVER, Renewal, is_final};
use crate::error::Fault;
use crate::{Error, Result};

const ELSEWHERE: &str =
    "the service gave tokens of another tenant than before; sign in again, and name the tenant";

impl Renewal<'_> {
    /// Exchanges an identity token that is at hand and valid, if `held` does, else a fresh one; what
    /// the service takes no more is replaced by a fresh one, once. `None` where the protocol has no
    /// such steps, or the session no identity.
    pub(super) async fn exchanged(&self, held: bool) -> Option<Result<Taken, Fault>> {
        let core = &self.cell.core;
        let identity = self.cell.identity.as_ref()?;
        core.spec.exchange?;
        let at_hand = identity.tokens().ok()?;
        let valid = at_hand.is_valid(core.now());
        let mut why = Why::Fresh;
        if valid && (held || core.spec.renew.is_none()) {
            match self.exchange(&at_hand).await {
                Ok(taken) => return Some(Ok(taken)),
                Err(error) if core.spec.renew.is_none() || !core.refuses_token(&error) => {
                    return Some(Err(self.unexchanged(error)));
                }
                Err(_) => why = Why::Expired,
            }
        }
        core.spec.renew?;
        let fresh = match identity.renewed_after(&at_hand, why).await {
            Ok(fresh) => fresh,
            // It cannot be renewed just now, but is good for a while.
            Err(_) if valid && why == Why::Fresh => at_hand,
            Err(fault) => {
                self.cell.rest();
                return Some(Err(fault));
            }
        };
        let taken = self.exchange(&fresh).await;
        Some(taken.map_err(|error| self.unexchanged(error)))
    }

    async fn exchange(&self, identity: &Tokens) -> Result<Taken> {
        let Cell { core, key, .. } = &**self.cell;
        let taken = core.exchange(&key.account, self.tenant(), identity, Some(core.limit()));
        let taken = taken.await?;
        match self.is_elsewhere(&taken) {
            true => Err(Error::session(fault(true, ELSEWHERE))),
            false => Ok(taken),
        }
    }

    /// Whether the service chose another tenant than before, where nobody named one: a session
    /// never changes its tenant, and calls are not to end up with somebody else's documents.
    fn is_elsewhere(&self, taken: &Taken) -> bool {
        let before = self.cell.tokens().ok().and_then(|t| t.context.clone());
        self.cell.tenant.is_none()
            && matches!((&before, &taken.context), (Some(before), Some(now)) if before != now)
    }

    fn unexchanged(&self, error: Error) -> Fault {
        self.cell.rest();
        let over = error.needs_sign_in() || is_final(&self.cell.core.reaction(&error), &error);
        match over {
            true => caused(true, OVER, error),
            false => caused(false, LATER, error),
        }
    }
}
