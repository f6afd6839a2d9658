//! Tombstones, which record that somebody signed out.
//!
//! A tombstone distinguishes a sign-out from a lost entry. It is stored outside the account, since
//! a sign-out clears the account, and names nobody: its key is a hash of the account.

use std::time::Duration;

use super::version::MAX_GENERATION;
use super::{Entry, Key, StoreError, TokenStore, lease};
use crate::clock::{Clock, unix_millis};
use crate::fingerprint::hash;
use crate::secret::Secret;

fn tombstone_key(account: &str) -> Key {
    Key {
        account: format!("signed-out:{:016x}", hash(account.as_bytes())),
        slot: "mark".to_owned(),
    }
}

/// Returns when somebody last signed out of the account, as an epoch.
pub(in crate::session) async fn signed_out_at(
    store: &dyn TokenStore,
    account: &str,
) -> Result<Option<u64>, StoreError> {
    let tombstone = store.load(&tombstone_key(account)).await?;
    let epoch = tombstone.map(|entry| entry.version);
    // A larger epoch cannot come from a clock, so it is ignored.
    Ok(epoch.filter(|epoch| *epoch < MAX_GENERATION))
}

/// Records a sign-out that covers tokens up to this generation.
pub(in crate::session) async fn record_sign_out(
    store: &dyn TokenStore,
    clock: &dyn Clock,
    lease_duration: Duration,
    account: &str,
    generation: u64,
) -> Result<(), StoreError> {
    let key = tombstone_key(account);
    let now = u64::try_from(unix_millis(clock.now())).unwrap_or(0);
    let mut epoch = now.max(generation + 1);
    if let Some(entry) = store.load(&key).await? {
        match entry.version < MAX_GENERATION {
            true => epoch = epoch.max(entry.version + 1),
            false => store.clear(&key.account).await?,
        }
    }
    let lease = lease::acquire(store, clock, &key, lease_duration, lease_duration).await?;
    let Some(lease) = lease else {
        return Err(StoreError::new("another process is signing out"));
    };
    let entry = Entry {
        version: epoch,
        text: Secret::from("signed out"),
    };
    let saved = store.save(&key, &entry, &lease).await;
    let _ = store.release(&key, lease).await;
    match saved? {
        true => Ok(()),
        false => Err(StoreError::not_saved()),
    }
}
