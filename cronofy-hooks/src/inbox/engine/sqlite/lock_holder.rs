//! [`LockHolder`]: which handler holds the write lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::{self, Id};

use crate::inbox::error::{InboxError, InboxErrorKind};

/// Which handler holds the write lock, from the first statement of its `Tx` until it has ended.
///
/// A method that writes waits for the lock. Called by that handler it would wait for ever, because the transaction ends
/// after the handler. The task is compared, and not the handler: other runs of the same handler only wait their turn.
#[derive(Clone, Debug, Default)]
pub(super) struct LockHolder(Arc<Mutex<Option<HolderTask>>>);

#[derive(Debug)]
struct HolderTask {
    handler: &'static str,
    /// `None` outside of a task, where two callers cannot be distinguished.
    task: Option<Id>,
}

/// Lives while the handler holds the lock. It is dropped before the lock is free, so that it never clears the entry of the
/// next handler.
#[derive(Debug)]
pub(super) struct HeldLock(LockHolder);

impl LockHolder {
    /// The calling task holds the lock for a handler.
    pub(super) fn hold(&self, handler: &'static str) -> HeldLock {
        *self.entry() = Some(HolderTask { handler, task: task::try_id() });
        HeldLock(self.clone())
    }

    pub(super) fn handler(&self) -> Option<&'static str> {
        self.entry().as_ref().map(|holder| holder.handler)
    }

    /// Fails when the calling task holds the lock.
    pub(super) fn check_caller(&self) -> Result<(), InboxError> {
        match &*self.entry() {
            Some(HolderTask { handler, task: Some(task) }) if task::try_id() == Some(*task) => {
                Err(would_wait_for_itself(handler))
            }
            _ => Ok(()),
        }
    }

    fn entry(&self) -> MutexGuard<'_, Option<HolderTask>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        *self.0.entry() = None;
    }
}

fn would_wait_for_itself(handler: &str) -> InboxError {
    InboxError::new(
        InboxErrorKind::Unsupported,
        format!(
            "the `Tx` of `{handler}` holds SQLite's write lock until the handler has ended, so a write to the inbox would \
             wait for ever; in the handler, write to the inbox before the first statement in the `Tx`"
        ),
    )
}
