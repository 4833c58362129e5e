//! [`Connect`]: connections that keep what an inbox promises.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};

use super::super::error::{InboxError, InboxErrorKind};
use super::error::{failed, is_busy};

/// More rows than a transaction of the inbox reads: the thread of the connection need not wait for
/// them to be taken.
const ROWS: usize = 1024;

/// How to connect, again and again.
#[derive(Clone, Debug)]
pub(super) struct Connect {
    options: SqliteConnectOptions,
}

impl Connect {
    pub(super) fn new(file: &Path, busy_timeout: Duration) -> Self {
        // SQLite counts milliseconds in an i32.
        let busy_timeout = busy_timeout.min(Duration::from_millis(i32::MAX.unsigned_abs().into()));
        let options = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(busy_timeout)
            .foreign_keys(false)
            // What a statement needs to be undone would otherwise go to a file of its own.
            .pragma("temp_store", "MEMORY")
            // A delivery fits into one page, where it would need three of the usual size. Only for new files.
            .page_size(8192)
            // 64 MiB at most, and no more than is used: with a million jobs that wait, the index by
            // which repeats are recognised has to stay in memory.
            .pragma("cache_size", "-65536")
            .row_buffer_size(ROWS)
            .disable_statement_logging();
        Self { options }
    }

    /// A connection on which what is committed is on stable storage: read back, because SQLite
    /// keeps to what it was compiled for, or to what the file system can do, without an error.
    pub(super) async fn writing(&self, create: bool) -> Result<SqliteConnection, InboxError> {
        let mut connection = self.durable().create_if_missing(create).connect().await.map_err(failed)?;
        let durable = check_durable(&mut connection).await;
        or_close(connection, durable).await.map(|(connection, ())| connection)
    }

    /// With every commit on stable storage.
    pub(super) fn durable(&self) -> SqliteConnectOptions {
        let options = self.options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        // On macOS an fsync leaves the data in the drive; elsewhere this changes nothing.
        options.pragma("fullfsync", "ON")
    }

    /// A connection that changes nothing, and that nobody who writes waits for.
    pub(super) async fn reading(&self) -> Result<SqliteConnection, InboxError> {
        // Not opened read-only: the files beside it could then not be made when they are missing.
        self.options.clone().pragma("query_only", "ON").connect().await.map_err(failed)
    }
}

/// Brings the log into the database, and begins it anew. A commit that failed because the log could
/// not be synced is still in the log as the system remembers it, and who reads the log first takes
/// it for done; but the system may never bring it to the disk, nor what comes after it.
///
/// Where other processes have the file open, they know better than the log, and may keep this from
/// being done.
pub(super) async fn renew_log(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    match sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await {
        Err(error) if is_busy(&error) => Ok(()),
        done => done.map(drop).map_err(failed),
    }
}

/// The connection with what was made of it; closed where that failed. A connection that is only dropped
/// is closed later, by its own thread: as the last one it would remove the log by its name when that
/// may be the name of the next log.
pub(super) async fn or_close<T>(
    connection: SqliteConnection,
    made: Result<T, InboxError>,
) -> Result<(SqliteConnection, T), InboxError> {
    match made {
        Ok(made) => Ok((connection, made)),
        Err(error) => {
            // What it has to say is known already.
            let _ = connection.close().await;
            Err(error)
        }
    }
}

async fn check_durable(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    let journal: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.map_err(failed)?;
    let synchronous: i64 =
        sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await.map_err(failed)?;
    let encoding: String = sqlx::query_scalar("PRAGMA encoding").fetch_one(connection).await.map_err(failed)?;
    if encoding != "UTF-8" {
        return Err(InboxError::new(
            InboxErrorKind::Misconfigured,
            format!("the file stores text as {encoding} where the inbox needs UTF-8; give the inbox a file of its own"),
        ));
    }
    if journal == "wal" && synchronous == 2 {
        return Ok(());
    }
    Err(InboxError::new(
        InboxErrorKind::Misconfigured,
        format!(
            "SQLite keeps to `journal_mode = {journal}` and `synchronous = {synchronous}` where the inbox needs `wal` \
             and 2; put the file on a local disk, whose file system has locks and shared memory",
        ),
    ))
}
