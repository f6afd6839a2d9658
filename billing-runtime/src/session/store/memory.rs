//! A store that ends with the process.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Entry, Key, Lease, Storing, TokenStore};
use crate::clock::{Clock, SystemClock};

/// Keeps tokens in memory; in an `Arc`, several logins share it.
pub struct MemoryStore {
    kept: Mutex<Kept>,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Kept {
    entries: BTreeMap<Key, Entry>,
    /// Each with the moment of its end.
    leases: BTreeMap<Key, (Lease, Duration)>,
    count: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self {
            kept: Mutex::default(),
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// Measures leases with another clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    fn holds(&self, key: &Key, lease: &Lease, now: Duration) -> bool {
        let held = self.leases.get(key);
        held.is_some_and(|(held, until)| held == lease && now < *until)
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
        let saved = newer && kept.holds(key, lease, self.clock.elapsed());
        if saved {
            kept.entries.insert(key.clone(), entry.clone());
        }
        Box::pin(ready(Ok(saved)))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        let mut kept = self.kept();
        let now = self.clock.elapsed();
        if kept.leases.get(key).is_some_and(|(_, until)| now < *until) {
            return Box::pin(ready(Ok(None)));
        }
        kept.count += 1;
        let lease = Lease {
            token: kept.count.to_string(),
        };
        let until = now.saturating_add(length);
        kept.leases.insert(key.clone(), (lease.clone(), until));
        Box::pin(ready(Ok(Some(lease))))
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        let mut kept = self.kept();
        if kept.holds(key, &lease, self.clock.elapsed()) {
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
