//! The tokens of one slot: read by every call without a lock, renewed by one flight at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use super::core::Core;
use super::flight::Flight;
use super::renewal::renew;
use super::state::State;
use super::step::Slot;
use super::store::Key;
use super::sync::lock;
use super::tokens::Tokens;
use crate::Error;
use crate::error::{Fault, Sent};

/// After a failed renewal, a token that is still valid is used this long before the next attempt.
const PAUSE: i64 = 5_000;
/// So many renewals in a row whose tokens were all refused are no accident.
const STRIKES: u32 = 3;

/// Why tokens are asked for that come after those at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// They end soon or have ended, by the clock.
    Old,
    /// A fresh token is better for what comes; the one at hand does where there is no other.
    Fresh,
    /// The service refused them as expired.
    Expired,
    /// The service refused them for good.
    Invalid,
}

impl Why {
    pub(super) fn is_refusal(self) -> bool {
        matches!(self, Self::Expired | Self::Invalid)
    }
}

/// What a flight brings to everybody on board.
pub(super) type Outcome = Result<Arc<Tokens>, Fault>;

/// One slot of one principal.
pub(super) struct Cell {
    pub(super) core: Arc<Core>,
    pub(super) key: Key,
    pub(super) slot: Slot,
    pub(super) tenant: Option<String>,
    /// The slot of the identity behind a tenant's tokens.
    pub(super) identity: Option<Arc<Cell>>,
    /// Whether the store has ever kept this slot; if it then keeps nothing, somebody signed out.
    pub(super) stored: AtomicBool,
    held: ArcSwap<Held>,
    /// Guards changes of `held`, so that nothing comes back after an end.
    change: Mutex<()>,
    flight: Flight<Outcome>,
    /// Until when a valid token is used without another attempt, in milliseconds.
    pause: AtomicI64,
    /// Renewals after a refusal since a call last succeeded, and when the last one was.
    strikes: AtomicU32,
    struck: AtomicI64,
    /// The generation that came in place of tokens that were refused for good.
    revived: AtomicU64,
    state: watch::Sender<State>,
}

enum Held {
    Tokens(Arc<Tokens>),
    Over(Fault),
}

impl Cell {
    /// A slot without tokens.
    pub(super) fn new(
        core: Arc<Core>,
        key: Key,
        tenant: Option<String>,
        identity: Option<Arc<Self>>,
    ) -> Self {
        let over = fault(true, "nobody is signed in");
        let slot = match identity {
            None => Slot::Identity,
            Some(_) => Slot::Tenant,
        };
        Self {
            core,
            key,
            slot,
            tenant,
            identity,
            stored: AtomicBool::new(false),
            held: ArcSwap::from_pointee(Held::Over(over)),
            change: Mutex::new(()),
            flight: Flight::new(),
            pause: AtomicI64::new(0),
            strikes: AtomicU32::new(0),
            struck: AtomicI64::new(0),
            revived: AtomicU64::new(0),
            state: watch::Sender::new(State::SignedOut),
        }
    }

    pub(super) fn state(&self) -> &watch::Sender<State> {
        &self.state
    }

    /// The tokens, if there are any, however old.
    pub(super) fn tokens(&self) -> Result<Arc<Tokens>, Fault> {
        match &**self.held.load() {
            Held::Tokens(tokens) => Ok(Arc::clone(tokens)),
            Held::Over(fault) => Err(fault.clone()),
        }
    }

    /// The tokens, if a call can be signed with them at once. Takes no lock.
    pub(super) fn fresh(&self, now: i64) -> Option<Arc<Tokens>> {
        match &**self.held.load() {
            Held::Tokens(tokens) if tokens.is_fresh(now) => Some(Arc::clone(tokens)),
            _ => None,
        }
    }

    /// Takes tokens from a sign-in or an exchange; they bring a slot back that was over.
    pub(super) fn begin(&self, tokens: Arc<Tokens>) {
        let change = lock(&self.change);
        self.strikes.store(0, Ordering::Relaxed);
        self.pause.store(0, Ordering::Relaxed);
        self.hold(tokens);
        drop(change);
    }

