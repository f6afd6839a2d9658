//! Keeping tokens in a store: whose turn it is, which version comes next, and who signed out.
//!
//! - A version is an epoch, the time of the sign-in in milliseconds, that counts on with each save;
//!   so a sign-in is always above what was kept before it. Where something has left no room above
//!   it, the account is cleared first.
//! - Whoever signs out leaves a mark, outside of what is cleared and without a name in it. An entry
//!   that is gone without such a mark was lost: tokens that are at hand go back into the store.

use std::sync::Arc;
use std::time::Duration;

use super::cell::Cell;
use super::core::{Core, LOOK};
use super::store::{Entry, Key, Lease, StoreError};
use super::tokens::{LATEST, Tokens};
use crate::Secret;
use crate::event::EventKind;
use crate::request::hash;

/// A version above this leaves no room for the saves of one renewal.
const LAST: u64 = u64::MAX - 16;

/// How long somebody waits for a lease, by the clock as well as by what was slept: a clock that
/// tests set need not move, and a store may take its time.
pub(super) struct Patience<'a> {
    core: &'a Core,
    most: Duration,
    begun: Duration,
    slept: Duration,
}

impl<'a> Patience<'a> {
    pub(super) fn of(core: &'a Core, most: Duration) -> Self {
        Self {
            core,
            most,
            begun: core.clock.elapsed(),
            slept: Duration::ZERO,
        }
    }

    /// Waits a moment; false if that would be too long.
    pub(super) async fn wait(&mut self) -> bool {
        let passed = self.core.clock.elapsed().saturating_sub(self.begun);
        if passed.max(self.slept) >= self.most {
            return false;
        }
        self.core.clock.sleep(LOOK).await;
        self.slept += LOOK;
        true
    }
}

/// Waits for the lease of a slot; `None` if somebody else holds it for too long.
async fn lease(core: &Core, key: &Key, most: Duration) -> Result<Option<Lease>, StoreError> {
    let mut patience = Patience::of(core, most);
    loop {
        if let Some(lease) = core.store.lease(key, core.lease()).await? {
            return Ok(Some(lease));
        }
        if !patience.wait().await {
            return Ok(None);
        }
    }
}

/// Whether nothing can be kept above this version.
pub(super) fn is_last(version: u64) -> bool {
    version >= LAST
}

/// Puts the tokens of a sign-in into the store, in place of whatever is kept there. Returns true
/// if the whole account had to be cleared for that.
pub(super) async fn keep(cell: &Cell, tokens: &mut Tokens) -> bool {
    let core = &cell.core;
    let tenant = cell.tenant.as_deref();
    if let Ok(Some(mark)) = mark(core, &cell.key.account).await {
        tokens.generation = tokens.generation.max(mark + 1);
    }
    let lease = match lease(core, &cell.key, core.lease() * 2).await {
        Ok(Some(lease)) => lease,
        outcome => {
            let held = || StoreError::new("somebody else holds the lease, so nothing was kept");
            core.store_failed(tenant, &outcome.err().unwrap_or_else(held));
            cell.note_stored(false);
            return false;
        }
    };
    let mut kept = Kept {
        lease,
        cleared: false,
    };
    let saved = kept.save(cell, tokens).await.unwrap_or_else(|error| {
        core.store_failed(tenant, &error);
        false
    });
    cell.note_stored(saved);
    let _ = core.store.release(&cell.key, kept.lease).await;
    kept.cleared
}

/// What a sign-in keeps its tokens under.
struct Kept {
    /// Another one where the account was cleared, which ends leases.
    lease: Lease,
    cleared: bool,
}

impl Kept {
    async fn save(&mut self, cell: &Cell, tokens: &mut Tokens) -> Result<bool, StoreError> {
        let (core, key) = (&cell.core, &cell.key);
        let before = match core.store.load(key).await {
            // What cannot be read makes room.
            Err(error) if error.is_corrupt() => None,
            before => before?,
        };
        if let Some(before) = before.as_ref().and_then(|b| Tokens::from_text(&b.text)) {
            // One that no count comes to is no reason to come near the end.
            let next = Some(before.generation + 1).filter(|next| *next < LATEST / 2);
            tokens.generation = tokens.generation.max(next.unwrap_or(0));
        }
        let mut version = before.map_or(0, |entry| entry.version);
        if is_last(version) {
            self.cleared = true;
            self.lease = clear(cell).await?;
            version = 0;
        }
        let entry = Entry {
            version: version.saturating_add(1).max(tokens.generation),
            text: tokens.to_text(),
        };
        match core.store.save(key, &entry, &self.lease).await? {
            true => Ok(true),
            false => Err(refused()),
        }
    }
}

