//! One renewal of a slot: under a lease, after a look into the store, at most twice with one token.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::cell::{Cell, Outcome, caused, fault};
use super::core::{LOOK, millis};
use super::form::{Reaction, Step};
use super::state::State;
use super::step::{Answered, Known, Slot};
use super::store::{Entry, Lease, StoreError};
use super::tokens::Tokens;
use crate::error::Fault;
use crate::event::EventKind;
use crate::{Error, Secret};

/// A refresh token is sent once, and once more where the answer was lost.
const USES: u32 = 2;

const OVER: &str = "the session is over; sign in again";

/// Brings tokens that come after the generation `seen`.
pub(super) async fn renew(cell: &Arc<Cell>, seen: u64, refused: bool) -> Outcome {
    let held = cell.tokens()?;
    if held.generation > seen {
        return Ok(held);
    }
    if refused {
        cell.strike();
    }
    let renewal = Renewal { cell, seen };
    let lease = match renewal.lease().await? {
        Turn::Mine(lease) => lease,
        Turn::Newer(tokens) => return cell.renewed(tokens),
    };
    let outcome = renewal.under(lease.as_ref()).await;
    if let Some(lease) = lease {
        // It ends by itself where this fails.
        let _ = cell.core.store.release(&cell.key, lease).await;
    }
    outcome
}

/// Whose turn it is to renew.
enum Turn {
    /// Ours; without a lease where the store cannot hand one out and nobody else could get one.
    Mine(Option<Lease>),
    /// Somebody else did it.
    Newer(Arc<Tokens>),
}

struct Renewal<'a> {
    cell: &'a Arc<Cell>,
    seen: u64,
}

/// What is known of the slot before a renewal.
struct Base {
    tokens: Tokens,
    /// The version in the store.
    version: u64,
}

