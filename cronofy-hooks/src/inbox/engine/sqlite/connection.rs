//! [`Connector`]: makes connections on which commits are durable.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};

use super::checkpoint::TOO_LONG;
use super::error::{failed, is_busy};
use crate::inbox::error::InboxError;

/// More rows than a transaction of the inbox reads, so that the thread of the connection never waits until
/// rows are taken from it.
const ROWS: usize = 1024;

/// Makes connections.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    options: SqliteConnectOptions,
}

impl Connector {
    pub(super) fn new(file: &Path, busy_timeout: Duration) -> Self {
        // SQLite counts milliseconds in an i32.
        let busy_timeout = busy_timeout.min(Duration::from_millis(i32::MAX.unsigned_abs().into()));
        let options = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(busy_timeout)
            .foreign_keys(false)
            // Keeps the journals of single statements in memory, and not in a file.
            .pragma("temp_store", "MEMORY")
            // A usual delivery fits into one page of this size; it would need three of the default size. It
            // applies to new files only.
            .page_size(8192)
            // 64 MiB at most, taken as needed: with a million waiting jobs, the index of repeat keys has to
            // stay in memory.
            .pragma("cache_size", "-65536")
            // The checkpointer does it before.
            .pragma("wal_autocheckpoint", TOO_LONG.to_string())
            .row_buffer_size(ROWS)
            .disable_statement_logging();
        Self { options }
    }

    /// A connection whose commits are on stable storage. The settings are read back, because SQLite
    /// silently keeps others when it was compiled that way, or when the file system lacks something.
    pub(super) async fn writing(&self, create: bool) -> Result<SqliteConnection, InboxError> {
        let mut connection = self.durable().create_if_missing(create).connect().await.map_err(failed)?;
        let durable = check_durable(&mut connection).await;
        or_close(connection, durable).await.map(|(connection, ())| connection)
    }

    /// Options with which every commit is on stable storage.
    pub(super) fn durable(&self) -> SqliteConnectOptions {
        let options = self.options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        // On macOS, fsync leaves the data in the cache of the drive. Elsewhere this changes nothing.
        options.pragma("fullfsync", "ON")
    }

    /// A connection that changes nothing, and for which no writer waits.
    pub(super) async fn reading(&self) -> Result<SqliteConnection, InboxError> {
        // Not opened read-only: SQLite could then not make the files beside it when they are missing.
        self.options.clone().pragma("query_only", "ON").connect().await.map_err(failed)
    }
}

/// Whether this release of SQLite can damage a file when one connection brings the log into the database while
/// another writes.
/// Source: <https://www.sqlite.org/wal.html#walresetbug>.
pub(super) async fn has_old_release(connection: &mut SqliteConnection) -> Result<bool, InboxError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(connection).await.map_err(failed)?;
    let numbers: Vec<u32> = version.split('.').map_while(|number| number.parse().ok()).collect();
    Ok(numbers < vec![3, 51, 3])
}

/// Brings the log into the database, and begins the log anew. A commit that failed because fsync of the
/// log failed is still in the page cache of the system. The next process that reads the log takes it for
/// committed, but the system may never write it to the disk, nor anything that follows it in the log.
///
/// When other processes have the file open, their memory is right and not the log; they may keep this from
/// being done.
pub(super) async fn renew_log(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    match sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await {
        Err(error) if is_busy(&error) => Ok(()),
        done => done.map(drop).map_err(failed),
    }
}

/// Returns a connection together with what was made with it. When that failed, closes the connection and
/// waits for it. A connection that is only dropped is closed later, by its own thread: if it is the last,
/// it removes the log by its name, which may be that of the next log by then.
pub(super) async fn or_close<T>(
    connection: SqliteConnection,
    made: Result<T, InboxError>,
) -> Result<(SqliteConnection, T), InboxError> {
    match made {
        Ok(made) => Ok((connection, made)),
        Err(error) => {
            // The first error is the one to return.
            let _ = connection.close().await;
            Err(error)
        }
    }
}

async fn check_durable(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    let settings =
        "SELECT journal_mode, synchronous, encoding FROM pragma_journal_mode, pragma_synchronous, pragma_encoding";
    let (journal, synchronous, encoding): (String, i64, String) =
        sqlx::query_as(settings).fetch_one(connection).await.map_err(failed)?;
    if encoding != "UTF-8" {
        return Err(InboxError::misconfigured(format!(
            "the file stores text as {encoding} where the inbox needs UTF-8; give the inbox a file of its own"
        )));
    }
    if journal == "wal" && synchronous == 2 {
        return Ok(());
    }
    Err(InboxError::misconfigured(format!(
        "SQLite keeps to `journal_mode = {journal}` and `synchronous = {synchronous}` where the inbox needs `wal` and \
         2; put the file on a local disk, whose file system has locks and shared memory",
    )))
}
