//! [`SqliteInboxOptions`]: how to open an inbox.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tokio::time::{Instant, sleep};

use super::super::error::{InboxError, InboxErrorKind};
use super::super::writer::{Store as _, Writer};
use super::connection::{Connect, or_close, renew_log};
use super::damage::refuse_damaged;
use super::engine::SqliteInbox;
use super::error::{failed, was_busy};
use super::files::Files;
use super::lock::Lock;
use super::migrate::{prepare, refuse};
use super::query::ReadConnection;
use super::second_names::{has_changed, refuse_changed, restore};
use super::store::{Shared, SqliteStore};
use super::time::Clock;
use super::transaction::Transactions;
use super::write_transaction::WriteConnection;

/// Between two tries to open a file that somebody else is making.
const ENTER_AGAIN: Duration = Duration::from_millis(20);

/// How to open an inbox. Made by [`SqliteInbox::options`].
#[derive(Clone, Debug)]
#[must_use = "only `open` opens it"]
pub struct SqliteInboxOptions {
    file: PathBuf,
    busy_timeout: Duration,
    clock: Clock,
    migrate: bool,
    attached: bool,
}

impl SqliteInboxOptions {
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, busy_timeout: Duration::from_secs(2), clock: Clock::default(), migrate: true, attached: false }
    }

    /// For the file of a URL: `sqlite:inbox.sqlite`, `sqlite:///var/lib/app/inbox.sqlite`.
    ///
    /// # Errors
    /// [`Misconfigured`](InboxErrorKind::Misconfigured) when it is no URL of SQLite, or has
    /// parameters other than `mode=rw` and `mode=rwc`.
    pub fn from_url(url: &str) -> Result<Self, InboxError> {
        let (name, parameters) = url.split_once('?').unwrap_or((url, ""));
        let Some(file) = name.strip_prefix("sqlite:") else {
            return Err(misconfigured(
                "the URL of an inbox in a file begins with `sqlite:`, as in `sqlite:inbox.sqlite`",
            ));
        };
        if file.trim_start_matches("//") == ":memory:" || parameters.contains("memory") {
            return Err(in_memory());
        }
        if !matches!(parameters, "" | "mode=rw" | "mode=rwc") {
            return Err(misconfigured(
                "the URL of an inbox takes no parameters; set what you need with `SqliteInbox::options`",
            ));
        }
        let options = SqliteConnectOptions::from_str(name).map_err(failed)?;
        Ok(Self::new(options.get_filename().to_owned()))
    }

    /// How long to wait while another process writes to the file, or another connection of this one;
    /// 2 seconds unless set. The service waits 5 seconds for its answer.
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self { busy_timeout, ..self }
    }

    /// Tells the time, for tests; that of the system unless set.
    pub fn clock(self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Clock::new(now), ..self }
    }

    /// Whether to run [migrations](super::MIGRATIONS) that the file lacks; yes unless set.
    pub fn migrate(self, migrate: bool) -> Self {
        Self { migrate, ..self }
    }

    /// Opens a file that belongs to somebody else, as a command line tool does: it must exist, is
    /// not migrated, and whatever is leased stays leased.
    pub fn attached(self) -> Self {
        Self { attached: true, migrate: false, ..self }
    }

    /// Opens the inbox.
    ///
    /// If no other application has the file open, no process holds the leases in it: they are due at
    /// once. A lock on a file beside it, which ends in `.lock`, tells applications of one another.
    ///
    /// Files that were deleted or replaced under an application that was then killed are put back, as
    /// the [module](super) says. The file is checked for damage, for at most two seconds.
    ///
    /// # Errors
    /// [`Misconfigured`](InboxErrorKind::Misconfigured) when the file cannot be made durable, is in
    /// a folder that does not exist, or is of another release; and the other kinds for what they
    /// say.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn open(self) -> Result<SqliteInbox, InboxError> {
        let file = located(&self.file, self.attached)?;
        let (lock, alone) = if self.attached { (Lock::none(), false) } else { Lock::take(&file) };
        let connect = Connect::new(&file, self.busy_timeout);
        if !self.migrate && file.exists() {
            // First of all: a file that is not to be changed is not even given another journal.
            self.restore(&file)?;
            let mut looking = connect.reading().await?;
            refuse(&mut looking, self.migrate).await?;
            looking.close().await.map_err(failed)?;
        }
        let (connection, files) = self.enter(&connect, &file, alone).await?;
        let lock = share(lock, alone).await?;

        let writing = WriteConnection::new(connect.clone(), Arc::clone(&files), connection);
        let transactions = Transactions::new(&connect, writing.clone());
        let reading = ReadConnection::new(connect, files);
        let shared = Arc::new(Shared { transactions, reading, writing, clock: self.clock, file, lock });
        if !self.attached
            && let Err(error) = shared.connect().await
        {
            let _ = SqliteStore(shared).close().await;
            return Err(error);
        }
        let writer = Writer::start(SqliteStore(Arc::clone(&shared)));
        Ok(SqliteInbox { shared, writer })
    }

    /// Has the names of the files lead to the files of the application, or refuses.
    fn restore(&self, file: &Path) -> Result<(), InboxError> {
        if self.attached && Lock::is_taken(file) { refuse_changed(file) } else { restore(file) }
    }

    /// Connects to a store that can be worked with.
    async fn enter(&self, connect: &Connect, file: &Path, alone: bool) -> Result<Entered, InboxError> {
        let until = Instant::now() + self.busy_timeout;
        loop {
            let again = match self.try_to_enter(connect, file, alone).await {
                // Of several that begin a new file at once, SQLite turns some away without letting them wait.
                Err(error) if was_busy(&error) => Err(error),
                // A connection that was closed just now has removed names that belong to this one.
                Err(error) if !self.attached && has_changed(&error) => Err(error),
                entered => return entered,
            };
            if Instant::now() >= until {
                return again;
            }
            sleep(ENTER_AGAIN).await;
        }
    }

    async fn try_to_enter(&self, connect: &Connect, file: &Path, alone: bool) -> Result<Entered, InboxError> {
        self.restore(file)?;
        let mut connection = connect.writing(!self.attached).await?;
        let files = self.examine(&mut connection, file, alone).await;
        or_close(connection, files).await
    }

    /// Makes the tables that are missing, and refuses what cannot be worked with.
    async fn examine(
        &self,
        connection: &mut SqliteConnection,
        file: &Path,
        alone: bool,
    ) -> Result<Arc<Files>, InboxError> {
        if !self.attached {
            renew_log(connection).await?;
        }
        prepare(connection, self.migrate).await?;
        let files = Arc::new(if self.attached { Files::attached(file)? } else { Files::guarded(file)? });
        warn_of_old_release(connection).await?;
        if !self.attached {
            refuse_damaged(connection).await?;
        }
        if alone {
            take_over(connection, &self.clock).await?;
        }
        Ok(files)
    }
}

