//! Runs the test suite on a hand-written store.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use billing_runtime::client::clock::Clock;
use billing_runtime::session::store::{Entry, Key, Lease, StoreError, StoreFuture, TokenStore};
use billing_runtime::testing::{ManualClock, block_on, stores};

/// A token store in a table, such as a program with its own database might implement.
struct Table {
    rows: Mutex<HashMap<Key, Row>>,
    clock: ManualClock,
}

#[derive(Default)]
struct Row {
    entry: Option<Entry>,
    lease: Option<(Lease, Option<SystemTime>)>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Table")
    }
}

impl Table {
    fn with<T>(&self, key: &Key, action: impl FnOnce(&mut Row) -> T) -> Result<T, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.entry(key.clone()).or_default();
        let now = self.clock.now();
        if let Some((_, Some(until))) = &row.lease
            && *until <= now
        {
            row.lease = None;
        }
        Ok(action(row))
    }
}

impl TokenStore for Table {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(async move { self.with(key, |row| row.entry.clone()) })
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            self.with(key, |row| {
                let held = row.lease.as_ref().is_some_and(|(held, _)| held == lease);
                let old = row.entry.as_ref().map(|old| old.version);
                let saved = held && old.is_none_or(|old| old < entry.version);
                if saved {
                    row.entry = Some(entry.clone());
                }
                saved
            })
        })
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move {
            let until = self.clock.now().checked_add(length);
            self.with(key, |row| {
                if row.lease.is_some() {
                    return None;
                }
                let lease = Lease::unique();
                row.lease = Some((lease.clone(), until));
                Some(lease)
            })
        })
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.with(key, |row| {
                row.lease.take_if(|(held, _)| *held == lease);
            })
        })
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let mut rows = self.rows.lock().unwrap();
            rows.retain(|key, _| key.account != account);
            Ok(())
        })
    }
}

#[test]
fn a_hand_written_store_conforms() {
    let clock = ManualClock::at(1_700_000_000);
    let table = || Table {
        rows: Mutex::default(),
        clock: clock.clone(),
    };
    block_on(stores::check(
        async || table(),
        async |length| clock.advance(length),
    ));
}
