//! The state of a session, for a user interface.

use std::time::SystemTime;

use tokio::sync::watch;

/// The state of a sign-in or a session. Holds no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in is in progress.
    SigningIn,
    /// Calls can be made.
    SignedIn {
        /// The tenant, or `None` if the service chose it.
        tenant: Option<String>,
        /// When the current token expires; it is renewed before that.
        until: SystemTime,
    },
    /// The sign-in or a renewal failed.
    Failed {
        /// The error code of the service, if it sent one.
        code: Option<String>,
        /// Whether the person has to sign in again.
        needs_sign_in: bool,
    },
}

/// Watches a [`State`]: returns the current state first, then each change.
#[derive(Clone, Debug)]
pub struct Changes(watch::Receiver<State>);

impl Changes {
    pub(super) fn of(sender: &watch::Sender<State>) -> Self {
        let mut receiver = sender.subscribe();
        receiver.mark_changed();
        Self(receiver)
    }

    /// Waits for the next state. Skips states that are replaced quickly, but never the last one.
    /// Returns `None` once the state can no longer change.
    pub async fn next(&mut self) -> Option<State> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}
