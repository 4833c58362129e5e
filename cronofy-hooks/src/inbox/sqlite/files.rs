//! [`Files`]: the files of the store, each with a second name, so that a lost name loses nothing.
//!
//! SQLite keeps working on a file that was deleted, moved or replaced, and says nothing. What it
//! stores there is gone with the process, and another process that opens the store meanwhile works
//! on other files. So an application gives the database, its write-ahead log and the log's index a
//! second name each (a hard link) in a folder beside them, the *guard*. It compares the identities
//! of the files around each transaction. When one of the usual names is missing or leads to another
//! file, the application moves that file aside and links its own file back. The next start does the
//! same for a process that was killed before it could.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::super::error::InboxError;
use super::file_identity::{FileIdentity, identity, links, open_files};
use super::second_names::{
    DATABASE, ENDS, LOG, append, changed, guard, guarded, journal, lost, make_private_folder, names, refuse_changed,
    restore_from, second_name, sync_folder, unsynced,
};

/// The files of a store that is open.
#[derive(Debug)]
pub(super) struct Files {
    names: [PathBuf; 3],
    opened: [FileIdentity; 3],
    guard: Guard,
    /// Held while names are put back.
    mending: Mutex<()>,
}

/// What keeps the files when their names are lost.
#[derive(Debug, PartialEq, Eq)]
enum Guard {
    /// This folder.
    Folder(PathBuf),
    /// Nothing: the file system has no hard links, or it is an attached process that has the store open.
    None,
}

impl Files {
    /// The files of a store that has just been opened, and their guard.
    pub(super) fn guarded(database: &Path) -> Result<Self, InboxError> {
        let mut files = Self::unguarded(database)?;
        if cfg!(not(unix)) {
            return Ok(files);
        }
        // SQLite does this for its files, and goes on when it fails.
        sync_folder(database).map_err(|error| unsynced().with_source(error))?;
        let folder = guard(database);
        if let Some(kept) = guarded(&folder) {
            let is_other = |place: &usize| kept[*place].is_some_and(|kept| kept != files.opened[*place]);
            if let Some(place) = (0..ENDS.len()).find(is_other) {
                // The files were replaced since they were restored: the guard has the right ones.
                return Err(changed(&files.names[place]));
            }
        }
        match files.link(&folder) {
            Ok(()) => files.guard = Guard::Folder(folder),
            Err(error) => tracing::warn!(
                %error,
                "the inbox could not link its files into {}; until it can, do not move or delete a file beside the \
                 inbox while the application runs",
                folder.display()
            ),
        }
        Ok(files)
    }

    /// The files of a store that an attached process has just opened, beside an application or alone.
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
        let files = Self { names, opened, guard: Guard::None, mending: Mutex::new(()) };
        files.check_descriptors()?;
        Ok(files)
    }

    /// Checks that the names lead to the files that were opened, and puts back those that do not.
    /// For before a transaction: what is committed then will be found again.
    pub(super) fn check(&self) -> Result<(), InboxError> {
        if self.is_whole() { Ok(()) } else { self.mend() }
    }

    /// The same for after a commit: names that changed meanwhile are put back, but the transaction
    /// counts as failed, because another process may have opened other files in between.
    pub(super) fn check_committed(&self) -> Result<(), InboxError> {
        if self.is_whole() {
            return Ok(());
        }
        let lost = self.first_changed();
        self.mend()?;
        lost.map_or(Ok(()), |place| Err(changed(&self.names[place])))
    }

    /// Checks that this process has just these files open and no others by their names. For after a
    /// connection was made: between the check before it and SQLite's opening of the files, the names
    /// may have changed.
    pub(super) fn check_descriptors(&self) -> Result<(), InboxError> {
        let Some(open) = open_files() else { return Ok(()) };
        for (name, opened) in self.names.iter().zip(&self.opened) {
            let is_open = open.iter().any(|file| file.identity == *opened);
            let other = open.iter().any(|file| file.name == *name && file.identity != *opened);
            if !is_open || other {
                return Err(changed(name));
            }
        }
        Ok(())
    }

    /// For after the last connection was closed and no other process has the store open: the
    /// database alone holds everything, so nothing has to be guarded.
    pub(super) fn release(&self) {
        let Guard::Folder(folder) = &self.guard else { return };
        let (name, opened) = (&self.names[DATABASE], Some(self.opened[DATABASE]));
        // Where the log is still there, the database needs it, and the guard.
        if append(name, ENDS[LOG]).exists() || restore_from(folder, name, [opened, None, None]).is_err() {
            return;
        }
        if let Err(error) = fs::remove_dir_all(folder) {
            tracing::warn!(%error, "the inbox could not remove {}", folder.display());
        }
    }

    fn first_changed(&self) -> Option<usize> {
        (0..ENDS.len()).find(|&place| identity(&self.names[place]).ok() != Some(self.opened[place]))
    }

    fn is_whole(&self) -> bool {
        let guarded = u64::from(self.guard != Guard::None) + 1;
        let is_same = |(name, opened): (&PathBuf, &FileIdentity)| {
            links(name).is_ok_and(|(identity, links)| identity == *opened && links >= guarded)
        };
        self.names.iter().zip(&self.opened).all(is_same) && (guarded == 1 || !journal(&self.names[DATABASE]).exists())
    }

    /// Puts the names back.
    fn mend(&self) -> Result<(), InboxError> {
        let _mending = self.mending.lock().unwrap_or_else(PoisonError::into_inner);
        let Guard::Folder(folder) = &self.guard else {
            return self.first_changed().map_or(Ok(()), |place| Err(lost(&self.names[place])));
        };
        let database = &self.names[DATABASE];
        let mended = restore_from(folder, database, self.opened.map(Some)).and_then(|()| self.link(folder));
        mended.map_err(|error| {
            let name = self.first_changed().map_or(database, |place| &self.names[place]);
            lost(name).with_source(error)
        })
    }

    /// Gives each file its second name, and removes second names of other files.
    fn link(&self, folder: &Path) -> io::Result<()> {
        make_private_folder(folder)?;
        for (place, (name, opened)) in self.names.iter().zip(&self.opened).enumerate() {
            let second = folder.join(second_name(place, *opened));
            match fs::hard_link(name, &second) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Ok(()) | Err(_) => {}
            }
            if identity(&second)? != *opened {
                return Err(io::Error::other(format!("{} is another file", second.display())));
            }
        }
        let kept = |name: &str| (0..ENDS.len()).any(|place| second_name(place, self.opened[place]) == name);
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(kept) {
                // Of a copy of the folder, or of a start that did not come to its end.
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