    /// Takes renewed tokens, unless the slot came to its end in the meantime.
    pub(super) fn renewed(&self, tokens: Arc<Tokens>) -> Outcome {
        let _change = lock(&self.change);
        match &**self.held.load() {
            Held::Over(fault) => return Err(fault.clone()),
            Held::Tokens(held) if held.generation > tokens.generation => {
                return Ok(Arc::clone(held));
            }
            Held::Tokens(_) => {}
        }
        self.pause.store(0, Ordering::Relaxed);
        self.hold(Arc::clone(&tokens));
        Ok(tokens)
    }

    /// Takes what changed about the tokens of the same generation, such as how often the refresh
    /// token was used.
    pub(super) fn remember(&self, tokens: &Tokens) {
        let _change = lock(&self.change);
        if let Held::Tokens(held) = &**self.held.load()
            && held.generation == tokens.generation
        {
            self.held
                .store(Arc::new(Held::Tokens(Arc::new(tokens.clone()))));
        }
    }

    fn hold(&self, tokens: Arc<Tokens>) {
        let until = Duration::from_millis(u64::try_from(tokens.expires).unwrap_or(0));
        self.held.store(Arc::new(Held::Tokens(tokens)));
        self.state.send_replace(State::SignedIn {
            tenant: self.tenant.clone(),
            until: UNIX_EPOCH.checked_add(until).unwrap_or(UNIX_EPOCH),
        });
    }

    /// Forgets the tokens for good.
    pub(super) fn end(&self, fault: Fault, state: State) {
        let _change = lock(&self.change);
        self.held.store(Arc::new(Held::Over(fault)));
        self.state.send_replace(state);
    }

    /// Ends the slot because nothing but a sign-in helps, unless tokens came in the meantime that
    /// are newer than those of `seen`. State and error are of this one decision.
    pub(super) fn lost(&self, seen: u64, fault: Fault, code: Option<String>) -> Outcome {
        let _change = lock(&self.change);
        match &**self.held.load() {
            Held::Tokens(held) if held.generation > seen => return Ok(Arc::clone(held)),
            Held::Over(fault) => return Err(fault.clone()),
            Held::Tokens(_) => {}
        }
        self.held.store(Arc::new(Held::Over(fault.clone())));
        self.state.send_replace(State::Failed {
            code,
            needs_sign_in: true,
        });
        Err(fault)
    }

    /// Tokens to sign a call with; renews them first where it is time.
    pub(super) async fn obtain(self: &Arc<Self>, now: i64) -> Outcome {
        let tokens = self.tokens()?;
        if tokens.is_fresh(now) {
            return Ok(tokens);
        }
        self.after(&tokens, Why::Old).await
    }

    /// Tokens that come after `seen`. Where they are only old, valid ones do if there are no others.
    pub(super) async fn after(self: &Arc<Self>, seen: &Arc<Tokens>, why: Why) -> Outcome {
        loop {
            let held = self.tokens()?;
            if held.generation > seen.generation {
                return Ok(held);
            }
            let usable = || why == Why::Old && seen.is_valid(self.core.now());
            if usable() && self.core.now() < self.pause.load(Ordering::Relaxed) {
                return Ok(held);
            }
            let flight = self.flight.join(|| {
                let cell = Arc::clone(self);
                let generation = seen.generation;
                Box::pin(async move { renew(&cell, generation, why).await })
            });
            match flight.await {
                Some(Ok(tokens)) if tokens.generation > seen.generation => return Ok(tokens),
                Some(Err(_)) if usable() => return Ok(held),
                // Somebody else's, who waited a moment only; this one has to wait longer.
                Some(Err(fault)) if fault.hasty => {}
                Some(Err(fault)) => return self.failed(seen, why, fault),
                // Another flight than ours, or one that panicked: look again.
                Some(Ok(_)) | None => {}
            }
        }
    }

