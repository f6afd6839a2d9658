//! Token stores, which keep tokens so that other processes and later runs can share a session.
//!
//! | store | keeps tokens | shared by |
//! |---|---|---|
//! | [`MemoryStore`] | in memory | the logins of one process |
//! | [`FileStore`] | in a folder | the processes of one machine |
//! | `RedisStore` (feature `store-redis`) | in a Redis server | many machines |
//! | `SealedStore` (feature `seal`) | in another store, encrypted | everybody with access to that store and the key |

mod error;
mod file;
mod lease;
mod memory;
#[cfg(feature = "store-redis")]
mod redis;
#[cfg(feature = "seal")]
mod sealed;
mod tombstone;
mod version;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use crate::secret::Secret;

pub use error::StoreError;
pub use file::FileStore;
pub use memory::MemoryStore;
#[cfg(feature = "store-redis")]
pub use redis::RedisStore;
#[cfg(feature = "seal")]
pub use sealed::{SealKey, SealedStore};

pub(super) use lease::{LeaseWait, acquire as acquire_lease};
pub(super) use tombstone::{record_sign_out, signed_out_at};
pub(super) use version::{MAX_GENERATION, is_last as is_last_version};

/// The future of one access to a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps the tokens of sessions.
///
/// A store keeps opaque strings. A store that several processes share also grants leases: only the
/// holder of a slot's lease refreshes its tokens. A lease expires by itself, since its holder may be
/// killed. Each [`save`](Self::save) names the lease that it is made under, and is refused if that
/// lease is not the current one.
///
/// [`testing::stores`](crate::testing::stores) checks an implementation.
pub trait TokenStore: Send + Sync + 'static {
    /// Returns the entry of a slot, or `None` if the slot is empty.
    ///
    /// # Errors
    ///
    /// If the store is unreachable or the entry is corrupt. A corrupt entry is set aside, so that the next
    /// attempt finds no entry.
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>>;

    /// Saves an entry in place of an older one. Returns `false` and changes nothing if the lease is
    /// not the current one, or if the store holds an entry of the same or a higher version.
    ///
    /// # Errors
    ///
    /// If the store is unreachable or cannot be written to; the previous entry stays.
    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool>;

    /// Grants the lease of a slot for at most `length`. Returns `None` while another process holds
    /// it.
    ///
    /// The caller may be canceled before the response arrives. A store outside this process, such as on a
    /// server, must then send its next request with the same token: a lease whose response nobody awaited must
    /// not block its own holder.
    ///
    /// # Errors
    ///
    /// If the store is unreachable.
    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>>;

    /// Releases a lease before it expires. Releasing one that has expired is not an error.
    ///
    /// # Errors
    ///
    /// If the store is unreachable; the lease then expires by itself.
    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()>;

    /// Removes every slot of an account and ends its leases.
    ///
    /// # Errors
    ///
    /// If the store is unreachable or cannot be written to.
    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()>;
}

impl<S: TokenStore + ?Sized> TokenStore for std::sync::Arc<S> {
    fn load<'a>(&'a self, key: &'a Key) -> StoreFuture<'a, Option<Entry>> {
        (**self).load(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a Key,
        entry: &'a Entry,
        lease: &'a Lease,
    ) -> StoreFuture<'a, bool> {
        (**self).save(key, entry, lease)
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> StoreFuture<'a, Option<Lease>> {
        (**self).lease(key, length)
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> StoreFuture<'a, ()> {
        (**self).release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> StoreFuture<'a, ()> {
        (**self).clear(account)
    }
}

/// The name of one slot of an account. Both parts may be any string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The API and the person, such as `billbora.session:user@example.com`.
    pub account: String,
    /// The slot of the account, such as `identity` or `tenant:org_1234567890`.
    pub slot: String,
}

/// What a store keeps under a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The version, which grows with every change.
    pub version: u64,
    /// The tokens, as an opaque string.
    pub text: Secret,
}

/// The right to refresh the tokens of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// A token that no other lease of the slot has. The store chooses it.
    pub token: String,
}

impl Lease {
    /// Creates a lease with a token that no other process or thread has chosen. It is meant for
    /// stores whose leases outlive a process.
    pub fn unique() -> Self {
        // The operating system seeds the first state of each thread; later states count up from
        // that seed.
        let random = || RandomState::new().build_hasher().finish();
        Self {
            token: format!("{:016x}{:016x}-{}", random(), random(), std::process::id()),
        }
    }
}
