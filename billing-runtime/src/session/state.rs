//! What a user interface wants to know of a session.

use std::time::SystemTime;

use tokio::sync::watch;

/// Where a sign-in or a session stands. Free of secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in is under way.
    SigningIn,
    /// Calls can be made.
    SignedIn {
        /// The tenant; `None` for the one that the service chose.
        tenant: Option<String>,
        /// When the token of the moment ends; before that it is renewed.
        until: SystemTime,
    },
    /// Something failed.
    Failed {
        /// The service's own code, where it gave one.
        code: Option<String>,
        /// Whether only signing in again helps.
        needs_sign_in: bool,
    },
}

/// A watch on a [`State`]: gives the state of the moment first, then each change.
#[derive(Clone, Debug)]
pub struct Changes(watch::Receiver<State>);

impl Changes {
    pub(super) fn of(sender: &watch::Sender<State>) -> Self {
        let mut receiver = sender.subscribe();
        receiver.mark_changed();
        Self(receiver)
    }

    /// Waits for the next state; states that follow each other quickly may be passed over, the
    /// last one never. `None` when there is nothing left that could change.
    pub async fn next(&mut self) -> Option<State> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}
