//! The test suite finds the faults of a store.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use billing_runtime::session::store::{Entry, Key, Lease, MemoryStore, StoreFuture, TokenStore};
use billing_runtime::testing::{ManualClock, block_on, stores};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    CutsTexts,
    IgnoresVersions,
    SavesWithoutLease,
    NeverEndsLeases,
    HandsOutTwice,
    HandsOutToNobody,
    ForgetsToRelease,
    ReleasesAnything,
    MixesKeys,
    IgnoresCase,
    ClearsLittle,
    ClearsMuch,
    KeepsLeasesOnClear,
    ShowsTokens,
}

/// A store with one fault.
struct Broken {
    inner: MemoryStore,
    mistake: Mistake,
    seen: std::sync::Mutex<String>,
}

impl Broken {
    fn has(&self, mistake: Mistake) -> bool {
        self.mistake == mistake
    }

    fn key(&self, key: &Key) -> Key {
        let (account, slot) = (key.account.clone(), key.slot.clone());
        match self.mistake {
            Mistake::MixesKeys => Key {
                account: String::new(),
                slot: account + ":" + &slot,
            },
            Mistake::IgnoresCase => Key {
                account: account.to_lowercase(),
                slot,
            },
            Mistake::ClearsMuch => Key {
                account: "everybody".into(),
                slot: format!("{account:?}{slot}"),
            },
            _ => Key { account, slot },
        }
    }
}

impl std::fmt::Debug for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.seen.lock().unwrap())
    }
}

impl TokenStore for Broken {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(async { self.inner.load(&self.key(key)).await })
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async {
            let (key, mut entry, mut lease) = (self.key(key), entry.clone(), lease.clone());
            let text = entry.text.expose().to_owned();
            if self.has(Mistake::CutsTexts) {
                entry.text = text.trim().into();
            }
            if self.has(Mistake::ShowsTokens) {
                *self.seen.lock().unwrap() = text;
            }
            if self.has(Mistake::IgnoresVersions) {
                let old = self.inner.load(&key).await?;
                let version = old.map_or(0, |old| old.version.saturating_add(1));
                entry.version = entry.version.max(version);
            }
            if self.has(Mistake::SavesWithoutLease) {
                let free = self.inner.lease(&key, Duration::from_secs(9)).await?;
                lease = free.unwrap_or(lease);
            }
            self.inner.save(&key, &entry, &lease).await
        })
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move {
            let length = match self.mistake {
                Mistake::NeverEndsLeases => Duration::MAX,
                Mistake::HandsOutTwice => Duration::ZERO,
                _ => length,
            };
            let lease = self.inner.lease(&self.key(key), length).await;
            if self.has(Mistake::HandsOutToNobody) {
                // The response of a server takes time.
                tokio::task::yield_now().await;
            }
            lease
        })
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            match self.mistake {
                Mistake::ForgetsToRelease => Ok(()),
                Mistake::ReleasesAnything => {
                    for n in 0..1_000 {
                        let token = n.to_string();
                        self.inner.release(key, Lease { token }).await?;
                    }
                    Ok(())
                }
                _ => self.inner.release(&self.key(key), lease).await,
            }
        })
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            match self.mistake {
                Mistake::ClearsLittle => Ok(()),
                Mistake::MixesKeys => self.inner.clear("").await,
                Mistake::ClearsMuch => self.inner.clear("everybody").await,
                Mistake::KeepsLeasesOnClear => {
                    // Clears, then grants the lease of the suite's slot again, since its token is a
                    // counter.
                    let key = Key {
                        account: account.into(),
                        slot: "slot".into(),
                    };
                    let held = self.inner.lease(&key, Duration::MAX).await?.is_none();
                    self.inner.clear(account).await?;
                    if held {
                        self.inner.lease(&key, Duration::MAX).await?;
                    }
                    Ok(())
                }
                _ => self.inner.clear(account).await,
            }
        })
    }
}

/// Returns what the suite says about a store with this fault.
fn verdict(mistake: Mistake) -> String {
    let clock = ManualClock::at(1_700_000_000);
    let store = || Broken {
        inner: MemoryStore::new().clock(clock.clone()),
        mistake,
        seen: Default::default(),
    };
    let checked = catch_unwind(AssertUnwindSafe(|| {
        block_on(stores::check(
            async || store(),
            async |length| clock.advance(length),
        ));
    }));
    let panic = checked.expect_err("the suite finds the mistake");
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic.downcast::<&str>().unwrap().to_string(),
    }
}

#[test]
fn every_mistake_is_found_and_named() {
    use Mistake::*;
    let cases = [
        (CutsTexts, "is stored unchanged"),
        (IgnoresVersions, "is not above"),
        (SavesWithoutLease, "nothing is saved under"),
        (NeverEndsLeases, "under an expired lease"),
        (HandsOutTwice, "saved under its lease"),
        (HandsOutToNobody, "ask again with the same token"),
        (ForgetsToRelease, "a free lease is granted"),
        (ReleasesAnything, "does not end the current one"),
        (MixesKeys, "does not touch other accounts"),
        (IgnoresCase, "although others are not"),
        (ClearsLittle, "`clear` removes every slot"),
        (ClearsMuch, "does not touch other accounts"),
        (KeepsLeasesOnClear, "is granted"),
        (ShowsTokens, "shows no tokens"),
    ];
    for (mistake, part) in cases {
        let message = verdict(mistake);
        assert!(message.contains(part), "{mistake:?}: {message}");
    }
}
