//! Opening a file: which checks come first, and what the application takes over.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tracing::Span;

use super::checkpoint::{CheckpointPasses, Checkpointer};
use super::connection::{Connector, has_old_release, or_close, renew_log};
use super::engine::SqliteEngine;
use super::error::{damaged, failed, is_interrupted, was_busy};
use super::files::StoreFiles;
use super::inbox::SqliteInbox;
use super::inbox::{SqliteInboxOptions, in_memory};
use super::lock::StoreLock;
use super::lock_holder::LockHolder;
use super::migrate::{check, prepare};
use super::read_connection::ReadConnection;
use super::second_names::{has_changed, refuse_changed, restore};
use super::transaction::handlers;
use super::write_transaction::WriteConnection;
use crate::inbox::batcher::{BatchStore as _, Batcher};
use crate::inbox::engine::shared::{Adapter, EngineClock};
use crate::inbox::error::InboxError;

/// Between two tries to connect to a file that another process is making.
const CONNECT_AGAIN: Duration = Duration::from_millis(20);
/// How long the check for damage may take. In this time SQLite checks some hundred megabytes.
const CHECK_LIMIT: Duration = Duration::from_secs(2);
/// After how many steps of its virtual machine SQLite asks whether to go on.
const CHECK_STEPS: i32 = 10_000;

/// The first connection to the store, and the files that it has open.
type Connected = (SqliteConnection, Arc<StoreFiles>);

impl SqliteInboxOptions {
    /// Opens the inbox.
    ///
    /// If no other application has the file open, no process holds the leases in it: the leased jobs are due
    /// at once. Applications see each other by a lock on a file beside it, whose name ends in `.lock`.
    ///
    /// If files were deleted or replaced before an application was killed, they are put back, as the
    /// [module](super) says. The file is checked for damage, for at most two seconds.
    ///
    /// # Errors
    /// [`Misconfigured`](crate::inbox::InboxErrorKind::Misconfigured) when the file cannot be made durable,
    /// is in a folder that does not exist, or is of another release; the other kinds as they say.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn open(self) -> Result<SqliteInbox, InboxError> {
        // On a thread that may block, because opening waits for files and locks. So this future is `Send`, which rustc
        // could not prove of the one that borrows what it opens, and an application can open an inbox in a task.
        let (runtime, span) = (Handle::current(), Span::current());
        if !self.attached {
            warn_of_readers(&self.file);
        }
        match spawn_blocking(move || span.in_scope(|| runtime.block_on(self.open_store()))).await {
            Ok(opened) => opened,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime shuts down.
                Err(_) => Err(InboxError::closed()),
            },
        }
    }

    async fn open_store(self) -> Result<SqliteInbox, InboxError> {
        let file = located(&self.file, self.attached)?;
        let (lock, alone) = if self.attached { (StoreLock::none(), false) } else { StoreLock::take(&file) };
        let connector = Connector::new(&file, self.busy_timeout);
        let opening = Opening { options: self, connector, file, alone };
        if !opening.options.migrate && opening.file.exists() {
            // Before anything else: the writing connection would change the journal mode of a file that cannot
            // be used.
            opening.restore_names()?;
            let mut connection = opening.connector.reading().await?;
            check(&mut connection, false).await?;
            connection.close().await.map_err(failed)?;
        }
        let (connection, files) = opening.connect().await?;
        // Lets other processes open the store. Blocks while another process frees old leases.
        lock.share(alone);

        let Opening { options: Self { clock, attached, .. }, connector, file, .. } = opening;
        let write = WriteConnection::new(connector.clone(), Arc::clone(&files), connection);
        let (handlers, holder) = (handlers(&connector, Arc::clone(&files)), LockHolder::default());
        let read = ReadConnection::new(connector.clone(), files);
        let checkpointer = Mutex::new(None);
        let mut engine = Arc::new(SqliteEngine { file, write, read, handlers, holder, checkpointer, clock, lock });
        if !attached && let Err(error) = connect_all(&engine, connector).await {
            let _ = engine.close().await;
            return Err(error);
        }
        let batcher = Batcher::start(Arc::clone(&engine));
        Ok(SqliteInbox(Adapter { engine, batcher }))
    }
}

/// Makes all connections now, and not when each is first needed: a connection that is made while the database is
/// replaced would find the index of another log.
async fn connect_all(engine: &SqliteEngine, connector: Connector) -> Result<(), InboxError> {
    engine.handlers.acquire().await.map_err(failed)?;
    engine.read.rows(sqlx::query("SELECT 1")).await?;
    let passes = CheckpointPasses::connect(connector, engine.write.clone()).await?;
    *engine.checkpointer.lock().await = Some(Checkpointer::start(passes));
    Ok(())
}

/// A store that is being opened.
struct Opening {
    options: SqliteInboxOptions,
    connector: Connector,
    /// The absolute path.
    file: PathBuf,
    /// No other process has the store open.
    alone: bool,
}

impl Opening {
    /// Makes the names of the files lead to the files of the application, or refuses the store.
    fn restore_names(&self) -> Result<(), InboxError> {
        let refuses = self.options.attached && StoreLock::is_taken(&self.file);
        if refuses { refuse_changed(&self.file) } else { restore(&self.file) }
    }

