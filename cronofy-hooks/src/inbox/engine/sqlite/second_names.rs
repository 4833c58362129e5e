//! The second names of a store's files, and how they put a usual name back.

use std::cell::LazyCell;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::file_identity::{FileIdentity, identity};
use crate::inbox::error::{InboxError, InboxErrorKind};

/// How the names of the files end: the database, its write-ahead log, and the index of the log.
pub(super) const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];
pub(super) const DATABASE: usize = 0;
pub(super) const LOG: usize = 1;
const INDEX: usize = 2;

/// How often to try to put a name back while other processes do the same.
const TRIES: usize = 8;

/// When the database was written so long after its log, a program that no longer needed the log wrote to
/// it: see [`forget_superseded`].
const SUPERSEDED: Duration = Duration::from_secs(60);

/// Puts back names, before the files are opened: those that were lost before an application was killed, and
/// those that a running application is about to put back.
pub(super) fn restore(database: &Path) -> Result<(), InboxError> {
    let folder = guard(database);
    let Some(opened) = guarded(&folder) else { return Ok(()) };
    let restored =
        forget_superseded(&folder, database, opened).and_then(|opened| restore_from(&folder, database, opened));
    restored.map_err(|error| lost(database).with_source(error))
}

/// Refuses a store whose application is running while one of its names is missing or leads to another file:
/// a process that attaches would work on other files than the application.
pub(super) fn refuse_changed(database: &Path) -> Result<(), InboxError> {
    let names = names(database);
    let kept = guarded(&guard(database));
    for (part, name) in names.iter().enumerate() {
        let found = identity(name);
        let is_right = match kept.and_then(|kept| kept[part]) {
            Some(kept) => found.is_ok_and(|found| found == kept),
            None => found.is_ok(),
        };
        if !is_right {
            return Err(changed(name));
        }
    }
    if journal(database).exists() { Err(changed(&journal(database))) } else { Ok(()) }
}

/// The files that have a second name in a guard, if the database is among them.
pub(super) fn guarded(folder: &Path) -> Option<[Option<FileIdentity>; 3]> {
    let mut found = [None; 3];
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let Ok(identity) = identity(&entry.path()) else { continue };
        // The second name has the number of its file. In a copy of the folder the files have other numbers.
        if let Some(part) = (0..SUFFIXES.len()).find(|part| entry.file_name() == *second_name(*part, identity)) {
            found[part] = Some(identity);
        }
    }
    found[DATABASE].map(|_| found)
}

/// Makes each name lead to its file again. A name whose file is not known stays as it is.
pub(super) fn restore_from(folder: &Path, database: &Path, opened: [Option<FileIdentity>; 3]) -> io::Result<()> {
    let aside = LazyCell::new(|| free_name(database));
    let mut restored = Vec::new();
    // A rollback journal beside a database with a log is not the inbox's, and SQLite would play it back.
    if journal(database).exists() {
        move_aside(&journal(database), &append(&aside, "-journal"))?;
    }
    for (part, name) in names(database).into_iter().enumerate() {
        let Some(opened) = opened[part] else { continue };
        let mut tries = 0..TRIES;
        while identity(&name).ok() != Some(opened) {
            if tries.next().is_none() {
                return Err(io::Error::other(format!("{} changes again and again", name.display())));
            }
            match fs::symlink_metadata(&name) {
                // Removing these loses nothing. Another process may do so first.
                Ok(other) if other.len() == 0 || part == INDEX => drop(fs::remove_file(&name)),
                Ok(_) => move_aside(&name, &append(&aside, SUFFIXES[part]))?,
                Err(_) => {}
            }
            match fs::hard_link(folder.join(second_name(part, opened)), &name) {
                Ok(()) => restored.push(name.clone()),
                // Another process was faster.
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
             that was acknowledged is lost; to begin anew, stop the application and delete the folder that ends in \
             `.guard` with the file"
        );
    }
    Ok(())
}

/// Writes the names of the files to the disk, so that they are found again after a power cut.
pub(super) fn sync_folder(database: &Path) -> io::Result<()> {
    match fs::File::open(database.parent().unwrap_or(database))?.sync_all() {
        // The file system cannot sync a folder.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

fn move_aside(name: &Path, aside: &Path) -> io::Result<()> {
    match fs::rename(name, aside) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        moved => moved?,
    }
    tracing::warn!("{} is no file of the inbox; it is now {}", name.display(), aside.display());
    Ok(())
}

/// Leaves out a log whose name is gone and that is older than the database. After a crash, another program
/// brought such a log into the database and removed it; putting it back would undo everything that was
/// written to the database since. The inbox itself never writes to the database long after the log: a
/// checkpoint follows directly after the log was written.
fn forget_superseded(
    folder: &Path,
    database: &Path,
    opened: [Option<FileIdentity>; 3],
) -> io::Result<[Option<FileIdentity>; 3]> {
    let [Some(_), Some(log), index] = opened else { return Ok(opened) };
    if append(database, SUFFIXES[LOG]).exists() {
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

pub(super) fn names(database: &Path) -> [PathBuf; 3] {
    SUFFIXES.map(|end| append(database, end))
}

pub(super) fn journal(database: &Path) -> PathBuf {
    append(database, "-journal")
}

/// The folder of the second names. A folder, because `rm inbox.sqlite*` leaves folders alone.
pub(super) fn guard(database: &Path) -> PathBuf {
    append(database, ".guard")
}

pub(super) fn second_name(part: usize, identity: FileIdentity) -> String {
    format!("{}-{}", ["database", "wal", "shm"][part], identity.number())
}

/// A name to which files can be moved aside, because no file has it.
fn free_name(database: &Path) -> PathBuf {
    let named = |number: u32| append(database, &format!(".replaced-{number}"));
    let is_free =
        |name: &PathBuf| [SUFFIXES.as_slice(), &["-journal"]].concat().iter().all(|end| !append(name, end).exists());
    (1..).map(named).find(is_free).unwrap_or_else(|| named(0))
}

pub(super) fn append(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

pub(super) fn unsynced() -> InboxError {
    let message = "the folder of the inbox cannot be synced, so new files could be lost when the power fails; check the \
        disk, and that this user may read the folder";
    InboxError::new(InboxErrorKind::Unavailable, message)
}

/// A name led to another file, which the application corrects or has just corrected.
pub(super) fn changed(name: &Path) -> InboxError {
    unavailable(name, "try again, because the application puts it back by itself").with_source(NameChanged)
}

/// Whether an error is one of [`changed`].
pub(super) fn has_changed(error: &InboxError) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<NameChanged>())
}

/// Marks the errors of [`changed`].
#[derive(Debug)]
struct NameChanged;

impl fmt::Display for NameChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A part of the message, so that the log does not print it twice.
        f.write_str("deleted, moved or replaced")
    }
}

impl std::error::Error for NameChanged {}

/// A name that could not be put back.
pub(super) fn lost(name: &Path) -> InboxError {
    unavailable(name, "put it back, or restart the application to go on with what is there now")
}

fn unavailable(name: &Path, cure: &str) -> InboxError {
    let name = name.file_name().unwrap_or_default().display();
    let message = format!("the file {name} was deleted, moved or replaced while the application runs; {cure}");
    InboxError::new(InboxErrorKind::Unavailable, message)
}