impl Renewal<'_> {
    /// Waits for the lease, or for the tokens that its holder brings.
    async fn lease(&self) -> Result<Turn, Fault> {
        let Cell { core, key, .. } = &**self.cell;
        let patience = core.lease() * 3;
        let mut waited = Duration::ZERO;
        loop {
            match core.store.lease(key, core.lease()).await {
                Ok(Some(lease)) => return Ok(Turn::Mine(Some(lease))),
                Ok(None) => {}
                Err(error) if error.is_unreachable() => return Err(self.unreachable(&error)),
                Err(error) => {
                    self.cell.core.store_failed(self.tenant(), &error);
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
            if waited >= patience {
                let message = "another process has been renewing the tokens for too long";
                return Err(fault(false, message));
            }
            core.clock.sleep(LOOK).await;
            waited += LOOK;
        }
    }

    /// Renews while nobody else does.
    async fn under(&self, lease: Option<&Lease>) -> Outcome {
        let mut base = match self.base(lease).await? {
            Some(base) if base.tokens.generation > self.seen => {
                return self.cell.renewed(Arc::new(base.tokens));
            }
            Some(base) => base,
            None => return Err(self.signed_out()),
        };
        let answered = loop {
            let refresh = self.spend(&mut base)?;
            self.save(&mut base, lease).await?;
            match self.send(&base.tokens, &refresh).await {
                Ok(answered) => break answered,
                Err(error) if is_lost(&error) => {
                    self.failed(&error);
                    if base.tokens.uses >= USES {
                        return Err(self.spent(&mut base, lease, Some(error)).await);
                    }
                }
                Err(error) => return Err(self.refused(&mut base, lease, error).await),
            }
        };
        let taken = match self.cell.slot {
            Slot::Identity => answered.identity,
            Slot::Tenant => answered.tenant,
        };
        let Some(taken) = taken else {
            return Err(fault(false, "the step that renews takes no token"));
        };
        let core = &self.cell.core;
        let lifetime = millis(core.form.lifetime);
        base.tokens = Tokens::taken(taken, lifetime, core.now(), Some(&base.tokens));
        let tokens = Arc::new(base.tokens.clone());
        // Stored before anybody uses it; where that fails, memory goes on.
        self.save(&mut base, lease).await?;
        self.cell.renewed(tokens)
    }

    /// What the store keeps, else what is in memory; `None` if somebody signed out.
    async fn base(&self, lease: Option<&Lease>) -> Result<Option<Base>, Fault> {
        let held = self.cell.tokens()?;
        let memory = |version: u64| Base {
            tokens: (*held).clone(),
            version,
        };
        if lease.is_none() {
            return Ok(Some(memory(0)));
        }
        let Cell {
            core, key, stored, ..
        } = &**self.cell;
        let loaded = core.store.load(key).await;
        if let Ok(Some(_)) = &loaded {
            stored.store(true, Ordering::Relaxed);
        }
        match loaded {
            Ok(Some(entry)) => match Tokens::from_text(&entry.text) {
                Some(kept) if kept.generation >= self.seen => Ok(Some(Base {
                    tokens: kept,
                    version: entry.version,
                })),
                Some(_) => Ok(Some(memory(entry.version))),
                None => Err(self.corrupt()),
            },
            Ok(None) if stored.load(Ordering::Relaxed) => Ok(None),
            Ok(None) => Ok(Some(memory(0))),
            Err(error) if error.is_corrupt() => {
                core.store_failed(self.tenant(), &error);
                Err(self.corrupt())
            }
            Err(error) if error.is_unreachable() => Err(self.unreachable(&error)),
            Err(error) => {
                core.store_failed(self.tenant(), &error);
                Ok(Some(memory(0)))
            }
        }
    }

    /// Counts a use of the refresh token, before it is sent.
    fn spend(&self, base: &mut Base) -> Result<Secret, Fault> {
        let now = self.cell.core.now();
        let tokens = &mut base.tokens;
        let Some(refresh) = tokens.refresh.clone() else {
            return Err(self.over(None));
        };
        let late = tokens.uses > 0 && now.saturating_sub(tokens.used) >= self.cell.core.reuse();
        if tokens.uses >= USES || late {
            // The service takes a second use for a theft, and ends the session everywhere.
            return Err(self.over(None));
        }
        if tokens.uses == 0 {
            tokens.used = now;
        }
        tokens.uses += 1;
        Ok(refresh)
    }

    /// Stores the tokens under the lease. A store that fails is an event, and no more.
    async fn save(&self, base: &mut Base, lease: Option<&Lease>) -> Result<(), Fault> {
        // Memory knows it too, for a store that fails.
        self.cell.remember(&base.tokens);
        let Some(lease) = lease else {
            return Ok(());
        };
        let Cell {
            core, key, stored, ..
        } = &**self.cell;
        let entry = Entry {
            version: base.version.saturating_add(1),
            text: base.tokens.to_text(),
        };
        match core.store.save(key, &entry, lease).await {
            Ok(true) => {
                base.version = entry.version;
                stored.store(true, Ordering::Relaxed);
                Ok(())
            }
            Ok(false) => self.fenced(base).await,
            Err(error) => {
                core.store_failed(self.tenant(), &error);
                Ok(())
            }
        }
    }

    /// The lease is not ours any more: somebody signed out, or renews in our place.
    async fn fenced(&self, base: &Base) -> Result<(), Fault> {
        let Cell { core, key, .. } = &**self.cell;
        match core.store.load(key).await {
            Ok(None) => Err(self.signed_out()),
            // Ours are newer than what is kept: whoever renews next finds them used, not lost.
            Ok(Some(_)) if base.tokens.generation > self.seen => {
                let error = StoreError::new("the lease ended before the new tokens were stored");
                core.store_failed(self.tenant(), &error);
                Ok(())
            }
            _ => Err(fault(
                false,
                "another process took over renewing the tokens",
            )),
        }
    }

    async fn send(&self, tokens: &Tokens, refresh: &Secret) -> Result<Answered, Error> {
        let core = &self.cell.core;
        let step = match self.cell.slot {
            Slot::Identity => core.form.renew,
            Slot::Tenant => core.form.refresh,
        };
        let mut known = Known {
            who: &self.cell.key.account,
            ..Known::default()
        };
        match self.cell.slot {
            Slot::Identity => {
                known.identity = Some(&tokens.access);
                known.identity_refresh = Some(refresh);
            }
            Slot::Tenant => {
                known.access = Some(&tokens.access);
                known.refresh = Some(refresh);
                known.tenant = self.tenant();
            }
        }
        let step: Step = step.ok_or_else(|| Error::session(fault(true, OVER)))?;
        core.call(&step, &known, Some(core.limit())).await
    }

    /// The service, or the way to it, said no; the refresh token was not used up by that.
    async fn refused(&self, base: &mut Base, lease: Option<&Lease>, error: Error) -> Fault {
        self.failed(&error);
        if is_final(&self.cell.core.reaction(&error), &error) {
            return self.spent(base, lease, Some(error)).await;
        }
        base.tokens.uses -= 1;
        if let Err(fault) = self.save(base, lease).await {
            return fault;
        }
        self.cell.rest();
        caused(false, "the session's tokens could not be renewed", error)
    }

    /// The refresh token is worth nothing any more; whoever shares the store learns it from there.
    async fn spent(&self, base: &mut Base, lease: Option<&Lease>, error: Option<Error>) -> Fault {
        base.tokens.refresh = None;
        let _ = self.save(base, lease).await;
        self.over(error)
    }

    /// Ends the slot, unless its access token is still good for a while.
    fn over(&self, error: Option<Error>) -> Fault {
        let code = error.as_ref().and_then(|e| e.code().map(str::to_owned));
        let over = match error {
            Some(error) => caused(true, OVER, error),
            None => fault(true, OVER),
        };
        let valid = self
            .cell
            .tokens()
            .is_ok_and(|t| t.is_valid(self.cell.core.now()));
        if valid {
            self.cell.rest();
        } else {
            self.cell.lost(&over, code);
        }
        over
    }

    fn signed_out(&self) -> Fault {
        let fault = fault(true, "somebody signed out; sign in again");
        self.cell.end(fault.clone(), State::SignedOut);
        fault
    }

    fn corrupt(&self) -> Fault {
        let fault = fault(true, "the stored session cannot be read; sign in again");
        self.cell.lost(&fault, None);
        fault
    }

    /// Without the store nobody knows whether another process renews just now.
    fn unreachable(&self, error: &StoreError) -> Fault {
        self.cell.core.store_failed(self.tenant(), error);
        self.cell.rest();
        fault(
            false,
            &format!("the tokens are not renewed while the store cannot be reached: {error}"),
        )
    }

    fn failed(&self, error: &Error) {
        let kind = match self.cell.slot {
            Slot::Identity => EventKind::RenewFailed,
            Slot::Tenant => EventKind::RefreshFailed,
        };
        self.cell.core.failed(kind, self.tenant(), error);
    }

    fn tenant(&self) -> Option<&str> {
        self.cell.tenant.as_deref()
    }
}

/// Whether the service may have replaced the refresh token without us learning the new one.
fn is_lost(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        // Gateways speak here; what stands behind them may have answered.
        Some(502 | 504) => true,
        Some(status) if status >= 300 => false,
        _ => !error.not_sent(),
    }
}

/// Whether the service would say the same to every further attempt.
fn is_final(reaction: &Option<Reaction>, error: &Error) -> bool {
    match reaction {
        Some(Reaction::Wait) => return false,
        Some(_) => return true,
        None => {}
    }
    let status = error.status().map(|status| status.as_u16());
    status.is_some_and(|s| (400..500).contains(&s) && !matches!(s, 408 | 409 | 425 | 429))
}