    /// Connects to the store, again and again while other processes are in the way.
    async fn connect(&self) -> Result<Connected, InboxError> {
        let until = std::time::Instant::now() + self.options.busy_timeout;
        loop {
            let again = match self.connect_once().await {
                // When several processes begin a new file at once, SQLite refuses some without letting them wait.
                Err(error) if was_busy(&error) => Err(error),
                // A connection that has just been closed removed names that belong to this one.
                Err(error) if !self.options.attached && has_changed(&error) => Err(error),
                connected => return connected,
            };
            if std::time::Instant::now() >= until {
                return again;
            }
            std::thread::sleep(CONNECT_AGAIN);
        }
    }

    async fn connect_once(&self) -> Result<Connected, InboxError> {
        self.restore_names()?;
        let mut connection = self.connector.writing(!self.options.attached).await?;
        let files = self.examine(&mut connection).await;
        or_close(connection, files).await
    }

    /// Makes missing tables, and refuses a store that cannot be used.
    async fn examine(&self, connection: &mut SqliteConnection) -> Result<Arc<StoreFiles>, InboxError> {
        let (file, attached) = (&self.file, self.options.attached);
        if !attached {
            renew_log(connection).await?;
        }
        prepare(connection, self.options.migrate).await?;
        let files = Arc::new(if attached { StoreFiles::attached(file)? } else { StoreFiles::guarded(file)? });
        warn_of_old_release(connection).await?;
        if !attached {
            refuse_damaged(connection).await?;
        }
        if self.alone {
            take_over(connection, &self.options.clock).await?;
        }
        Ok(files)
    }
}

/// Makes jobs due that were leased by processes that have ended. They stay held: so the next lease sees
/// that this one ended without a result.
async fn take_over(connection: &mut SqliteConnection, clock: &EngineClock) -> Result<(), InboxError> {
    let freed = sqlx::query("UPDATE work SET due_us = ?1 WHERE state = 1 AND held = 1 AND due_us > ?1");
    freed.bind(clock.given_or_system()).execute(connection).await.map(drop).map_err(failed)
}

/// The absolute path of the file, which stays right when the process changes its folder.
fn located(file: &Path, must_exist: bool) -> Result<PathBuf, InboxError> {
    if matches!(file.to_str(), Some("" | ":memory:")) {
        return Err(in_memory());
    }
    // SQLite would take a relative name that begins with `file:` for a URL.
    let file = std::path::absolute(file).map_err(|error| {
        InboxError::misconfigured("the current folder of the process is not known; give an absolute path")
            .with_source(error)
    })?;
    let wrong = |what: &str| Err(InboxError::misconfigured(format!("{}: {what}", file.display())));
    if file.to_str().is_none() {
        return wrong("SQLite only opens files whose path is UTF-8; choose another name");
    }
    if file.is_dir() {
        return wrong("this is a folder; name a file in it");
    }
    if must_exist && !file.exists() {
        return wrong("there is no such file; check the path, or start the application that makes it");
    }
    if !file.parent().is_some_and(Path::is_dir) {
        return wrong("the folder of the inbox does not exist; create it, or choose another");
    }
    make_private(&file);
    // SQLite puts its other files beside the file to which a symbolic link leads.
    Ok(file.canonicalize().unwrap_or(file))
}

/// Makes a new file that its owner alone may read; SQLite gives the files beside it the same permissions.
/// Never opens a file that exists: closing it would drop SQLite's locks on it.
fn make_private(file: &Path) {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // SQLite reports why the file cannot be made.
    drop(options.open(file));
}

/// Logs that others than the owner can read a file that exists, such as one that a pool of the application made
/// first. The application may want that, so its permissions stay.
fn warn_of_readers(file: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = file.metadata() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o077 != 0 {
            tracing::warn!(
                file = %file.display(),
                mode = format_args!("{:o}", mode & 0o777),
                "other users of this machine can read the inbox, which holds what the service sends; run `chmod 600` \
                 on the file, and open the inbox before a pool makes the file"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

async fn warn_of_old_release(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    if has_old_release(connection).await? {
        tracing::warn!(
            "this release of SQLite can damage a file that several connections write to; build with 3.51.3 or newer: \
             it is that of the newest `libsqlite3-sys` in Cargo.lock"
        );
    }
    Ok(())
}

/// Refuses a file whose tables or indices are damaged: rows that are stored in it may never be found
/// again. Stops the check after [`CHECK_LIMIT`], and then accepts the file.
async fn refuse_damaged(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    let until = Instant::now() + CHECK_LIMIT;
    let mut handle = connection.lock_handle().await.map_err(failed)?;
    handle.set_progress_handler(CHECK_STEPS, move || Instant::now() < until);
    drop(handle);
    let checked = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await;
    connection.lock_handle().await.map_err(failed)?.remove_progress_handler();
    match checked {
        Ok(result) if result == "ok" => Ok(()),
        Ok(found) => Err(damaged().with_source(found)),
        Err(error) if is_interrupted(&error) => {
            tracing::info!(
                "the file of the inbox is too large to be checked for damage within {} seconds; check it with \
                 `sqlite3 <file> 'PRAGMA integrity_check'`",
                CHECK_LIMIT.as_secs()
            );
            Ok(())
        }
        Err(error) => Err(failed(error)),
    }
}
