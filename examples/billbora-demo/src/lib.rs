//! Signs in, works for two organizations at once, and shares one session among eight processes.
//!
//! Begin with [`tour`], which calls the client as your program would. [`fleet`] starts the processes,
//! each of which is a [`worker`].

pub mod fleet;
pub mod redis;
pub mod tour;
pub mod worker;

/// The client that `build.rs` generated from `schemas/billbora`.
#[allow(
    missing_docs,
    reason = "a member is documented where its schema says more than its name"
)]
pub mod billbora {
    billing_runtime::include_api!("billbora");
}

/// Any error of the demo.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// A result of the demo.
pub type Result<T = ()> = std::result::Result<T, Error>;

use billbora::{Identity, Login};
use billing_runtime::client::event::EventKind;
use billing_runtime::session::store::TokenStore;

/// Makes a login at a mock server. Only the URLs differ from the real services.
pub(crate) fn login(project_url: &str, api_url: &str) -> Login {
    let identity = Identity {
        project_url: project_url.to_owned(),
        anon_key: billbora_mock::ANON_KEY.to_owned(),
    };
    Login::new(identity).base_url(api_url)
}

/// Makes a login that shares its sessions with other processes through a store.
pub(crate) fn shared(project_url: &str, api_url: &str, store: impl TokenStore) -> Login {
    login(project_url, api_url).store(store).on_event(|event| {
        // Each expired token is an event, which is expected here.
        if event.kind != EventKind::Unauthorized {
            eprintln!("event: {event}");
        }
    })
}
