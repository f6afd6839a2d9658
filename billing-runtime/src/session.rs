//! Sessions: signing in, tokens of a tenant, refresh, switch, and one session for many processes.
//!
//! The protocol is data ([`SessionSpec`]): which steps there are, what each sends and takes. A [`Login`]
//! begins sessions by it, and a [`Session`] is a credential that renews itself:
//!
//! - Calls read the token without a lock. Shortly before its end one call renews it, and all others
//!   wait for that one; a token that is still valid survives a renewal that fails.
//! - A call that is refused because its token expired is sent once more, with a newer token; if
//!   another call has renewed in the meantime, with that one.
//! - A refresh token is stored before it is used, and sent once more at most, where the answer was
//!   lost and the service still takes it.
//! - Before a person is asked to sign in, the identity is renewed and exchanged again, once.
//! - Processes that share a [`TokenStore`] renew under a lease, one for all.
//!
//! [`practices`] goes through what is usually advised for signing in, and says whose it is.

mod cell;
mod core;
mod credential;
mod flight;
mod keep;
mod login;
pub mod practices;
mod principal;
mod renewal;
mod sign_in;
mod sign_out;
mod spec;
mod state;
mod step;
mod store;
mod sync;
mod tokens;

pub use credential::Session;
pub use login::Login;
pub use sign_in::SignIn;
pub use sign_out::{Scope, SignOut};
pub use spec::{Input, NoIdentity, Output, Protocol, Reaction, SessionSpec, Step};
pub use state::{Changes, State};
#[cfg(feature = "store-redis")]
pub use store::RedisStore;
pub use store::{Entry, FileStore, Key, Lease, MemoryStore, StoreError, Storing, TokenStore};
#[cfg(feature = "seal")]
pub use store::{SealKey, SealedStore};
