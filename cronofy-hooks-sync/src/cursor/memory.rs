//! [`MemoryCursors`]: cursors for tests, and for copies that are in memory too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cronofy_hooks::BoxError;

use super::store::{Cursor, CursorStore};

/// Keeps cursors in memory: they are lost when the program ends. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryCursors(Arc<Mutex<HashMap<String, Cursor>>>);

impl CursorStore for MemoryCursors {
    async fn load(&self, key: &str) -> Result<Cursor, BoxError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied().unwrap_or_default())
    }

    async fn replace(&self, key: &str, next: Cursor) -> Result<bool, BoxError> {
        let mut cursors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = cursors.entry(key.to_owned()).or_default();
        let is_next = stored.version + 1 == next.version;
        if is_next {
            *stored = next;
        }
        Ok(is_next)
    }
}
