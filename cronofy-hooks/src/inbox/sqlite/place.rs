//! [`Place`]: whether the file is still where it was opened.

use std::io;
use std::path::{Path, PathBuf};

use super::super::error::{InboxError, InboxErrorKind};

/// The file by its path, and the one that was opened there.
///
/// SQLite goes on with a file that was deleted or moved, and says nothing: whatever it stores there,
/// nobody finds again after a restart.
#[derive(Clone, Debug)]
pub(super) struct Place {
    file: PathBuf,
    /// What was written and is not yet in the file.
    log: PathBuf,
    identity: Identity,
}

impl Place {
    /// Of a file that has just been opened.
    pub(super) fn of(file: &Path) -> Result<Self, InboxError> {
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        let identity = identity(file).map_err(|error| gone().with_source(error))?;
        Ok(Self { file: file.to_owned(), log: log.into(), identity })
    }

    /// Whether the file is there.
    pub(super) fn check_file(&self) -> Result<(), InboxError> {
        match identity(&self.file) {
            Ok(identity) if identity == self.identity => Ok(()),
            Ok(_) => Err(gone()),
            Err(error) => Err(gone().with_source(error)),
        }
    }

    /// Whether what a connection stores will be found again. Only for who has one: without any, there
    /// need be no log.
    pub(super) fn check(&self) -> Result<(), InboxError> {
        self.check_file()?;
        std::fs::metadata(&self.log).map(drop).map_err(|error| log_gone().with_source(error))
    }
}

/// Volume and number of a file.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(file).map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Elsewhere the system keeps files that are open where they are.
#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(file: &Path) -> io::Result<Identity> {
    std::fs::metadata(file).map(drop)
}

fn gone() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unavailable,
        "the file of the inbox was moved, deleted or replaced while the application runs; put it back, or restart the \
         application to go on with what is there now",
    )
}

fn log_gone() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unavailable,
        "the `-wal` file beside the inbox was deleted while the application runs; end the application in order, which \
         writes back what it holds, and start it again",
    )
}
