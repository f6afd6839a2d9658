//! A store whose texts only holders of a key can read.

mod key;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::{Entry, Key, Lease, StoreError, Storing, TokenStore};
use crate::Secret;

pub use key::SealKey;

/// What a sealed text begins with; a later form would have another one.
const TITLE: &str = "sealed-1:";
const NONCE: usize = 24;

/// Seals what another store keeps, with XChaCha20-Poly1305 and a key that the caller gives.
///
/// ```
/// use billing_runtime::session::{MemoryStore, SealKey, SealedStore};
///
/// # let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// let key = SealKey::parse(text)?; // from a secret manager, not from beside the store
/// let store = SealedStore::new(MemoryStore::new(), key);
/// # Ok::<(), billing_runtime::Error>(())
/// ```
///
/// Account, slot and version are bound to the text, so that nobody who can write to the store can
/// put one entry in the place of another; they are not hidden. An old entry, put back whole, opens
/// as it did.
///
/// A text that does not open (another key, or changed) is reported once as
/// [corrupt](StoreError::is_corrupt), and then taken for nothing. It stays in the store until the
/// next [`save`](TokenStore::save) takes its place: whoever has the right key can still read it,
/// so one worker with a wrong key ends nobody's session.
pub struct SealedStore<S> {
    inner: S,
    cipher: XChaCha20Poly1305,
    /// Which versions were reported as unreadable.
    reported: Mutex<BTreeMap<Key, u64>>,
}

impl<S: TokenStore> SealedStore<S> {
    /// Seals what `inner` keeps.
    pub fn new(inner: S, key: SealKey) -> Self {
        Self {
            inner,
            cipher: XChaCha20Poly1305::new(key.bytes().into()),
            reported: Mutex::default(),
        }
    }

    fn reported(&self) -> MutexGuard<'_, BTreeMap<Key, u64>> {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens what the inner store keeps.
    async fn open(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        let Some(sealed) = self.inner.load(key).await? else {
            return Ok(None);
        };
        if let Some(entry) = self.opened(key, &sealed) {
            return Ok(Some(entry));
        }
        if self.reported().insert(key.clone(), sealed.version) == Some(sealed.version) {
            return Ok(None);
        }
        Err(StoreError::corrupt(
            "the kept tokens do not open: they were sealed with another key, or changed since; \
             check the key, or sign in again",
        ))
    }

    fn opened(&self, key: &Key, sealed: &Entry) -> Option<Entry> {
        let bytes = key::from_hex(sealed.text.expose().strip_prefix(TITLE)?)?;
        let (nonce, msg) = bytes.split_at_checked(NONCE)?;
        let aad = &bound(key, sealed.version);
        let nonce = XNonce::try_from(nonce).ok()?;
        let plain = self.cipher.decrypt(&nonce, Payload { msg, aad }).ok()?;
        let plain = Secret::from(String::from_utf8(plain).ok()?);
        let (version, text) = plain.expose().split_once('\n')?;
        Some(Entry {
            version: version.parse().ok()?,
            text: Secret::from(text),
        })
    }

    fn sealed(&self, key: &Key, version: u64, entry: &Entry) -> Result<Entry, StoreError> {
        let plain = Secret::from(format!("{}\n{}", entry.version, entry.text.expose()));
        let nonce = XNonce::try_generate()
            .map_err(|_| StoreError::new("the operating system gives no random numbers"))?;
        let msg = plain.expose().as_bytes();
        let aad = &bound(key, version);
        let cut = self
            .cipher
            .encrypt(&nonce, Payload { msg, aad })
            .map_err(|_| StoreError::new("the tokens are too long to be sealed"))?;
        let mut text = String::from(TITLE);
        key::push_hex(&mut text, &nonce);
        key::push_hex(&mut text, &cut);
        Ok(Entry {
            version,
            text: Secret::from(text),
        })
    }

    /// The version of the inner store is one of its own where it has to be above an entry that
    /// does not open; else both are the same.
    async fn put(&self, key: &Key, entry: &Entry, lease: &Lease) -> Result<bool, StoreError> {
        let mut version = entry.version;
        if let Some(old) = self.inner.load(key).await? {
            let opened = self.opened(key, &old);
            if opened.is_some_and(|opened| opened.version >= entry.version) {
                return Ok(false);
            }
            let Some(above) = old.version.checked_add(1) else {
                return Ok(false);
            };
            version = version.max(above);
        }
        let sealed = self.sealed(key, version, entry)?;
        let saved = self.inner.save(key, &sealed, lease).await?;
        if saved {
            self.reported().remove(key);
        }
        Ok(saved)
    }
}

/// What is bound to a text: lengths keep `a` + `bc` apart from `ab` + `c`.
fn bound(key: &Key, version: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in [&key.account, &key.slot] {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend(version.to_be_bytes());
    bytes
}

impl<S: TokenStore> TokenStore for SealedStore<S> {
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>> {
        Box::pin(self.open(key))
    }

    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool> {
        Box::pin(self.put(key, entry, lease))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        self.inner.lease(key, length)
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        self.inner.release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()> {
        self.reported().retain(|key, _| key.account != account);
        self.inner.clear(account)
    }
}

impl<S> fmt::Debug for SealedStore<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
