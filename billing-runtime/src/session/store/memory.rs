//! A store in memory, which ends with the process.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Entry, Key, Lease, StoreFuture, TokenStore};
use crate::clock::{Clock, SystemClock};

/// Keeps tokens in memory. Logins share it through an `Arc`.
pub struct MemoryStore {
    contents: Mutex<Contents>,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Contents {
    entries: BTreeMap<Key, Entry>,
    /// The leases, each with the time at which it expires.
    leases: BTreeMap<Key, (Lease, Duration)>,
    count: u64,
}

impl MemoryStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self {
            contents: Mutex::default(),
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// Measures leases with this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Contents {
    fn holds(&self, key: &Key, lease: &Lease, now: Duration) -> bool {
        let held = self.leases.get(key);
        held.is_some_and(|(held, until)| held == lease && now < *until)
    }
}

impl TokenStore for MemoryStore {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(ready(Ok(self.contents().entries.get(key).cloned())))
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        let mut contents = self.contents();
        let newer = contents
            .entries
            .get(key)
            .is_none_or(|old| old.version < entry.version);
        let saved = newer && contents.holds(key, lease, self.clock.elapsed());
        if saved {
            contents.entries.insert(key.clone(), entry.clone());
        }
        Box::pin(ready(Ok(saved)))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        let mut contents = self.contents();
        let now = self.clock.elapsed();
        if contents
            .leases
            .get(key)
            .is_some_and(|(_, until)| now < *until)
        {
            return Box::pin(ready(Ok(None)));
        }
        contents.count += 1;
        let lease = Lease {
            token: contents.count.to_string(),
        };
        let until = now.saturating_add(length);
        contents.leases.insert(key.clone(), (lease.clone(), until));
        Box::pin(ready(Ok(Some(lease))))
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        let mut contents = self.contents();
        if contents.holds(key, &lease, self.clock.elapsed()) {
            contents.leases.remove(key);
        }
        Box::pin(ready(Ok(())))
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        let mut contents = self.contents();
        contents.entries.retain(|key, _| key.account != account);
        contents.leases.retain(|key, _| key.account != account);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.contents().entries.len();
        f.debug_struct("MemoryStore")
            .field("entries", &count)
            .finish()
    }
}
