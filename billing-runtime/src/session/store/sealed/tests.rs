//! Tests of encryption, wrong keys and modified entries.

use std::sync::Arc;

use super::*;
use crate::session::store::MemoryStore;
use crate::testing::block_on;

const LONG: Duration = Duration::from_secs(60);

fn key(account: &str, slot: &str) -> Key {
    Key {
        account: account.into(),
        slot: slot.into(),
    }
}

fn entry(version: u64, text: &str) -> Entry {
    Entry {
        version,
        text: Secret::from(text),
    }
}

fn sealed(inner: &Arc<MemoryStore>, key: u8) -> SealedStore<Arc<MemoryStore>> {
    SealedStore::new(Arc::clone(inner), SealKey::from([key; 32]))
}

fn save(store: &impl TokenStore, key: &Key, entry: &Entry) -> bool {
    block_on(async {
        let lease = store.lease(key, LONG).await.unwrap().unwrap();
        let saved = store.save(key, entry, &lease).await.unwrap();
        store.release(key, lease).await.unwrap();
        saved
    })
}

fn load(store: &impl TokenStore, key: &Key) -> Result<Option<(u64, String)>, StoreError> {
    let entry = block_on(store.load(key))?;
    Ok(entry.map(|entry| (entry.version, entry.text.expose().to_owned())))
}

fn is_corrupt(store: &impl TokenStore, key: &Key) -> bool {
    load(store, key).is_err_and(|e| e.is_corrupt() && !e.to_string().contains("canary"))
}

#[test]
fn fault_76_the_inner_store_sees_no_secret() {
    let inner = Arc::new(MemoryStore::new());
    let store = sealed(&inner, 1);
    let key = key("a", "s");
    assert!(save(&store, &key, &entry(1, "canary-token")));
    let (_, one) = load(&inner, &key).unwrap().unwrap();
    assert!(one.starts_with(PREFIX) && !one.contains("canary"), "{one}");
    assert!(save(&store, &key, &entry(2, "canary-token")));
    let (_, two) = load(&inner, &key).unwrap().unwrap();
    assert_ne!(one[..40], two[..40], "a nonce was used twice");
    assert_eq!(
        load(&store, &key).unwrap(),
        Some((2, "canary-token".into()))
    );
    assert_eq!(format!("{store:?}"), "SealedStore { .. }");
}

#[test]
fn fault_74_another_key_is_reported_once_and_harms_nobody() {
    let inner = Arc::new(MemoryStore::new());
    let (right, wrong) = (sealed(&inner, 1), sealed(&inner, 2));
    let key = key("a", "s");
    assert!(save(&right, &key, &entry(7, "canary")));
    assert!(is_corrupt(&wrong, &key));
    assert_eq!(load(&wrong, &key).unwrap(), None);
    assert_eq!(load(&right, &key).unwrap(), Some((7, "canary".into())));
    // A sign-in with the new key starts over, regardless of the old version.
    assert!(save(&wrong, &key, &entry(1, "new")));
    assert_eq!(load(&wrong, &key).unwrap(), Some((1, "new".into())));
    assert!(!save(&wrong, &key, &entry(1, "same version")));
    assert!(save(&wrong, &key, &entry(2, "newer")));
    assert_eq!(load(&wrong, &key).unwrap(), Some((2, "newer".into())));
    assert!(is_corrupt(&right, &key));
}

#[test]
fn fault_74_changed_swapped_and_foreign_texts_are_corrupt() {
    let inner = Arc::new(MemoryStore::new());
    let store = sealed(&inner, 1);
    let (from, to) = (key("ab", "c"), key("a", "bc"));
    assert!(save(&store, &from, &entry(1, "canary")));
    let (version, text) = load(&inner, &from).unwrap().unwrap();

    assert!(save(&inner, &to, &entry(version, &text)));
    assert!(is_corrupt(&store, &to));
    assert!(save(&inner, &from, &entry(version + 1, &text)));
    assert!(is_corrupt(&store, &from));

    let last = text.len() - 1;
    let other = if text.ends_with('0') { "1" } else { "0" };
    let changed = [
        text.replace(PREFIX, "sealed-9:"),
        format!("{}{other}", &text[..last]),
        text[..last].to_owned(),
        PREFIX.to_owned(),
        "canary".to_owned(),
        String::new(),
    ];
    for (i, changed) in changed.iter().enumerate() {
        let key = key("changed", &i.to_string());
        assert!(save(&inner, &key, &entry(1, changed)));
        assert!(is_corrupt(&store, &key), "{i}");
    }
}
