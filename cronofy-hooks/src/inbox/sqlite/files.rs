//! [`Files`]: the files of the store, each with a second name, so that a lost name loses nothing.
//!
//! SQLite keeps working on a file that was deleted, moved or replaced, and says nothing. What it
//! stores there is gone with the process, and another process that opens the store meanwhile works
//! on other files. So an application gives the database, its write-ahead log and the log's index a
//! second name each (a hard link) in a folder beside them, the *guard*. It compares the identities
//! of the files around each transaction. When one of the usual names is missing or leads to another
//! file, the application moves that file aside and links its own file back. The next start does the
//! same for a process that was killed before it could.

use std::cell::LazyCell;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::super::error::{InboxError, InboxErrorKind};
use super::identity::{Identity, identity, links, open_files};

/// What the names of the files end in: the database, its log, and the index of the log.
const ENDS: [&str; 3] = ["", "-wal", "-shm"];
const DATABASE: usize = 0;
const LOG: usize = 1;
const INDEX: usize = 2;

/// How often to try to put a name back that other processes take at the same time.
const TRIES: usize = 8;

/// A database that was written so long after its log was written by a program that no longer needed
/// the log: see [`forget_superseded`].
const SUPERSEDED: Duration = Duration::from_mins(1);

/// The files of a store that is open.
#[derive(Debug)]
pub(super) struct Files {
    names: [PathBuf; 3],
    opened: [Identity; 3],
    guard: Guard,
    /// Held while names are put back.
    mending: Mutex<()>,
}

/// What keeps the files when their names are lost.
#[derive(Debug, PartialEq, Eq)]
enum Guard {
    /// This folder.
    Folder(PathBuf),
    /// Nothing: the file system has no hard links, or it is a guest that has the store open.
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

    /// The files of a store that a guest has just opened, beside an application or alone.
    pub(super) fn visited(database: &Path) -> Result<Self, InboxError> {
        let files = Self::unguarded(database)?;
        refuse_changed(database)?;
        Ok(files)
    }

