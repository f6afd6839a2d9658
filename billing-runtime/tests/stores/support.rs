//! Temporary folders, and short functions to use a store.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use billing_runtime::session::store::{Entry, Key, StoreError, TokenStore};
use billing_runtime::testing::block_on;
use billing_runtime::types::Secret;

pub const LONG: Duration = Duration::from_secs(60);

/// A folder that is removed at the end.
pub struct Folder {
    path: PathBuf,
    count: AtomicU32,
}

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("billing-stores-{}-{n}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self {
            path,
            count: AtomicU32::new(0),
        }
    }

    /// Returns a folder in it that does not exist yet.
    pub fn next(&self) -> PathBuf {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        self.path.join(n.to_string())
    }

    /// Returns every file in it with its content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for path in entries(&folder) {
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push((path.clone(), fs::read(&path).unwrap())),
                }
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

pub fn key(account: &str, slot: &str) -> Key {
    Key {
        account: account.into(),
        slot: slot.into(),
    }
}

pub fn entry(version: u64, text: &str) -> Entry {
    Entry {
        version,
        text: Secret::from(text),
    }
}

pub fn load(store: &impl TokenStore, key: &Key) -> Result<Option<(u64, String)>, StoreError> {
    let entry = block_on(store.load(key))?;
    Ok(entry.map(|entry| (entry.version, entry.text.expose().to_owned())))
}

pub fn try_save(
    store: &impl TokenStore,
    key: &Key,
    version: u64,
    text: &str,
) -> Result<bool, StoreError> {
    block_on(async {
        let lease = store.lease(key, LONG).await?.expect("nobody holds it");
        let saved = store.save(key, &entry(version, text), &lease).await;
        store.release(key, lease).await?;
        saved
    })
}

pub fn save(store: &impl TokenStore, key: &Key, version: u64, text: &str) {
    assert!(try_save(store, key, version, text).unwrap());
}