pub(super) fn refused() -> StoreError {
    StoreError::new("it refused to keep the tokens: the lease has ended, or it keeps newer ones")
}

/// Makes room where the greatest version is kept: nothing could ever take its place.
pub(super) async fn clear(cell: &Cell) -> Result<Lease, StoreError> {
    let (core, key) = (&cell.core, &cell.key);
    let error = StoreError::new(
        "it keeps an entry above which there is no version; what it keeps of the account makes room",
    );
    core.store_failed(cell.tenant.as_deref(), &error);
    core.store.clear(&key.account).await?;
    let lease = lease(core, key, core.lease()).await?;
    lease.ok_or_else(|| StoreError::new("somebody else took the lease when room was made"))
}

/// Puts the tokens at hand back into a store that keeps none.
pub(super) async fn put_back(cell: &Arc<Cell>) {
    let (core, key) = (&cell.core, &cell.key);
    let Ok(tokens) = cell.tokens() else { return };
    let tokens = Tokens {
        doubtful: true,
        ..(*tokens).clone()
    };
    let Ok(Some(lease)) = core.store.lease(key, core.lease()).await else {
        return;
    };
    if let Ok(None) = core.store.load(key).await {
        let entry = Entry {
            version: tokens.generation,
            text: tokens.to_text(),
        };
        match core.store.save(key, &entry, &lease).await {
            Ok(saved) => cell.note_stored(saved),
            Err(error) => core.store_failed(cell.tenant.as_deref(), &error),
        }
    }
    let _ = core.store.release(key, lease).await;
}

/// Shows that a store lost what it kept.
pub(super) fn lost(cell: &Cell) {
    cell.core.events.emit(&crate::event::Event {
        kind: EventKind::StoreLost,
        code: None,
        tenant: cell.tenant.as_deref(),
        message: "the store has lost the tokens that it kept; those at hand go back into it",
    });
}

/// Where it stands that somebody signed out. A mark says when and not who.
fn mark_of(account: &str) -> Key {
    Key {
        account: format!("signed-out:{:016x}", hash(account.as_bytes())),
        slot: "mark".to_owned(),
    }
}

/// When somebody signed out last, as an epoch.
async fn mark(core: &Core, account: &str) -> Result<Option<u64>, StoreError> {
    let mark = core.store.load(&mark_of(account)).await?;
    let epoch = mark.map(|entry| entry.version);
    // One that no clock has written says nothing.
    Ok(epoch.filter(|epoch| *epoch < LATEST))
}

/// Whether somebody signed out after tokens of this generation were handed out.
pub(super) async fn is_signed_out(cell: &Cell, generation: u64) -> Result<bool, StoreError> {
    let mark = mark(&cell.core, &cell.key.account).await?;
    Ok(mark.is_some_and(|epoch| epoch > generation))
}

/// Notes that somebody signs out, who holds tokens up to this generation.
pub(super) async fn sign_out(
    core: &Core,
    account: &str,
    generation: u64,
) -> Result<(), StoreError> {
    let key = mark_of(account);
    let now = u64::try_from(core.now()).unwrap_or(0);
    let mut epoch = now.max(generation + 1);
    let entry = core.store.load(&key).await?;
    if let Some(entry) = entry {
        match entry.version < LATEST {
            true => epoch = epoch.max(entry.version + 1),
            false => core.store.clear(&key.account).await?,
        }
    }
    let Some(lease) = lease(core, &key, core.lease()).await? else {
        return Err(StoreError::new("somebody else signs out just now"));
    };
    let entry = Entry {
        version: epoch,
        text: Secret::from("signed out"),
    };
    let saved = core.store.save(&key, &entry, &lease).await;
    let _ = core.store.release(&key, lease).await;
    match saved? {
        true => Ok(()),
        false => Err(refused()),
    }
}