    fn unguarded(database: &Path) -> Result<Self, InboxError> {
        let names = names(database);
        let mut opened = [Identity::default(); 3];
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
        let is_same = |(name, opened): (&PathBuf, &Identity)| {
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

/// Before the files are opened: puts back the names that they had when a process with the store was
/// killed, or that a process which runs is about to put back.
pub(super) fn restore(database: &Path) -> Result<(), InboxError> {
    let folder = guard(database);
    let Some(opened) = guarded(&folder) else { return Ok(()) };
    let restored =
        forget_superseded(&folder, database, opened).and_then(|opened| restore_from(&folder, database, opened));
    restored.map_err(|error| lost(database).with_source(error))
}

/// Refuses a store whose application runs, while one of its names is missing or leads elsewhere: a
/// guest would work on other files than the application.
pub(super) fn refuse_changed(database: &Path) -> Result<(), InboxError> {
    let names = names(database);
    let kept = guarded(&guard(database));
    for (place, name) in names.iter().enumerate() {
        let found = identity(name);
        let is_right = match kept.and_then(|kept| kept[place]) {
            Some(kept) => found.is_ok_and(|found| found == kept),
            None => found.is_ok(),
        };
        if !is_right {
            return Err(changed(name));
        }
    }
    if journal(database).exists() { Err(changed(&journal(database))) } else { Ok(()) }
}

/// The files that a guard holds, where it holds the database.
fn guarded(folder: &Path) -> Option<[Option<Identity>; 3]> {
    let mut found = [None; 3];
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let Ok(identity) = identity(&entry.path()) else { continue };
        // The name says which file it is the second name of. In a copy of the folder it is not.
        if let Some(place) = (0..ENDS.len()).find(|place| entry.file_name() == *second_name(*place, identity)) {
            found[place] = Some(identity);
        }
    }
    found[DATABASE].map(|_| found)
}

/// Has each name lead to its file again. A name whose file is not known stays as it is.
fn restore_from(folder: &Path, database: &Path, opened: [Option<Identity>; 3]) -> io::Result<()> {
    let aside = LazyCell::new(|| free_name(database));
    let mut restored = Vec::new();
    // A journal beside a database with a log is none of ours, and SQLite would play it back.
    if journal(database).exists() {
        move_aside(&journal(database), &append(&aside, "-journal"))?;
    }
    for (place, name) in names(database).into_iter().enumerate() {
        let Some(opened) = opened[place] else { continue };
        let mut tries = 0..TRIES;
        while identity(&name).ok() != Some(opened) {
            if tries.next().is_none() {
                return Err(io::Error::other(format!("{} changes again and again", name.display())));
            }
            match fs::symlink_metadata(&name) {
                // Nothing is lost with these. Another process may be faster.
                Ok(other) if other.len() == 0 || place == INDEX => drop(fs::remove_file(&name)),
                Ok(_) => move_aside(&name, &append(&aside, ENDS[place]))?,
                Err(_) => {}
            }
            match fs::hard_link(folder.join(second_name(place, opened)), &name) {
                Ok(()) => restored.push(name.clone()),
                // Another process has been faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
    if !restored.is_empty() {
        sync_folder(database)?;
        tracing::warn!(
            ?restored,
            "a file of the inbox was deleted or replaced while it was in use; it is back in its place, and nothing \
             that was acknowledged is lost"
        );
    }
    Ok(())
}

/// Brings the names of the files to the disk, so that they are found again after a power cut.
fn sync_folder(database: &Path) -> io::Result<()> {
    match fs::File::open(database.parent().unwrap_or(database))?.sync_all() {
        // A file system that keeps names safe in another way, or not at all.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

fn move_aside(name: &Path, aside: &Path) -> io::Result<()> {
    match fs::rename(name, aside) {
        // Another process has been faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        moved => moved?,
    }
    tracing::warn!("{} is no file of the inbox; it is now {}", name.display(), aside.display());
    Ok(())
}

/// Leaves out a log that is gone from its place and older than the database: another program has
/// brought it into the database after a crash, and removed it. Nothing of ours writes to the
/// database long after the log, because a checkpoint follows the write of the log at once. To put
/// such a log back would undo what was written to the database since.
fn forget_superseded(
    folder: &Path,
    database: &Path,
    opened: [Option<Identity>; 3],
) -> io::Result<[Option<Identity>; 3]> {
    let [Some(_), Some(log), index] = opened else { return Ok(opened) };
    if append(database, ENDS[LOG]).exists() {
        return Ok(opened);
    }
    let second = folder.join(second_name(LOG, log));
    let modified = |path: &Path| fs::metadata(path)?.modified();
    match modified(database)?.duration_since(modified(&second)?) {
        Ok(later) if later > SUPERSEDED => {}
        _ => return Ok(opened),
    }
    if let Some(index) = index {
        fs::remove_file(folder.join(second_name(INDEX, index)))?;
    }
    fs::remove_file(second)?;
    Ok([opened[DATABASE], None, None])
}

fn names(database: &Path) -> [PathBuf; 3] {
    ENDS.map(|end| append(database, end))
}

fn journal(database: &Path) -> PathBuf {
    append(database, "-journal")
}

/// Where the second names are. A folder, because that is what `rm inbox.sqlite*` leaves alone.
fn guard(database: &Path) -> PathBuf {
    append(database, ".guard")
}

fn second_name(place: usize, identity: Identity) -> String {
    format!("{}-{}", ["database", "wal", "shm"][place], identity.number())
}

/// A name for what is moved aside, that no file has.
fn free_name(database: &Path) -> PathBuf {
    let named = |number: u32| append(database, &format!(".replaced-{number}"));
    let is_free =
        |name: &PathBuf| [ENDS.as_slice(), &["-journal"]].concat().iter().all(|end| !append(name, end).exists());
    (1..).map(named).find(is_free).unwrap_or_else(|| named(0))
}

fn append(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn unsynced() -> InboxError {
    let message = "the folder of the inbox cannot be brought to the disk, so a power cut could take new files; check \
        the disk, and that this user may read the folder";
    InboxError::new(InboxErrorKind::Unavailable, message)
}

/// The application puts the name back, or has just done so.
fn changed(name: &Path) -> InboxError {
    unavailable(name, "try again, because the application puts it back by itself").with_source(Changed)
}

/// Whether a name led to another file for a moment.
pub(super) fn has_changed(error: &InboxError) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<Changed>())
}

/// A name led to another file for a moment.
#[derive(Debug)]
struct Changed;

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Part of the message, which the log then does not repeat.
        f.write_str("deleted, moved or replaced")
    }
}

impl std::error::Error for Changed {}

/// The name could not be put back.
fn lost(name: &Path) -> InboxError {
    unavailable(name, "put it back, or restart the application to go on with what is there now")
}

fn unavailable(name: &Path, cure: &str) -> InboxError {
    let name = name.file_name().unwrap_or_default().display();
    let message = format!("the file {name} was deleted, moved or replaced while the application runs; {cure}");
    InboxError::new(InboxErrorKind::Unavailable, message)
}
