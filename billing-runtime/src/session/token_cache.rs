//! Caches the tokens of one slot: calls read them without a lock.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use super::core::Core;
use super::error::session_error;
use super::single_flight::SingleFlight;
use super::state::State;
use super::step::TokenOwner;
use super::store::Key;
use super::sync::lock;
use super::tokens::Tokens;
use crate::error::SessionError;

/// How long a valid token is used after a failed renewal before the next attempt, in milliseconds.
const RENEWAL_PAUSE: i64 = 5_000;
/// How many renewals in a row may return refused tokens before another one is pointless.
const MAX_REFUSALS: u32 = 3;

/// The outcome of a renewal, shared by everybody who waited for it.
pub(super) type RenewResult = Result<Arc<Tokens>, SessionError>;

/// The tokens of one slot of an account.
pub(super) struct TokenCache {
    pub(super) core: Arc<Core>,
    pub(super) key: Key,
    pub(super) owner: TokenOwner,
    pub(super) tenant: Option<String>,
    /// The cache of the identity, if this is the cache of a tenant.
    pub(super) identity: Option<Arc<TokenCache>>,
    /// Whether the store has held this slot. If so and it now holds nothing, somebody signed out or
    /// the store lost the entry.
    pub(super) stored: AtomicBool,
    /// The renewal that is in progress.
    pub(super) renewal: SingleFlight<RenewResult>,
    current: ArcSwap<Current>,
    /// Guards changes of `current`, so that a slot that has ended stays ended.
    change: Mutex<()>,
    /// The time until which a valid token is used without another attempt, in milliseconds since
    /// 1970.
    paused_until: AtomicI64,
    /// How many renewals followed a refusal since a call last succeeded, and when the last one did.
    refusals: AtomicU32,
    last_refusal: AtomicI64,
    /// The generation that replaced tokens that the service had revoked.
    recovered: AtomicU64,
    state: watch::Sender<State>,
}

enum Current {
    Tokens(Arc<Tokens>),
    Ended(SessionError),
}

impl TokenCache {
    /// Creates a cache without tokens.
    pub(super) fn new(
        core: Arc<Core>,
        key: Key,
        tenant: Option<String>,
        identity: Option<Arc<Self>>,
    ) -> Self {
        let ended = session_error(true, "nobody is signed in");
        let owner = match identity {
            None => TokenOwner::Identity,
            Some(_) => TokenOwner::Tenant,
        };
        Self {
            core,
            key,
            owner,
            tenant,
            identity,
            stored: AtomicBool::new(false),
            renewal: SingleFlight::new(),
            current: ArcSwap::from_pointee(Current::Ended(ended)),
            change: Mutex::new(()),
            paused_until: AtomicI64::new(0),
            refusals: AtomicU32::new(0),
            last_refusal: AtomicI64::new(0),
            recovered: AtomicU64::new(0),
            state: watch::Sender::new(State::SignedOut),
        }
    }

    pub(super) fn state(&self) -> &watch::Sender<State> {
        &self.state
    }

    /// Returns the tokens, expired or not.
    pub(super) fn tokens(&self) -> RenewResult {
        match &**self.current.load() {
            Current::Tokens(tokens) => Ok(Arc::clone(tokens)),
            Current::Ended(error) => Err(error.clone()),
        }
    }

    /// Returns the tokens if they can sign a call without a renewal. Takes no lock.
    pub(super) fn fresh_tokens(&self, now: i64) -> Option<Arc<Tokens>> {
        match &**self.current.load() {
            Current::Tokens(tokens) if tokens.is_fresh(now) => Some(Arc::clone(tokens)),
            _ => None,
        }
    }

    /// Replaces the tokens after a sign-in or an exchange, even in a slot that has ended.
    pub(super) fn replace(&self, tokens: Arc<Tokens>) {
        let change = lock(&self.change);
        self.refusals.store(0, Ordering::Relaxed);
        self.paused_until.store(0, Ordering::Relaxed);
        self.set(tokens);
        drop(change);
    }

    /// Replaces the tokens after a renewal, unless the slot has ended in the meantime.
    pub(super) fn replace_renewed(&self, tokens: Arc<Tokens>) -> RenewResult {
        let _change = lock(&self.change);
        match &**self.current.load() {
            Current::Ended(error) => return Err(error.clone()),
            Current::Tokens(current) if current.generation > tokens.generation => {
                return Ok(Arc::clone(current));
            }
            Current::Tokens(_) => {}
        }
        self.paused_until.store(0, Ordering::Relaxed);
        self.set(Arc::clone(&tokens));
        Ok(tokens)
    }

