//! Leases that were asked for without an answer: perhaps they are ours all the same.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::session::store::{Key, Lease};

/// What was given up while it was asked for. The server may have done it, or do it later; so
/// whoever asks next asks with the same token, and is not held up by what is its own.
#[derive(Default)]
pub(super) struct Unsure(Mutex<HashMap<Key, Vec<Given>>>);

struct Given {
    lease: Lease,
    /// Whether somebody uses it just now.
    taken: bool,
}

impl Unsure {
    fn given(&self) -> MutexGuard<'_, HashMap<Key, Vec<Given>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to ask: with a token that was given up, else with a new one.
    pub(super) fn ask<'a>(&'a self, key: &'a Key) -> Asking<'a> {
        let mut given = self.given();
        let free = given
            .get_mut(key)
            .and_then(|all| all.iter_mut().find(|one| !one.taken));
        let lease = match free {
            Some(free) => {
                free.taken = true;
                free.lease.clone()
            }
            None => Lease::unique(),
        };
        Asking {
            unsure: self,
            key,
            lease,
            answered: false,
        }
    }

    /// A lease was given back. The request that was given up may still be on its way and take it
    /// once more, so its token is the next one's.
    pub(super) fn free(&self, key: &Key, lease: &Lease) {
        if let Some(all) = self.given().get_mut(key) {
            let own = all.iter_mut().filter(|one| one.lease == *lease);
            own.for_each(|one| one.taken = false);
        }
    }
}

/// Somebody who asks; who is dropped before the answer has given up.
pub(super) struct Asking<'a> {
    unsure: &'a Unsure,
    key: &'a Key,
    pub(super) lease: Lease,
    answered: bool,
}

impl Asking<'_> {
    /// The server said whether the lease was handed out.
    pub(super) fn answered(mut self, taken: bool) -> Option<Lease> {
        self.answered = true;
        let lease = self.lease.clone();
        if !taken {
            self.unsure.free(self.key, &lease);
        }
        taken.then_some(lease)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if self.answered {
            return;
        }
        let mut given = self.unsure.given();
        let all = given.entry(self.key.clone()).or_default();
        match all.iter_mut().find(|one| one.lease == self.lease) {
            Some(known) => known.taken = false,
            None => all.push(Given {
                lease: self.lease.clone(),
                taken: false,
            }),
        }
    }
}
