//! A store that encrypts what another store keeps.

mod key;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::{Entry, Key, Lease, StoreError, StoreFuture, TokenStore};
use crate::secret::Secret;

pub use key::SealKey;

/// The prefix of an encrypted text. A later format would have another one.
const PREFIX: &str = "sealed-1:";
const NONCE_LENGTH: usize = 24;

/// Encrypts what another store keeps, with XChaCha20-Poly1305 and the caller's key.
///
/// ```
/// use billing_runtime::session::store::{MemoryStore, SealKey, SealedStore};
///
/// # let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// let key = SealKey::parse(text)?; // from a secret manager, not from where the store is
/// let store = SealedStore::new(MemoryStore::new(), key);
/// # Ok::<(), billing_runtime::Error>(())
/// ```
///
/// Account, slot and version are authenticated with the text, so nobody with write access to the store can swap
/// entries. They are not encrypted. An old entry that somebody restores unchanged is still valid.
///
/// A text that cannot be decrypted (wrong key, or modified) is reported once as
/// [corrupt](StoreError::is_corrupt), and then counts as missing. It stays in the store until the next
/// [`save`](TokenStore::save) replaces it: processes with the right key can still read it, so a worker with a
/// wrong key does not end anybody's session.
pub struct SealedStore<S> {
    inner: S,
    cipher: XChaCha20Poly1305,
    /// The versions of the entries that were reported as corrupt.
    reported: Mutex<BTreeMap<Key, u64>>,
}

impl<S: TokenStore> SealedStore<S> {
    /// Creates a store that encrypts what `inner` keeps.
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

    async fn load_sealed(&self, key: &Key) -> Result<Option<Entry>, StoreError> {
        let Some(sealed) = self.inner.load(key).await? else {
            return Ok(None);
        };
        if let Some(entry) = self.decrypt(key, &sealed) {
            return Ok(Some(entry));
        }
        if self.reported().insert(key.clone(), sealed.version) == Some(sealed.version) {
            return Ok(None);
        }
        Err(StoreError::corrupt(
            "the stored tokens cannot be decrypted: they were encrypted with another key or modified; \
             check the key, or sign in again",
        ))
    }

    fn decrypt(&self, key: &Key, sealed: &Entry) -> Option<Entry> {
        let bytes = key::from_hex(sealed.text.expose().strip_prefix(PREFIX)?)?;
        let (nonce, msg) = bytes.split_at_checked(NONCE_LENGTH)?;
        let aad = &associated_data(key, sealed.version);
        let nonce = XNonce::try_from(nonce).ok()?;
        let plain = self.cipher.decrypt(&nonce, Payload { msg, aad }).ok()?;
        let plain = Secret::from(String::from_utf8(plain).ok()?);
        let (version, text) = plain.expose().split_once('\n')?;
        Some(Entry {
            version: version.parse().ok()?,
            text: Secret::from(text),
        })
    }

    fn encrypt(&self, key: &Key, version: u64, entry: &Entry) -> Result<Entry, StoreError> {
        let plain = Secret::from(format!("{}\n{}", entry.version, entry.text.expose()));
        let nonce = XNonce::try_generate()
            .map_err(|_| StoreError::new("the operating system provides no random numbers"))?;
        let msg = plain.expose().as_bytes();
        let aad = &associated_data(key, version);
        let ciphertext = self
            .cipher
            .encrypt(&nonce, Payload { msg, aad })
            .map_err(|_| StoreError::new("the tokens are too long to encrypt"))?;
        let mut text = String::from(PREFIX);
        key::push_hex(&mut text, &nonce);
        key::push_hex(&mut text, &ciphertext);
        Ok(Entry {
            version,
            text: Secret::from(text),
        })
    }

    /// Saves the entry in the inner store under the same version, or under a higher one if it
    /// replaces an entry that cannot be decrypted.
    async fn save_sealed(
        &self,
        key: &Key,
        entry: &Entry,
        lease: &Lease,
    ) -> Result<bool, StoreError> {
        let mut version = entry.version;
        if let Some(old) = self.inner.load(key).await? {
            let old_entry = self.decrypt(key, &old);
            if old_entry.is_some_and(|old| old.version >= entry.version) {
                return Ok(false);
            }
            let Some(above) = old.version.checked_add(1) else {
                return Ok(false);
            };
            version = version.max(above);
        }
        let sealed = self.encrypt(key, version, entry)?;
        let saved = self.inner.save(key, &sealed, lease).await?;
        if saved {
            self.reported().remove(key);
        }
        Ok(saved)
    }
}

/// Returns the data that is authenticated with the text. The lengths distinguish `a` + `bc` from
/// `ab` + `c`.
fn associated_data(key: &Key, version: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in [&key.account, &key.slot] {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend(version.to_be_bytes());
    bytes
}

impl<S: TokenStore> TokenStore for SealedStore<S> {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        Box::pin(self.load_sealed(key))
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        Box::pin(self.save_sealed(key, entry, lease))
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        self.inner.lease(key, length)
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        self.inner.release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
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