/// A connection to the store, and the files that it has open.
type Entered = (SqliteConnection, Arc<Files>);

/// Frees what was leased by processes that have ended.
async fn take_over(connection: &mut SqliteConnection, clock: &Clock) -> Result<(), InboxError> {
    // They stay held: by that the next lease knows that they ended without a word.
    let freed = sqlx::query("UPDATE work SET due_us = ?1 WHERE state = 1 AND held = 1 AND due_us > ?1");
    freed.bind(clock.now()).execute(connection).await.map(drop).map_err(failed)
}

/// Lets other processes in. Another one may have the lock just now, for as long as it takes over.
async fn share(lock: Lock, alone: bool) -> Result<Lock, InboxError> {
    let lock = tokio::task::spawn_blocking(move || {
        lock.share(alone);
        lock
    });
    lock.await.map_err(|_| InboxError::closed())
}

/// Where the file is, wherever the process goes afterwards.
fn located(file: &Path, must_exist: bool) -> Result<PathBuf, InboxError> {
    if matches!(file.to_str(), Some("" | ":memory:")) {
        return Err(in_memory());
    }
    // It also keeps SQLite from taking a name that begins with `file:` for a URL.
    let file = std::path::absolute(file).map_err(|error| {
        misconfigured("the folder in which the process works cannot be told; give an absolute path").with_source(error)
    })?;
    let wrong = |what: &str| Err(misconfigured(&format!("{}: {what}", file.display())));
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
    // SQLite puts its files beside the file that a symbolic link leads to.
    Ok(file.canonicalize().unwrap_or(file))
}

/// Makes a new file that its owner alone may read; the files beside it get the same permissions from
/// SQLite. It never opens one that exists: to close it would drop SQLite's locks on it.
fn make_private(file: &Path) {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Why it cannot be made is what SQLite says next.
    drop(options.open(file));
}

async fn warn_of_old_release(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(connection).await.map_err(failed)?;
    let numbers: Vec<u32> = version.split('.').map_while(|number| number.parse().ok()).collect();
    if numbers < vec![3, 51, 3] {
        tracing::warn!(
            version,
            "this release of SQLite can damage a file that several connections write to; build with 3.51.3 or newer: \
             it is that of the newest `libsqlite3-sys` in Cargo.lock"
        );
    }
    Ok(())
}

fn in_memory() -> InboxError {
    misconfigured("an inbox in memory would lose what it answered for; give it a file, in tests a temporary one")
}

fn misconfigured(message: &str) -> InboxError {
    InboxError::new(InboxErrorKind::Misconfigured, message)
}