    /// Newer tokens, for the renewal of another slot. A type of its own ends the circle in which the
    /// compiler would look for that of both.
    pub(super) fn renewed_after<'a>(
        self: &'a Arc<Self>,
        seen: &'a Arc<Tokens>,
        why: Why,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(self.after(seen, why))
    }

    /// What a failed renewal means for somebody who cannot go on without it.
    fn failed(&self, seen: &Tokens, why: Why, fault: Fault) -> Outcome {
        let good = why == Why::Fresh && seen.is_valid(self.core.now());
        if good || !fault.needs_sign_in {
            return Err(fault);
        }
        let code = fault.cause.as_ref().and_then(|error| error.code());
        let code = code.map(str::to_owned);
        self.lost(seen.generation, fault, code)
    }

    /// Whether an identity is behind these tokens that new ones can be had from.
    pub(super) fn has_identity(&self) -> bool {
        let identity = self.identity.as_ref();
        self.core.spec.exchange.is_some() && identity.is_some_and(|i| i.tokens().is_ok())
    }

    /// Notes that these tokens came in place of some that were refused for good; if they are
    /// refused too, nothing is left to try.
    pub(super) fn revived(&self, generation: u64) {
        self.revived.store(generation, Ordering::Relaxed);
    }

    pub(super) fn is_revived(&self, generation: u64) -> bool {
        self.revived.load(Ordering::Relaxed) == generation
    }

    /// Notes whether the store keeps the slot.
    pub(super) fn note_stored(&self, stored: bool) {
        self.stored.store(stored, Ordering::Relaxed);
    }

    /// Leaves a valid token alone for a while.
    pub(super) fn rest(&self) {
        let until = self.core.now().saturating_add(PAUSE);
        self.pause.store(until, Ordering::Relaxed);
    }

    /// Counts a renewal that a refusal asked for.
    pub(super) fn strike(&self) {
        self.strikes.fetch_add(1, Ordering::Relaxed);
        self.struck.store(self.core.now(), Ordering::Relaxed);
    }

    /// Whether the service refuses whatever it hands out, so that renewing would go on for ever.
    pub(super) fn is_struck_out(&self) -> bool {
        let recent = self
            .core
            .now()
            .saturating_sub(self.struck.load(Ordering::Relaxed))
            < PAUSE;
        recent && self.strikes.load(Ordering::Relaxed) >= STRIKES
    }

    /// A call succeeded: the tokens are good.
    pub(super) fn proved(&self) {
        // Reads first, so that calls that all succeed share the line in their caches.
        if self.strikes.load(Ordering::Relaxed) != 0 {
            self.strikes.store(0, Ordering::Relaxed);
        }
        if self.revived.load(Ordering::Relaxed) != 0 {
            self.revived.store(0, Ordering::Relaxed);
        }
    }
}

pub(super) fn fault(needs_sign_in: bool, message: &str) -> Fault {
    Fault {
        needs_sign_in,
        message: message.to_owned(),
        hasty: false,
        sent: Sent::No,
        cause: None,
    }
}

/// The fault of a step that failed.
pub(super) fn caused(needs_sign_in: bool, message: &str, error: Error) -> Fault {
    Fault {
        sent: error.sent(),
        cause: Some(Arc::new(error)),
        ..fault(needs_sign_in, message)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::Flight;
    use crate::testing::block_on;

    /// A panic in the work reaches the one who polled it; the others hear that nothing comes.
    #[test]
    fn a_panic_leaves_nobody_waiting() {
        let flight = Flight::<u8>::new();
        let board = || flight.join(|| Box::pin(async { panic!("on purpose") }));
        let (first, second) = (board(), board());
        assert!(catch_unwind(AssertUnwindSafe(|| block_on(first))).is_err());
        assert_eq!(block_on(second), None);
        let next = flight.join(|| Box::pin(async { 1 }));
        assert_eq!(block_on(next), Some(1));
    }
}
