//! The locks of the session; the model checker puts its own in this place.

pub(super) use std::sync::Mutex;

use std::sync::{MutexGuard, PoisonError};

/// Locks. Nothing that these locks guard is left half done by a panic.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
