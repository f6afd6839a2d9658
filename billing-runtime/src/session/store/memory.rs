//! A store that ends with the process.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Entry, Key, Lease, Storing, TokenStore};

/// Keeps tokens in memory; in an `Arc`, several logins share it.
#[derive(Default)]
pub struct MemoryStore(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    entries: BTreeMap<Key, Entry>,
    leases: BTreeMap<Key, (Lease, Instant)>,
    count: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn holds(&self, key: &Key, lease: &Lease) -> bool {
        let held = self.leases.get(key);
        held.is_some_and(|(held, until)| held == lease && Instant::now() < *until)
    }
}

impl TokenStore for MemoryStore {
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>> {
        Box::pin(ready(Ok(self.kept().entries.get(key).cloned())))
    }

    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool> {
        let mut kept = self.kept();
        let newer = kept
            .entries
            .get(key)
            .is_none_or(|old| old.version < entry.version);
        let saved = newer && kept.holds(key, lease);
        if saved {
            kept.entries.insert(key.clone(), entry.clone());
        }
        Box::pin(ready(Ok(saved)))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        let mut kept = self.kept();
        let now = Instant::now();
        if kept.leases.get(key).is_some_and(|(_, until)| now < *until) {
            return Box::pin(ready(Ok(None)));
        }
        kept.count += 1;
        let lease = Lease {
            token: kept.count.to_string(),
        };
        kept.leases
            .insert(key.clone(), (lease.clone(), now + length));
        Box::pin(ready(Ok(Some(lease))))
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        let mut kept = self.kept();
        if kept.holds(key, &lease) {
            kept.leases.remove(key);
        }
        Box::pin(ready(Ok(())))
    }

    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()> {
        let mut kept = self.kept();
        kept.entries.retain(|key, _| key.account != account);
        kept.leases.retain(|key, _| key.account != account);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.kept().entries.len();
        f.debug_struct("MemoryStore")
            .field("entries", &count)
            .finish()
    }
}
