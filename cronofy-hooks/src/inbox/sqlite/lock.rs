//! [`Lock`]: which other processes have the store open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::file_identity::{FileIdentity, identity};

/// Shared by all applications that have a store open, for as long as they do: the process that could
/// have it alone knows that no process holds the leases in the store.
///
/// The system releases it when a process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Lock {
    /// No lock: for an attached process.
    pub(super) fn none() -> Self {
        Self { path: PathBuf::new(), file: Mutex::new(None) }
    }

    /// Whether an application has the store open.
    pub(super) fn is_taken(database: &Path) -> bool {
        match File::options().write(true).open(path(database)) {
            Ok(file) => file.try_lock().is_err(),
            // A stop in order has removed it.
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }

    /// Takes the lock, and says whether no other process has the store open. If so, other processes
    /// that want it wait until [`Lock::share`].
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

    /// Lets other processes in. Waits for one that has just come, while it frees old leases.
    pub(super) fn share(&self, alone: bool) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut shared) = file.take() else { return };
        // On some systems a lock cannot be changed. Another process may have the lock alone in between,
        // while there is no lease yet that it could free.
        let locked = if alone { shared.unlock() } else { Ok(()) }.and_then(|()| {
            loop {
                shared.lock_shared()?;
                // A process that closed the store in the meantime has removed the file.
                if is_at(&shared, &self.path) {
                    return Ok(());
                }
                shared = open(&self.path)?;
            }
        });
        if let Err(error) = locked {
            tracing::warn!(%error, "could not keep the lock of the inbox; others may take leases that are held");
        }
        *file = Some(shared);
    }

    /// Lets go, as the system does when the process is killed.
    #[cfg(test)]
    pub(super) fn let_go(&self) {
        drop(self.take_file());
    }

    /// Before the process ends: lets go. If no other process has the store open, `tidy` runs before
    /// one can open it, and the file of the lock is removed.
    pub(super) fn release(&self, tidy: impl FnOnce()) {
        let Some(file) = self.take_file() else { return };
        drop(file);
        if let Ok((_file, true)) = try_lock(&self.path) {
            tidy();
            // What stays does no harm.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    fn take_file(&self) -> Option<File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Locks the file at the path, and says whether that was possible.
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

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether the file is still the one at the path.
fn is_at(file: &File, path: &Path) -> bool {
    identity(path).ok() == FileIdentity::of(file).ok()
}

fn path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
