//! Locking the shared state of the adapters.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, ignoring poisoning: every change made under these locks is all or nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
