//! One renewal of a slot: under a lease, after a look into the store, at most twice with one token.

mod base;
mod identity;
mod turn;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::cell::{Cell, Outcome, Why, caused, fault};
use super::core::millis;
use super::keep;
use super::spec::{Reaction, Step};
use super::step::{Answered, Known, Slot, Taken};
use super::store::{Entry, Lease, StoreError};
use super::tokens::Tokens;
use crate::error::Fault;
use crate::event::EventKind;
use crate::{Error, Secret};
use base::Base;
use turn::Turn;

/// A refresh token is sent once, and once more where the answer was lost.
const USES: u32 = 2;
/// New tokens that could not be stored are tried to be stored so often.
const SAVES: u32 = 3;

const OVER: &str = "the session is over; sign in again";
const DOUBTFUL: &str =
    "the store lost the tokens once, so they are not renewed while those at hand are good";
const LATER: &str = "the session's tokens could not be renewed";

/// Brings tokens that come after the generation `seen`.
pub(super) async fn renew(cell: &Arc<Cell>, seen: u64, why: Why) -> Outcome {
    let held = cell.tokens()?;
    if held.generation > seen {
        return Ok(held);
    }
    if why.is_refusal() {
        cell.strike();
    }
    let mut renewal = Renewal {
        cell,
        seen,
        why,
        lease: None,
    };
    match renewal.turn().await? {
        Turn::Mine(lease) => renewal.lease = lease,
        Turn::Newer(tokens) => return cell.renewed(tokens),
    }
    let outcome = renewal.under().await;
    if let Some(lease) = renewal.lease.take() {
        // It ends by itself where this fails.
        let _ = cell.core.store.release(&cell.key, lease).await;
    }
    outcome
}

struct Renewal<'a> {
    cell: &'a Arc<Cell>,
    seen: u64,
    why: Why,
    /// None where the store cannot hand one out and nobody else could get one.
    lease: Option<Lease>,
}

/// Why a refresh token brought nothing.
enum Failed {
    /// It may be good later, and so is this error.
    Now(Fault),
    /// It is worth nothing any more.
    Spent(Option<Error>),
}

