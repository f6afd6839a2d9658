//! Keeps the tokens of a session in its store.
//!
//! A version is an epoch: it starts as the time of the sign-in in milliseconds and grows with each save. So a
//! new sign-in always has a higher version than anything stored before it. If the version of an entry is too
//! high to exceed, the account is cleared first.

use std::sync::Arc;

use super::store::{
    Entry, Lease, MAX_GENERATION, StoreError, acquire_lease, is_last_version, signed_out_at,
};
use super::token_cache::TokenCache;
use super::tokens::Tokens;
use crate::event::{Event, EventKind};

/// Saves the tokens of a sign-in, which replace whatever the store holds. Returns true if the whole
/// account had to be cleared first.
pub(super) async fn save_sign_in(cache: &TokenCache, tokens: &mut Tokens) -> bool {
    let core = &cache.core;
    let tenant = cache.tenant.as_deref();
    if let Ok(Some(epoch)) = signed_out_at(&*core.store, &cache.key.account).await {
        tokens.generation = tokens.generation.max(epoch + 1);
    }
    let lease = match wait_for_lease(cache, 2).await {
        Ok(Some(lease)) => lease,
        outcome => {
            let held = || StoreError::new("another process holds the lease; nothing was stored");
            core.report_store_error(tenant, &outcome.err().unwrap_or_else(held));
            cache.record_stored(false);
            return false;
        }
    };
    let mut save = SignInSave {
        lease,
        cleared: false,
    };
    let saved = save.run(cache, tokens).await.unwrap_or_else(|error| {
        core.report_store_error(tenant, &error);
        false
    });
    cache.record_stored(saved);
    let _ = core.store.release(&cache.key, save.lease).await;
    save.cleared
}

/// The save of a sign-in's tokens.
struct SignInSave {
    /// The lease that the save is made under. Clearing the account ends it, so a new one follows.
    lease: Lease,
    cleared: bool,
}

impl SignInSave {
    async fn run(&mut self, cache: &TokenCache, tokens: &mut Tokens) -> Result<bool, StoreError> {
        let (core, key) = (&cache.core, &cache.key);
        let before = match core.store.load(key).await {
            // A corrupt entry is replaced.
            Err(error) if error.is_corrupt() => None,
            before => before?,
        };
        if let Some(before) = before.as_ref().and_then(|b| Tokens::deserialize(&b.text)) {
            // A stored generation that counting cannot have reached must not push this one toward
            // the maximum.
            let next = Some(before.generation + 1).filter(|next| *next < MAX_GENERATION / 2);
            tokens.generation = tokens.generation.max(next.unwrap_or(0));
        }
        let mut version = before.map_or(0, |entry| entry.version);
        if is_last_version(version) {
            self.cleared = true;
            self.lease = clear_account(cache).await?;
            version = 0;
        }
        let entry = Entry {
            version: version.saturating_add(1).max(tokens.generation),
            text: tokens.serialize(),
        };
        match core.store.save(key, &entry, &self.lease).await? {
            true => Ok(true),
            false => Err(StoreError::not_saved()),
        }
    }
}

/// Waits for the lease of a slot, for at most the duration of this many leases.
async fn wait_for_lease(cache: &TokenCache, leases: u32) -> Result<Option<Lease>, StoreError> {
    let (core, length) = (&cache.core, cache.core.lease_duration());
    acquire_lease(
        &*core.store,
        &*core.clock,
        &cache.key,
        length,
        length * leases,
    )
    .await
}

/// Clears an account in which an entry has the highest version, since no save could replace it.
/// Returns a new lease.
pub(super) async fn clear_account(cache: &TokenCache) -> Result<Lease, StoreError> {
    let core = &cache.core;
    let error = StoreError::new(
        "the store holds an entry of the highest version; the account is cleared to make room",
    );
    core.report_store_error(cache.tenant.as_deref(), &error);
    core.store.clear(&cache.key.account).await?;
    let lease = wait_for_lease(cache, 1).await?;
    lease.ok_or_else(|| {
        StoreError::new("another process took the lease after the account was cleared")
    })
}

/// Puts the tokens in memory back into a store that has lost them.
pub(super) async fn restore(cache: &Arc<TokenCache>) {
    let (core, key) = (&cache.core, &cache.key);
    let Ok(tokens) = cache.tokens() else { return };
    let tokens = Tokens {
        doubtful: true,
        ..(*tokens).clone()
    };
    let Ok(Some(lease)) = core.store.lease(key, core.lease_duration()).await else {
        return;
    };
    if let Ok(None) = core.store.load(key).await {
        let entry = Entry {
            version: tokens.generation,
            text: tokens.serialize(),
        };
        match core.store.save(key, &entry, &lease).await {
            Ok(saved) => cache.record_stored(saved),
            Err(error) => core.report_store_error(cache.tenant.as_deref(), &error),
        }
    }
    let _ = core.store.release(key, lease).await;
}

/// Emits an event that says that the store has lost tokens.
pub(super) fn report_lost(cache: &TokenCache) {
    cache.core.events.emit(&Event {
        kind: EventKind::StoreLost,
        code: None,
        tenant: cache.tenant.as_deref(),
        message: "the store has lost the tokens of this session; those in memory are stored again",
    });
}

/// Returns true if somebody signed out after tokens of this generation were issued.
pub(super) async fn is_signed_out(cache: &TokenCache, generation: u64) -> Result<bool, StoreError> {
    let epoch = signed_out_at(&*cache.core.store, &cache.key.account).await?;
    Ok(epoch.is_some_and(|epoch| epoch > generation))
}
