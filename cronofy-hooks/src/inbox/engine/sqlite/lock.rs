//! [`StoreLock`]: whether other processes have the store open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::file_identity::{FileIdentity, identity};
use super::second_names::append;

/// A lock on a file beside the store. Each process shares it for as long as it has the store open. A
/// process that gets it exclusively knows that no other process holds leases in the store.
///
/// The system releases the lock when a process ends, also when it is killed.
#[derive(Debug)]
pub(super) struct StoreLock {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl StoreLock {
    /// No lock: for a process that only attaches.
    pub(super) fn none() -> Self {
        Self { path: PathBuf::new(), file: Mutex::new(None) }
    }

    /// Whether an application has the store open.
    pub(super) fn is_taken(database: &Path) -> bool {
        match File::options().write(true).open(path(database)) {
            Ok(file) => {
                let is_taken = file.try_lock().is_err();
                unlock(&file);
                is_taken
            }
            // The last process that closed the store removed it.
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }

    /// Takes the lock. Returns also whether it is exclusive, because no other process has the store open.
    /// Other processes then wait for the lock until [`StoreLock::share`].
    pub(super) fn take(database: &Path) -> (Self, bool) {
        let path = path(database);
        let (file, alone) = match try_lock(&path) {
            Ok((file, alone)) => (Some(file), alone),
            Err(error) => {
                tracing::warn!(%error, ?path, "could not lock the inbox; leases of a killed process end by themselves");
                (None, false)
            }
        };
        (Self { path, file: Mutex::new(file) }, alone)
    }

    /// Lets other processes open the store. Waits while another one has the lock exclusively, to free
    /// leases of processes that have ended.
    pub(super) fn share(&self, alone: bool) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut shared) = file.take() else { return };
        // Unlocks first, because some systems cannot change a lock. Another process may briefly hold the
        // exclusive lock in between; there is no lease yet that it could free.
        let locked = if alone { shared.unlock() } else { Ok(()) }.and_then(|()| {
            loop {
                shared.lock_shared()?;
                // A process that closed the store meanwhile removed the file: the lock is on a file without a
                // name, and says nothing.
                if is_at(&shared, &self.path) {
                    return Ok(());
                }
                shared = open(&self.path)?;
            }
        });
        if let Err(error) = locked {
            tracing::warn!(%error, "could not keep the lock of the inbox; another process may free leases that are held");
        }
        *file = Some(shared);
    }

    /// Releases the lock as the system does when the process is killed.
    #[cfg(test)]
    pub(super) fn let_go(&self) {
        self.take_file().as_ref().map(unlock);
    }

    /// What a program has that this process starts, until it runs.
    #[cfg(test)]
    pub(super) fn copy(&self) -> Option<File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.try_clone().ok()
    }

    /// Releases the lock after the store was closed. If no other process has the store open, waits for `tidy`
    /// before another one can open it, and removes the lock file.
    pub(super) async fn release(&self, tidy: impl Future<Output = ()>) {
        let Some(file) = self.take_file() else { return };
        unlock(&file);
        if let Ok((file, alone)) = try_lock(&self.path) {
            if alone {
                tidy.await;
                // A file that stays does no harm.
                let _ = std::fs::remove_file(&self.path);
            }
            unlock(&file);
        }
    }

    fn take_file(&self) -> Option<File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Opens the lock file, and tries to lock it exclusively. Returns whether that was possible.
fn try_lock(path: &Path) -> io::Result<(File, bool)> {
    loop {
        let file = open(path)?;
        let alone = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(error)) => return Err(error),
        };
        if is_at(&file, path) {
            return Ok((file, alone));
        }
    }
}

/// Releases the lock at once. Closing the file is not enough: a program that this process starts at the same moment has a
/// copy of the open file until it runs, and with it the lock.
fn unlock(file: &File) {
    // An error: the lock goes with the file.
    let _ = file.unlock();
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether the file is still the one at the path, and was not removed after it was opened.
fn is_at(file: &File, path: &Path) -> bool {
    identity(path).ok() == FileIdentity::of(file).ok()
}

fn path(database: &Path) -> PathBuf {
    append(database, ".lock")
}
