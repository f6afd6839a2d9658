//! The locks of a session; a test under the model checker replaces them.

pub(super) use std::sync::Mutex;

use std::sync::{MutexGuard, PoisonError};

/// Locks a mutex. A panic leaves nothing half done behind these locks, so poisoning is ignored.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