    /// Updates the tokens of the same generation, such as the number of uses of the refresh token.
    pub(super) fn update(&self, tokens: &Tokens) {
        let _change = lock(&self.change);
        if let Current::Tokens(current) = &**self.current.load()
            && current.generation == tokens.generation
        {
            self.current
                .store(Arc::new(Current::Tokens(Arc::new(tokens.clone()))));
        }
    }

    fn set(&self, tokens: Arc<Tokens>) {
        let until = Duration::from_millis(u64::try_from(tokens.expires).unwrap_or(0));
        self.current.store(Arc::new(Current::Tokens(tokens)));
        self.state.send_replace(State::SignedIn {
            tenant: self.tenant.clone(),
            until: UNIX_EPOCH.checked_add(until).unwrap_or(UNIX_EPOCH),
        });
    }

    /// Drops the tokens and ends the slot.
    pub(super) fn end(&self, error: SessionError, state: State) {
        let _change = lock(&self.change);
        self.current.store(Arc::new(Current::Ended(error)));
        self.state.send_replace(state);
    }

    /// Ends the slot because only a sign-in helps, unless it has tokens newer than generation
    /// `seen`. Only this function makes that decision, so state and error always agree.
    pub(super) fn end_unless_newer(
        &self,
        seen: u64,
        error: SessionError,
        code: Option<String>,
    ) -> RenewResult {
        let _change = lock(&self.change);
        match &**self.current.load() {
            Current::Tokens(current) if current.generation > seen => {
                return Ok(Arc::clone(current));
            }
            Current::Ended(error) => return Err(error.clone()),
            Current::Tokens(_) => {}
        }
        self.current.store(Arc::new(Current::Ended(error.clone())));
        self.state.send_replace(State::Failed {
            code,
            needs_sign_in: true,
        });
        Err(error)
    }

    /// Returns true if identity tokens can be exchanged for new ones of this tenant.
    pub(super) fn can_exchange(&self) -> bool {
        let identity = self.identity.as_ref();
        self.core.spec.exchange.is_some() && identity.is_some_and(|i| i.tokens().is_ok())
    }

    /// Records that this generation replaced revoked tokens. If it is refused too, nothing is left
    /// to try.
    pub(super) fn record_recovery(&self, generation: u64) {
        self.recovered.store(generation, Ordering::Relaxed);
    }

    pub(super) fn is_recovered(&self, generation: u64) -> bool {
        self.recovered.load(Ordering::Relaxed) == generation
    }

    /// Records whether the store holds the slot.
    pub(super) fn record_stored(&self, stored: bool) {
        self.stored.store(stored, Ordering::Relaxed);
    }

    /// Keeps a valid token in use for a while before the next attempt to renew it.
    pub(super) fn pause_renewals(&self) {
        let until = self.core.now().saturating_add(RENEWAL_PAUSE);
        self.paused_until.store(until, Ordering::Relaxed);
    }

    pub(super) fn is_renewal_paused(&self) -> bool {
        self.core.now() < self.paused_until.load(Ordering::Relaxed)
    }

    /// Counts a renewal that follows a refusal.
    pub(super) fn record_refusal(&self) {
        self.refusals.fetch_add(1, Ordering::Relaxed);
        self.last_refusal.store(self.core.now(), Ordering::Relaxed);
    }

    /// Returns true if the service refuses every token that it issues, so renewing would never end.
    pub(super) fn is_always_refused(&self) -> bool {
        let last = self.last_refusal.load(Ordering::Relaxed);
        let recent = self.core.now().saturating_sub(last) < RENEWAL_PAUSE;
        recent && self.refusals.load(Ordering::Relaxed) >= MAX_REFUSALS
    }

    /// Records that a call succeeded, so the service accepts the tokens.
    pub(super) fn record_success(&self) {
        // Reads before it writes, so that concurrent successful calls share the cache line.
        if self.refusals.load(Ordering::Relaxed) != 0 {
            self.refusals.store(0, Ordering::Relaxed);
        }
        if self.recovered.load(Ordering::Relaxed) != 0 {
            self.recovered.store(0, Ordering::Relaxed);
        }
    }
}
