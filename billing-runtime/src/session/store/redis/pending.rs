//! Lease requests without a response: the server may have granted the leases anyway.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::session::store::{Key, Lease};

/// Requests that were canceled before the response arrived. The server may have granted the lease, or may do so
/// later. The next request uses the same token, so that this process does not block itself.
#[derive(Default)]
pub(super) struct PendingLeases(Mutex<HashMap<Key, Vec<PendingLease>>>);

struct PendingLease {
    lease: Lease,
    /// Whether a request is using the token.
    in_use: bool,
}

impl PendingLeases {
    fn pending(&self) -> MutexGuard<'_, HashMap<Key, Vec<PendingLease>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a request with the token of a canceled request, or with a new token if there is none.
    pub(super) fn request<'a>(&'a self, key: &'a Key) -> LeaseRequest<'a> {
        let mut pending = self.pending();
        let free = pending
            .get_mut(key)
            .and_then(|all| all.iter_mut().find(|one| !one.in_use));
        let lease = match free {
            Some(free) => {
                free.in_use = true;
                free.lease.clone()
            }
            None => Lease::unique(),
        };
        LeaseRequest {
            pending: self,
            key,
            lease,
            finished: false,
        }
    }

    /// Frees the token of a released lease. A canceled request may still be on its way and acquire the lease
    /// once more, so the next request uses the same token.
    pub(super) fn free(&self, key: &Key, lease: &Lease) {
        if let Some(all) = self.pending().get_mut(key) {
            let own = all.iter_mut().filter(|one| one.lease == *lease);
            own.for_each(|one| one.in_use = false);
        }
    }
}

/// A request for a lease. Dropping it before the response arrives cancels it.
pub(super) struct LeaseRequest<'a> {
    pending: &'a PendingLeases,
    key: &'a Key,
    pub(super) lease: Lease,
    finished: bool,
}

impl LeaseRequest<'_> {
    /// Finishes the request after the response of the server. Returns the lease if it was granted.
    pub(super) fn finish(mut self, granted: bool) -> Option<Lease> {
        self.finished = true;
        let lease = self.lease.clone();
        if !granted {
            self.pending.free(self.key, &lease);
        }
        granted.then_some(lease)
    }
}

impl Drop for LeaseRequest<'_> {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let mut pending = self.pending.pending();
        let all = pending.entry(self.key.clone()).or_default();
        match all.iter_mut().find(|one| one.lease == self.lease) {
            Some(known) => known.in_use = false,
            None => all.push(PendingLease {
                lease: self.lease.clone(),
                in_use: false,
            }),
        }
    }
}
