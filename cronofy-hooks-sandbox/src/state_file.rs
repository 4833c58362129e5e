//! [`StateFile`]: keeps a world across restarts.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::clock::ClockMode;
use crate::error::SandboxError;
use crate::scheduler::SharedWorld;
use crate::world::model::{ClientApplication, World};

/// The format of the file. No other format can be read.
const FORMAT: u32 = 1;
/// What to do when the file cannot be written.
const NO_FOLDER: &str = "cannot be written; create its folder, or name a file in a folder of your own";
/// How long changes are collected before they are written.
const GATHER: Duration = Duration::from_millis(300);

/// The file, which is written as a whole each time.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    /// `None` once it is closed: another sandbox may then use the file.
    lock: Mutex<Option<FileLock>>,
}

/// While it exists, no other sandbox can use the file.
#[derive(Debug)]
struct FileLock {
    /// The version of the world that the file holds.
    written: Option<u64>,
    /// `None` if the file system has no locks. The state file itself cannot be locked, because each write
    /// replaces it.
    _file: Option<File>,
}

#[derive(Serialize, Deserialize)]
struct StateFileContents<W> {
    format: u32,
    /// Not in the files of older versions.
    #[serde(default)]
    clock: Option<ClockMode>,
    world: W,
}

impl StateFile {
    /// Reserves the file for this sandbox, until [`StateFile::close`].
    pub(crate) fn open(path: PathBuf) -> Result<Self, SandboxError> {
        let state_file = Self { path, lock: Mutex::new(None) };
        let locked =
            OpenOptions::new().create(true).truncate(false).write(true).open(beside(&state_file.path, ".lock"));
        let file = match locked.map(|file| (try_lock(&file), file)) {
            Ok((Ok(()), file)) => Some(file),
            Ok((Err(TryLockError::WouldBlock), _)) => {
                return Err(state_file.error("is in use by a running sandbox; end that one, or name another file"));
            }
            Ok((Err(TryLockError::Error(error)), _)) => {
                tracing::warn!(%error, path = %state_file.path.display(), "could not lock the state file; use it for one sandbox only");
                None
            }
            Err(error) => return Err(state_file.error(NO_FOLDER).with_source(error)),
        };
        *state_file.lock() = Some(FileLock { written: None, _file: file });
        Ok(state_file)
    }

    /// Writes a last time, even without a change, because time has passed. Then frees the file.
    pub(crate) fn close(&self, shared: &SharedWorld) -> Result<(), SandboxError> {
        let written = self.write(shared);
        *self.lock() = None;
        written
    }

    /// The world that was written last, and how its clock ran; `None` if there is no file yet.
    pub(crate) fn load(
        &self,
        application: ClientApplication,
    ) -> Result<Option<(World, Option<ClockMode>)>, SandboxError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error("cannot be read; name another file").with_source(error)),
        };
        let damaged = "is damaged, or is not a state file; move it away to start anew, or name another file";
        let damaged = |error: serde_json::Error| self.error(damaged).with_source(error);
        let StateFileContents::<Option<IgnoredAny>> { format, .. } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if format != FORMAT {
            return Err(self.error(&format!(
                "has format {format}, and this version reads {FORMAT}; move it away to start anew, or name another file"
            )));
        }
        let StateFileContents::<World> { mut world, clock, .. } = serde_json::from_slice(&bytes).map_err(damaged)?;
        world.set_application(application)?;
        world.resume();
        Ok(Some((world, clock)))
    }

    /// Writes even without a change, because time has passed.
    pub(crate) fn write(&self, shared: &SharedWorld) -> Result<(), SandboxError> {
        if let Some(lock) = &mut *self.lock() {
            lock.written = None;
        }
        self.save(shared)
    }

    /// Writes the world if it has changed since the last write. The file is complete at any moment.
    fn save(&self, shared: &SharedWorld) -> Result<(), SandboxError> {
        let mut lock = self.lock();
        let version = *shared.version.borrow();
        let Some(lock) = lock.as_mut().filter(|lock| lock.written != Some(version)) else {
            return Ok(());
        };
        let clock = Some(shared.clock_mode());
        let bytes = shared.read(|world| serde_json::to_vec(&StateFileContents { format: FORMAT, clock, world }));
        let bytes = bytes.map_err(|error| self.error("cannot be written").with_source(error))?;
        replace(&self.path, &bytes).map_err(|error| self.error(NO_FOLDER).with_source(error))?;
        lock.written = Some(version);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<FileLock>> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, what: &str) -> SandboxError {
        SandboxError::new(format!("the state file {} {what}", self.path.display()))
    }
}

/// Writes after changes, until it is dropped.
pub(crate) async fn keep(state_file: Arc<StateFile>, shared: Arc<SharedWorld>) {
    let mut version = shared.version.subscribe();
    // `shared` owns the sender, so this ends with the task only.
    while version.changed().await.is_ok() {
        tokio::time::sleep(GATHER).await;
        save(&state_file, &shared).await;
    }
}

/// Writes without blocking other tasks. Logs an error; the next change tries again.
pub(crate) async fn save(state_file: &Arc<StateFile>, shared: &Arc<SharedWorld>) {
    let (state_file, shared) = (Arc::clone(state_file), Arc::clone(shared));
    let saved = tokio::task::spawn_blocking(move || state_file.save(&shared)).await;
    if let Ok(Err(error)) = saved {
        log(&error);
    }
}

pub(crate) fn log(error: &SandboxError) {
    let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    tracing::error!(%error, reason, "the state of the sandbox is not saved; it will be lost when the sandbox ends");
}

/// Tries for half a second: a child process inherits the lock of a sandbox that has ended, until it runs
/// its program.
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

/// Replaces the file in one step. Only its owner may read it, because it holds tokens.
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
