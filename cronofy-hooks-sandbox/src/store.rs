//! [`Store`]: the file in which a sandbox survives a restart.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::shared::Shared;
use crate::world::World;
use crate::world::application::Application;

/// Of the file; another one is not read.
const FORMAT: u32 = 1;
/// What to do where there is no place for a file.
const NO_FOLDER: &str = "cannot be written; create its folder, or name a file in a folder of your own";
/// How long changes are gathered before they are written.
const GATHER: Duration = Duration::from_millis(300);

/// Where the state is written, whole each time.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    /// `None` once it is closed: then the file may be somebody else's.
    hold: Mutex<Option<Hold>>,
}

/// As long as this is there, no other sandbox has the file.
#[derive(Debug)]
struct Hold {
    /// The version that the file has.
    written: Option<u64>,
    /// `None` where the file system has no locks. The file of the state cannot be locked itself: each
    /// time it is another one.
    _lock: Option<File>,
}

#[derive(Serialize)]
struct Writing<'w> {
    format: u32,
    world: &'w World,
}

#[derive(Deserialize)]
struct Read {
    world: World,
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Store {
    /// Has a file for itself, until [`Store::close`].
    pub(crate) fn open(path: PathBuf) -> Result<Self, SandboxError> {
        let store = Self { path, hold: Mutex::new(None) };
        let locked = OpenOptions::new().create(true).truncate(false).write(true).open(beside(&store.path, ".lock"));
        let lock = match locked.map(|file| (try_lock(&file), file)) {
            Ok((Ok(()), file)) => Some(file),
            Ok((Err(TryLockError::WouldBlock), _)) => {
                return Err(store.error("belongs to a sandbox that runs; end that one, or name another file"));
            }
            Ok((Err(TryLockError::Error(error)), _)) => {
                tracing::warn!(%error, path = %store.path.display(), "could not lock the state file; use it for one sandbox only");
                None
            }
            Err(error) => return Err(store.error(NO_FOLDER).with_source(error)),
        };
        *store.hold() = Some(Hold { written: None, _lock: lock });
        Ok(store)
    }

    /// Writes a last time: also where nothing changed time has passed. Then others may have the file.
    pub(crate) fn close(&self, shared: &Shared) -> Result<(), SandboxError> {
        let written = self.write(shared);
        *self.hold() = None;
        written
    }

    /// The world that was written last; None where there is no file yet.
    pub(crate) fn load(&self, application: Application) -> Result<Option<World>, SandboxError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error("cannot be read; name another file").with_source(error)),
        };
        let damaged = "is damaged, or none of a sandbox; move it away to begin anew, or name another file";
        let format: Format = serde_json::from_slice(&bytes).map_err(|error| self.error(damaged).with_source(error))?;
        if format.format != FORMAT {
            let format = format.format;
            return Err(self.error(&format!(
                "has format {format}, and this version reads {FORMAT}; move it away to begin anew, or name another file"
            )));
        }
        let read: Read = serde_json::from_slice(&bytes).map_err(|error| self.error(damaged).with_source(error))?;
        let mut world = read.world;
        world.set_application(application)?;
        world.resume();
        Ok(Some(world))
    }

    /// Writes in any case: time passes also where nothing changes.
    pub(crate) fn write(&self, shared: &Shared) -> Result<(), SandboxError> {
        if let Some(hold) = &mut *self.hold() {
            hold.written = None;
        }
        self.save(shared)
    }

    /// Writes what has changed since the last time, so that the file is always whole.
    fn save(&self, shared: &Shared) -> Result<(), SandboxError> {
        let mut hold = self.hold();
        let version = *shared.version.borrow();
        let Some(hold) = hold.as_mut().filter(|hold| hold.written != Some(version)) else {
            return Ok(());
        };
        let bytes = shared.read(|world| serde_json::to_vec(&Writing { format: FORMAT, world }));
        let bytes = bytes.map_err(|error| self.error("cannot be written").with_source(error))?;
        replace(&self.path, &bytes).map_err(|error| self.error(NO_FOLDER).with_source(error))?;
        hold.written = Some(version);
        Ok(())
    }

    fn hold(&self) -> MutexGuard<'_, Option<Hold>> {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, what: &str) -> SandboxError {
        SandboxError::new(format!("the state file {} {what}", self.path.display()))
    }
}

/// Writes after changes, until it is dropped.
pub(crate) async fn keep(store: Arc<Store>, shared: Arc<Shared>) {
    let mut version = shared.version.subscribe();
    // The sender cannot be gone: it is in `shared`.
    while version.changed().await.is_ok() {
        tokio::time::sleep(GATHER).await;
        save(&store, &shared).await;
    }
}

/// Writes without holding up anybody else; what went wrong is logged, and tried again with the next
/// change.
pub(crate) async fn save(store: &Arc<Store>, shared: &Arc<Shared>) {
    let (store, shared) = (Arc::clone(store), Arc::clone(shared));
    let saved = tokio::task::spawn_blocking(move || store.save(&shared)).await;
    if let Ok(Err(error)) = saved {
        log(&error);
    }
}

pub(crate) fn log(error: &SandboxError) {
    let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    tracing::error!(%error, reason, "what the sandbox does now will be gone with it");
}

/// Tries for a moment: a process that this one starts may have the lock of a sandbox that has ended,
/// until it runs its program.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    let mut tries = 50;
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if tries > 0 => tries -= 1,
            tried => return tried,
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The file holds tokens: only its owner may read it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path, ".new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(ending);
    beside.into()
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
