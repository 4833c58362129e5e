//! [`Lock`]: who else works on the file.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Shared by all who work on a file, for as long as they do: whoever could have it alone knows that
/// the leases in the file are nobody's.
///
/// The system lets it go when a process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(Mutex<Option<File>>);

impl Lock {
    /// Nobody's: a guest's.
    pub(super) fn none() -> Self {
        Self(Mutex::new(None))
    }

    /// Whether nobody else works on the file. Then nobody else begins to before [`Lock::share`].
    pub(super) fn take(database: &Path) -> (Self, bool) {
        let path = path(database);
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let taken = opened.and_then(|file| match file.try_lock() {
            Ok(()) => Ok((file, true)),
            Err(TryLockError::WouldBlock) => Ok((file, false)),
            Err(TryLockError::Error(error)) => Err(error),
        });
        match taken {
            Ok((file, alone)) => (Self(Mutex::new(Some(file))), alone),
            Err(error) => {
                tracing::warn!(%error, ?path, "could not lock the inbox; leases of a killed process end by themselves");
                (Self::none(), false)
            }
        }
    }

    /// Lets others in. Waits for one who has just come, while it looks for old leases.
    pub(super) fn share(&self, alone: bool) {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &*file {
            // On some systems a lock cannot be changed; in between, somebody else may find himself alone,
            // and so far there is no lease that he could take.
            let shared = if alone { file.unlock() } else { Ok(()) }.and_then(|()| file.lock_shared());
            if let Err(error) = shared {
                tracing::warn!(%error, "could not keep the lock of the inbox; others may take leases that are held");
            }
        }
    }

    /// Before the process ends.
    pub(super) fn release(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
