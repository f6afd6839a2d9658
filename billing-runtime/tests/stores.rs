//! Tests token stores through the public API.

mod broken;
mod files;
mod hand_written;
#[cfg(unix)]
pub mod machine;
mod processes;
#[cfg(feature = "store-redis")]
mod redis;
pub mod support;

use billing_runtime::session::store::{FileStore, MemoryStore};
use billing_runtime::testing::{ManualClock, block_on, stores};

use support::Folder;

#[test]
fn the_memory_store_conforms() {
    let clock = ManualClock::at(1_700_000_000);
    block_on(stores::check(
        async || MemoryStore::new().clock(clock.clone()),
        async |length| clock.advance(length),
    ));
}

#[test]
fn the_file_store_conforms() {
    let (folder, clock) = (Folder::new(), ManualClock::at(1_700_000_000));
    block_on(stores::check(
        async || FileStore::new(folder.next()).clock(clock.clone()),
        async |length| clock.advance(length),
    ));
}

#[test]
fn a_shared_store_conforms() {
    let clock = ManualClock::at(1_700_000_000);
    block_on(stores::check(
        async || std::sync::Arc::new(MemoryStore::new().clock(clock.clone())),
        async |length| clock.advance(length),
    ));
}

#[cfg(feature = "seal")]
mod sealed {
    use billing_runtime::session::store::{SealKey, SealedStore};

    use super::*;

    #[test]
    fn a_sealed_memory_store_conforms() {
        let clock = ManualClock::at(1_700_000_000);
        let memory = || MemoryStore::new().clock(clock.clone());
        block_on(stores::check(
            async || SealedStore::new(memory(), SealKey::from([1; 32])),
            async |length| clock.advance(length),
        ));
    }

    #[test]
    fn a_sealed_file_store_conforms_and_no_file_holds_a_token() {
        let (folder, clock) = (Folder::new(), ManualClock::at(1_700_000_000));
        let file = || FileStore::new(folder.next()).clock(clock.clone());
        block_on(stores::check(
            async || SealedStore::new(file(), SealKey::from([1; 32])),
            async |length| clock.advance(length),
        ));
        let store = SealedStore::new(file(), SealKey::from([1; 32]));
        support::save(&store, &support::key("account", "slot"), 1, "canary-token");
        for (path, bytes) in folder.files() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("canary"), "{}", path.display());
        }
    }
}
