//! Whose turn it is to renew.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::super::cell::{Cell, Why, fault};
use super::super::keep::Patience;
use super::super::store::Lease;
use super::super::tokens::Tokens;
use super::Renewal;
use crate::error::Fault;

/// Whoever holds a valid token does not wait longer than this for somebody else's renewal.
const SHORT: Duration = Duration::from_secs(1);

pub(super) enum Turn {
    /// Ours; without a lease where the store cannot hand one out and nobody else could get one.
    Mine(Option<Lease>),
    /// Somebody else did it.
    Newer(Arc<Tokens>),
}

impl Renewal<'_> {
    /// Waits for the lease, or for the tokens that its holder brings.
    pub(super) async fn turn(&self) -> Result<Turn, Fault> {
        let Cell { core, key, .. } = &**self.cell;
        let usable = self.why == Why::Old
            && (self.cell.tokens()).is_ok_and(|tokens| tokens.is_valid(core.now()));
        let most = match usable {
            true => SHORT,
            false => core.lease() * 3,
        };
        let mut patience = Patience::of(core, most);
        loop {
            match core.store.lease(key, core.lease()).await {
                Ok(Some(lease)) => return Ok(Turn::Mine(Some(lease))),
                Ok(None) => {}
                Err(error) if error.is_unreachable() => return Err(self.unreachable(&error)),
                Err(error) => {
                    core.store_failed(self.tenant(), &error);
                    return Ok(Turn::Mine(None));
                }
            }
            if let Ok(Some(entry)) = core.store.load(key).await
                && let Some(kept) = Tokens::from_text(&entry.text)
                && kept.generation > self.seen
            {
                self.cell.stored.store(true, Ordering::Relaxed);
                return Ok(Turn::Newer(Arc::new(kept)));
            }
            if !patience.wait().await {
                self.cell.rest();
                let message = "another process has been renewing the tokens for too long";
                return Err(Fault {
                    hasty: usable,
                    ..fault(false, message)
                });
            }
        }
    }
}
