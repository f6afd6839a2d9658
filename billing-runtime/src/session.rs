//! Sessions: signing in, tokens of a tenant, refresh, switch, and one session for many processes.
//!
//! The protocol is data ([`Form`]): which steps there are, what each sends and takes. A [`Login`]
//! begins sessions by it, and a [`Session`] is a credential that renews itself:
//!
//! - Calls read the token without a lock. Shortly before its end one call renews it, and all others
//!   wait for that one; a token that is still valid survives a renewal that fails.
//! - A call that is refused because its token expired is sent once more, with a newer token; if
//!   another call has renewed in the meantime, with that one.
//! - A refresh token is stored before it is used, and sent once more at most, where the answer was
//!   lost and the service still takes it.
//! - Processes that share a [`TokenStore`] renew under a lease, one for all.

mod cell;
mod core;
mod credential;
mod flight;
mod form;
mod keep;
mod login;
mod principal;
mod renewal;
mod sign_in;
mod state;
mod step;
mod store;
mod sync;
mod tokens;

pub use credential::Session;
pub use form::{Form, NoIdentity, Protocol, Reaction, Source, Step, Take};
pub use login::Login;
pub use sign_in::SignIn;
pub use state::{Changes, State};
#[cfg(feature = "store-redis")]
pub use store::RedisStore;
pub use store::{Entry, FileStore, Key, Lease, MemoryStore, StoreError, Storing, TokenStore};
#[cfg(feature = "seal")]
pub use store::{SealKey, SealedStore};
