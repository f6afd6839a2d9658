//! Sessions: signing in, tokens of tenants, refreshing, switching, and sharing between processes.
//!
//! The protocol is data: a [`SessionSpec`] lists the steps, and what each sends and returns. A
//! [`Login`] begins sessions, and a [`Session`] is a credential that renews itself:
//!
//! - Calls read the token without a lock. Shortly before it expires, one call renews it and all others
//!   wait for that call. If the renewal fails, a token that is still valid stays in use.
//! - If the service refuses a call because its token expired, the call is sent once more with a newer token. If
//!   another call has renewed the token in the meantime, that token is used.
//! - Each use of a refresh token is stored before the token is sent. The token is sent at most once more, and
//!   only if the response was lost and the service still accepts the token.
//! - Before a session requires a new sign-in, it renews the identity token and exchanges it again,
//!   once.
//! - Processes that share a [`TokenStore`](store::TokenStore) renew under a lease, one at a time.
//!
//! [`practices`] lists common security practices for signing in, and who is responsible for each.

mod account;
mod core;
mod credential;
mod error;
mod jwt;
mod login;
mod persist;
pub mod practices;
mod renewal;
mod sign_in;
mod sign_out;
mod single_flight;
mod spec;
mod state;
mod step;
pub mod store;
mod sync;
mod token_cache;
mod token_response;
mod tokens;

pub use credential::Session;
pub use login::Login;
pub use sign_in::SignIn;
pub use sign_out::{Scope, SignOut};
pub use spec::{Input, NoIdentity, Output, Protocol, Reaction, SessionSpec, Step};
pub use state::{Changes, State};
