//! Sessions: signing in, tokens of a tenant, refresh, switch, and one session for many processes.

mod form;
mod store;

pub use form::{Form, NoIdentity, Protocol, Reaction, Source, Step, Take};
#[cfg(feature = "store-redis")]
pub use store::RedisStore;
pub use store::{Entry, FileStore, Key, Lease, MemoryStore, StoreError, Storing, TokenStore};
#[cfg(feature = "seal")]
pub use store::{SealKey, SealedStore};
