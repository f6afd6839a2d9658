//! Where tokens are kept, so that other processes and later runs share a session.

mod file;
mod memory;
#[cfg(feature = "store-redis")]
mod redis;
#[cfg(feature = "seal")]
mod sealed;

use std::error::Error as StdError;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use crate::Secret;

pub use file::FileStore;
pub use memory::MemoryStore;
#[cfg(feature = "store-redis")]
pub use redis::RedisStore;
#[cfg(feature = "seal")]
pub use sealed::{SealKey, SealedStore};

/// The future of one access to a store.
pub type Storing<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps the tokens of sessions.
///
/// What it keeps is text that it does not look into. A store that several processes share also
/// hands out leases: whoever holds the lease of a slot is the only one to refresh it. A lease ends
/// by itself, since its holder may be killed; so a [`save`](Self::save) tells which lease it was
/// made under, and is refused if that lease is not the current one.
///
/// [`testing::stores`](crate::testing::stores) checks an implementation.
pub trait TokenStore: Send + Sync + 'static {
    /// Returns what is kept; `None` if nothing is.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached, or keeps something that it cannot read. What cannot be
    /// read is set aside, so that the next attempt finds nothing.
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>>;

    /// Keeps an entry in place of an older one; `false` if the lease is not the current one any
    /// more, or an entry of the same or a higher version is kept. Nothing is changed then.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached or written; what was kept before is still kept.
    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool>;

    /// Hands out the lease of a slot for at most this long; `None` while somebody else holds it.
    ///
    /// Whoever asks may give up before the answer. A store that does its work elsewhere, such as on
    /// a server, asks again with the same token then: a lease that nobody waited for must not hold
    /// up its own owner.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached.
    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>>;

    /// Gives a lease back before its end; one that has ended already is no error.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached; the lease ends by itself then.
    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()>;

    /// Forgets every slot of an account, and ends its leases.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached or written.
    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()>;
}

impl<S: TokenStore + ?Sized> TokenStore for std::sync::Arc<S> {
    fn load<'a>(&'a self, key: &'a Key) -> Storing<'a, Option<Entry>> {
        (**self).load(key)
    }

    fn save<'a>(&'a self, key: &'a Key, entry: &'a Entry, lease: &'a Lease) -> Storing<'a, bool> {
        (**self).save(key, entry, lease)
    }

    fn lease<'a>(&'a self, key: &'a Key, length: Duration) -> Storing<'a, Option<Lease>> {
        (**self).lease(key, length)
    }

    fn release<'a>(&'a self, key: &'a Key, lease: Lease) -> Storing<'a, ()> {
        (**self).release(key, lease)
    }

    fn clear<'a>(&'a self, account: &'a str) -> Storing<'a, ()> {
        (**self).clear(account)
    }
}

/// Which tokens: those of a slot of an account. Both may be any text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The API and whose session it is, such as `billbora.session:user@example.com`.
    pub account: String,
    /// Which tokens of it, such as `identity` or `tenant:org_1234567890`.
    pub slot: String,
}

/// What is kept under a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Grows with every change.
    pub version: u64,
    /// The tokens, as text that a store does not look into.
    pub text: Secret,
}

/// The right to refresh the tokens of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Tells this lease from every other one of the slot; a store chooses it.
    pub token: String,
}

impl Lease {
    /// A lease with a token that no other process or thread has chosen; for stores whose leases
    /// outlive a process.
    pub fn unique() -> Self {
        // Each state is seeded by the operating system, once for each thread, and counts on.
        let random = || RandomState::new().build_hasher().finish();
        Self {
            token: format!("{:016x}{:016x}-{}", random(), random(), std::process::id()),
        }
    }
}

/// Why a store did not do what it was asked for. Free of secrets.
pub struct StoreError {
    message: String,
    corrupt: bool,
    unreachable: bool,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// A store of this process alone that cannot be read or written: tokens are then renewed
    /// without it. A store that others share says [`unreachable`](Self::unreachable) whatever the
    /// reason is, also where it answers and refuses: they may be renewing just then.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            corrupt: false,
            unreachable: false,
            cause: None,
        }
    }

    /// A shared store that this process cannot use, since it does not answer or refuses: tokens are
    /// not renewed then, since another process may be doing it.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Self {
            unreachable: true,
            ..Self::new(message)
        }
    }

    /// Something was kept that cannot be read, and has been set aside.
    pub fn corrupt(message: impl Into<String>) -> Self {
        Self {
            corrupt: true,
            ..Self::new(message)
        }
    }

    /// Adds what caused it; it must not show a secret.
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Returns true if others may use the store while this process cannot.
    pub fn is_unreachable(&self) -> bool {
        self.unreachable
    }

    /// Returns true if what was kept could not be read and has been set aside.
    pub fn is_corrupt(&self) -> bool {
        self.corrupt
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreError({self})")
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}