impl Renewal<'_> {
    /// Renews while nobody else does.
    async fn under(&mut self) -> Outcome {
        let mut base = self.base().await?;
        if base.tokens.generation > self.seen {
            return self.cell.renewed(Arc::new(base.tokens));
        }
        let taken = self.taken(&mut base).await?;
        let core = &self.cell.core;
        let lifetime = millis(core.spec.lifetime);
        base.tokens = Tokens::taken(taken, lifetime, core.now(), Some(&base.tokens));
        let tokens = Arc::new(base.tokens.clone());
        // Stored before anybody uses it; where that fails, memory goes on.
        self.save_new(&mut base).await?;
        if self.why == Why::Invalid {
            self.cell.revived(tokens.generation);
        }
        self.cell.renewed(tokens)
    }

    /// New tokens: for the refresh token, else from the identity; a person comes last.
    async fn taken(&self, base: &mut Base) -> Result<Taken, Fault> {
        let doubtful = base.tokens.doubtful;
        if doubtful && self.why == Why::Fresh && base.tokens.is_valid(self.cell.core.now()) {
            return Err(fault(false, DOUBTFUL));
        }
        // What may be used up comes last, and what the service refused for good it would not renew.
        if doubtful || self.why == Why::Invalid {
            match self.exchanged(doubtful).await {
                Some(Err(fault)) if self.why == Why::Invalid || !fault.needs_sign_in => {
                    return Err(fault);
                }
                Some(Ok(taken)) => return Ok(taken),
                _ => {}
            }
        }
        let error = match self.refreshed(base).await {
            Ok(taken) => return Ok(taken),
            Err(Failed::Now(fault)) => return Err(fault),
            Err(Failed::Spent(error)) => error,
        };
        // Whoever shares the store learns it from there.
        base.tokens.refresh = None;
        let _ = self.save(base).await;
        match self.exchanged(false).await {
            Some(taken) => taken,
            None => Err(self.over(base, error)),
        }
    }

    /// Sends the refresh token, and once more where the answer was lost.
    async fn refreshed(&self, base: &mut Base) -> Result<Taken, Failed> {
        let answered = loop {
            let refresh = self.spend(base)?;
            self.save(base).await.map_err(Failed::Now)?;
            match self.send(&base.tokens, &refresh).await {
                Ok(answered) => break answered,
                Err(error) if is_lost(&error) => {
                    self.failed(&error);
                    if base.tokens.uses >= USES {
                        return Err(Failed::Spent(Some(error)));
                    }
                }
                Err(error) => return Err(self.refused(base, error).await),
            }
        };
        let taken = match self.cell.slot {
            Slot::Identity => answered.identity,
            Slot::Tenant => answered.tenant,
        };
        let none = || Failed::Now(fault(false, "the step that renews takes no token"));
        taken.ok_or_else(none)
    }

    /// Counts a use of the refresh token, before it is sent.
    fn spend(&self, base: &mut Base) -> Result<Secret, Failed> {
        let now = self.cell.core.now();
        let tokens = &mut base.tokens;
        let Some(refresh) = tokens.refresh.clone() else {
            return Err(Failed::Spent(None));
        };
        let late = tokens.uses > 0 && now.saturating_sub(tokens.used) >= self.cell.core.reuse();
        if tokens.uses >= USES || late {
            // The service takes a second use for a theft, and ends the session everywhere.
            return Err(Failed::Spent(None));
        }
        if tokens.uses == 0 {
            tokens.used = now;
        }
        tokens.uses += 1;
        Ok(refresh)
    }

    /// Stores new tokens, more than once where the store does not answer: who shares it would go
    /// on with a refresh token that is used up.
    async fn save_new(&self, base: &mut Base) -> Result<(), Fault> {
        for _ in 1..SAVES {
            match self.save(base).await {
                Err(fault) if base.unsaved => drop(fault),
                outcome => return outcome,
            }
        }
        match self.save(base).await {
            Err(_) if base.unsaved => Ok(()),
            outcome => outcome,
        }
    }

    /// Stores the tokens under the lease. A store that fails is an event, and no more, unless others
    /// share it: then nothing goes on that they do not know of.
    async fn save(&self, base: &mut Base) -> Result<(), Fault> {
        base.unsaved = false;
        // Memory knows it too, for a store that fails.
        self.cell.remember(&base.tokens);
        let Some(lease) = &self.lease else {
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
            Err(error) if error.is_unreachable() => {
                base.unsaved = true;
                Err(self.unreachable(&error))
            }
            Err(error) => {
                core.store_failed(self.tenant(), &error);
                Ok(())
            }
        }
    }

    /// The lease is not ours any more: somebody signed out, or renews in our place.
    async fn fenced(&self, base: &Base) -> Result<(), Fault> {
        let core = &self.cell.core;
        core.store_failed(self.tenant(), &keep::refused());
        // Ours are newer than what is kept: whoever renews next finds those used, not lost.
        let newer = base.tokens.generation > self.seen;
        match core.store.load(&self.cell.key).await {
            Ok(None) if self.is_signed_out().await? => Err(self.signed_out()),
            Ok(_) if newer => Ok(()),
            _ => Err(fault(
                false,
                "another process took over renewing the tokens",
            )),
        }
    }

    async fn send(&self, tokens: &Tokens, refresh: &Secret) -> Result<Answered, Error> {
        let core = &self.cell.core;
        let step = match self.cell.slot {
            Slot::Identity => core.spec.renew,
            Slot::Tenant => core.spec.refresh,
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
    async fn refused(&self, base: &mut Base, error: Error) -> Failed {
        self.failed(&error);
        if error.needs_sign_in() || is_final(&self.cell.core.reaction(&error), &error) {
            return Failed::Spent(Some(error));
        }
        base.tokens.uses -= 1;
        if let Err(fault) = self.save(base).await {
            return Failed::Now(fault);
        }
        self.cell.rest();
        Failed::Now(caused(false, LATER, error))
    }

    /// Nothing but a sign-in helps, once the token at hand has ended.
    fn over(&self, base: &Base, error: Option<Error>) -> Fault {
        self.cell.rest();
        let message = match base.tokens.doubtful {
            true => "the store lost the session, and the tokens at hand are used up; sign in again",
            false => OVER,
        };
        match error {
            Some(error) => caused(true, message, error),
            None => fault(true, message),
        }
    }

    /// Without the store nobody knows whether another process renews just now.
    fn unreachable(&self, error: &StoreError) -> Fault {
        self.cell.core.store_failed(self.tenant(), error);
        self.cell.rest();
        fault(
            false,
            &format!("the tokens are not renewed while the store cannot be used: {error}"),
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
