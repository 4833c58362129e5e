//! [`StoreFiles`]: the files of the store. Each has a second name, so that nothing is lost when a person
//! deletes or replaces a file.
//!
//! SQLite keeps working on a file that was deleted, moved or replaced, without an error. The data that it
//! stores there is gone when the process ends, and a process that opens the store meanwhile works on other
//! files. So an application gives the database, its write-ahead log and the index of the log a second name
//! each (a hard link) in a folder beside them, the *guard*. Before and after each transaction it checks
//! which files the usual names lead to. When a name is missing or leads to another file, the application
//! moves that file aside and links its own file back. The next start does the same for an application that
//! was killed before it could.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::file_identity::{FileIdentity, identity, links, open_files};
use super::second_names::{
    DATABASE, LOG, SUFFIXES, changed, guard, guarded, journal, lost, make_private_folder, names, refuse_changed,
    restore_from, second_name, sync_folder, unsynced,
};
use crate::inbox::error::InboxError;

/// The files of an open store.
#[derive(Debug)]
pub(super) struct StoreFiles {
    names: [PathBuf; 3],
    opened: [FileIdentity; 3],
    /// The folder of their second names. `None` when the file system has no hard links, or the process only attaches
    /// to the store.
    guard: Option<PathBuf>,
    /// Locked while names are put back.
    mending: Mutex<()>,
}

impl StoreFiles {
    /// The files of a store that an application has just opened. Gives them their second names.
    pub(super) fn guarded(database: &Path) -> Result<Self, InboxError> {
        let mut files = Self::unguarded(database)?;
        if cfg!(not(unix)) {
            return Ok(files);
        }
        // SQLite syncs the folder as well, but ignores errors.
        sync_folder(database).map_err(|error| unsynced().with_source(error))?;
        let folder = guard(database);
        if let Some(kept) = guarded(&folder) {
            let is_other = |part: &usize| kept[*part].is_some_and(|kept| kept != files.opened[*part]);
            if let Some(part) = (0..SUFFIXES.len()).find(is_other) {
                // The files were replaced between `restore` and the opening: the guard has the right ones.
                return Err(changed(&files.names[part]));
            }
        }
        match files.link(&folder) {
            Ok(()) => files.guard = Some(folder),
            Err(error) => tracing::warn!(
                %error,
                "the inbox could not link its files into {}; until it can, do not move or delete a file beside the \
                 inbox while the application runs",
                folder.display()
            ),
        }
        Ok(files)
    }

    /// The files of a store to which a process has just attached.
    pub(super) fn attached(database: &Path) -> Result<Self, InboxError> {
        let files = Self::unguarded(database)?;
        refuse_changed(database)?;
        Ok(files)
    }

    fn unguarded(database: &Path) -> Result<Self, InboxError> {
        let names = names(database);
        let mut opened = [FileIdentity::default(); 3];
        for (name, opened) in names.iter().zip(&mut opened) {
            *opened = identity(name).map_err(|_| changed(name))?;
        }
        let files = Self { names, opened, guard: None, mending: Mutex::new(()) };
        files.check_descriptors()?;
        Ok(files)
    }

    /// Checks that the names lead to the files that were opened, and puts back those that do not. Called
    /// before a transaction, so that the next process finds what the transaction commits.
    pub(super) fn check(&self) -> Result<(), InboxError> {
        if self.is_whole() { Ok(()) } else { self.mend() }
    }

    /// The same check after a commit. Names that changed meanwhile are put back, but the transaction counts
    /// as failed, because another process may have opened other files in between.
    pub(super) fn check_committed(&self) -> Result<(), InboxError> {
        if self.is_whole() {
            return Ok(());
        }
        let lost = self.first_changed();
        self.mend()?;
        lost.map_or(Ok(()), |part| Err(changed(&self.names[part])))
    }

    /// Checks that this process has these files open, and no others by their names. Called after a
    /// connection was made, because the names may have changed between [`StoreFiles::check`] and the
    /// moment at which SQLite opened the files.
    pub(super) fn check_descriptors(&self) -> Result<(), InboxError> {
        let Some(open) = open_files() else { return Ok(()) };
        for (name, opened) in self.names.iter().zip(&self.opened) {
            let is_open = open.iter().any(|(_, file)| file == opened);
            let other = open.iter().any(|(now, file)| now == name && file != opened);
            if !is_open || other {
                return Err(changed(name));
            }
        }
        Ok(())
    }

    /// Whether there is a log with anything in it.
    pub(super) fn has_log(&self) -> bool {
        fs::metadata(&self.names[LOG]).is_ok_and(|log| log.len() > 0)
    }

    /// Removes the second names. Called after the last connection of the store was closed, when no other process has
    /// it open: then the database file alone holds everything.
    pub(super) fn release(&self) {
        let Some(folder) = &self.guard else { return };
        let (name, opened) = (&self.names[DATABASE], Some(self.opened[DATABASE]));
        // A log with anything in it belongs to the database, and needs the guard.
        if self.has_log() || restore_from(folder, name, [opened, None, None]).is_err() {
            return;
        }
        if let Err(error) = fs::remove_dir_all(folder) {
            tracing::warn!(%error, "the inbox could not remove {}", folder.display());
        }
    }

    fn first_changed(&self) -> Option<usize> {
        (0..SUFFIXES.len()).find(|&part| identity(&self.names[part]).ok() != Some(self.opened[part]))
    }

    fn is_whole(&self) -> bool {
        let guarded = u64::from(self.guard.is_some()) + 1;
        let is_same = |(name, opened): (&PathBuf, &FileIdentity)| {
            links(name).is_ok_and(|(identity, links)| identity == *opened && links >= guarded)
        };
        self.names.iter().zip(&self.opened).all(is_same) && (guarded == 1 || !journal(&self.names[DATABASE]).exists())
    }

    /// Puts the names back.
    fn mend(&self) -> Result<(), InboxError> {
        let _mending = self.mending.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = &self.guard else {
            return self.first_changed().map_or(Ok(()), |part| Err(lost(&self.names[part])));
        };
        let database = &self.names[DATABASE];
        let mended = restore_from(folder, database, self.opened.map(Some)).and_then(|()| self.link(folder));
        mended.map_err(|error| {
            let name = self.first_changed().map_or(database, |part| &self.names[part]);
            lost(name).with_source(error)
        })
    }

    /// Gives each file its second name, and removes other files from the guard.
    fn link(&self, folder: &Path) -> io::Result<()> {
        make_private_folder(folder)?;
        for (part, (name, opened)) in self.names.iter().zip(&self.opened).enumerate() {
            let second = folder.join(second_name(part, *opened));
            match fs::hard_link(name, &second) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Ok(()) | Err(_) => {}
            }
            if identity(&second)? != *opened {
                return Err(io::Error::other(format!("{} is another file", second.display())));
            }
        }
        let kept = |name: &str| (0..SUFFIXES.len()).any(|part| second_name(part, self.opened[part]) == name);
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(kept) {
                // From a copy of the folder, or from a start that failed.
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
