//! [`Checkpointer`]: brings the log into the database while deliveries go on being accepted.
//!
//! # Why
//!
//! By itself, SQLite does this within a commit, whenever the log has 1,000 pages: the deliveries of that commit wait
//! until all of these pages are written and flushed. A task with a connection of its own does it beside the commits.
//!
//! # How
//!
//! A pass takes no lock that a writer needs. But SQLite begins the log anew only at a moment at which all of it is
//! in the database, and a busy writer adds to the log during each pass. So when the log has become long, a last pass
//! makes the writers of this process wait. It has little left to do, because the pass before it did the most.

use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::connection::{Connector, has_old_release, or_close};
use super::error::failed;
use super::write_transaction::WriteConnection;
use crate::inbox::error::InboxError;
use crate::text::Chain;

/// After how many commits to look at the length of the log.
const COMMITS: u64 = 16;
/// How many pages of the log a pass waits for: 4 MiB of pages as the inbox makes them. With fewer, pages that many
/// commits change would be written more often.
pub(super) const PACE: i64 = 512;
/// The length from which the log has to begin anew: 32 MiB.
const LONG: i64 = 8 * PACE;
/// When SQLite does it within a commit after all: if the passes fail, or never end because other processes read and
/// write all the time.
pub(super) const TOO_LONG: i64 = 4 * LONG;

/// The task. It ends by itself when this is dropped.
#[derive(Debug)]
pub(super) struct Checkpointer {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Checkpointer {
    pub(super) fn start(passes: CheckpointPasses) -> Self {
        let (stop, stopped) = oneshot::channel();
        let commits = passes.write.commits();
        Self { stop, task: tokio::spawn(passes.run(commits, stopped)) }
    }

    /// Waits for the pass that is under way, and closes the connection.
    pub(super) async fn close(self) {
        let _ = self.stop.send(());
        // An error: the runtime shuts down.
        let _ = self.task.await;
    }
}

/// How much of the log is in the database, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogLength {
    pub(super) all: i64,
    pub(super) in_database: i64,
}

/// What the task does.
#[derive(Debug)]
pub(super) struct CheckpointPasses {
    connector: Connector,
    write: WriteConnection,
    /// Whether this release of SQLite allows passes beside commits.
    beside_commits: bool,
    /// `None` after an error.
    connection: Option<SqliteConnection>,
    /// Whether the last pass failed, and was logged.
    fails: bool,
}

impl CheckpointPasses {
    pub(super) async fn connect(connector: Connector, write: WriteConnection) -> Result<Self, InboxError> {
        let mut passes = Self { connector, write, beside_commits: false, connection: None, fails: false };
        let mut connection = passes.reconnect().await?;
        let old = has_old_release(&mut connection).await;
        let (connection, old) = or_close(connection, old).await?;
        passes.beside_commits = !old;
        passes.connection = Some(connection);
        Ok(passes)
    }

    async fn run(mut self, mut commits: watch::Receiver<u64>, mut stopped: oneshot::Receiver<()>) {
        let mut seen = 0;
        loop {
            tokio::select! {
                biased;
                _ = &mut stopped => break,
                changed = commits.wait_for(|commits| *commits >= seen + COMMITS) => match changed {
                    Ok(commits) => seen = *commits,
                    Err(_) => break,
                },
            }
            let passed = self.pass().await;
            self.log(passed.as_ref().err());
        }
        if let Some(connection) = self.connection {
            // The connection that writes reports what is wrong with the file.
            let _ = connection.close().await;
        }
    }

    /// Brings the log into the database if enough of it is not.
    pub(super) async fn pass(&mut self) -> Result<LogLength, InboxError> {
        let guard = if self.beside_commits { None } else { Some(self.write.write_guard().await?) };
        let length = self.checkpoint("PRAGMA wal_checkpoint(NOOP)").await?;
        if length.all - length.in_database < PACE {
            return Ok(length);
        }
        let length = self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)").await?;
        if length.all < LONG || guard.is_some() {
            return Ok(length);
        }
        let _guard = self.write.write_guard().await?;
        self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)").await
    }

    /// An error costs the connection: the next pass makes another.
    async fn checkpoint(&mut self, pragma: &'static str) -> Result<LogLength, InboxError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.reconnect().await?,
        };
        let length = sqlx::query_as::<_, (i64, i64, i64)>(pragma).fetch_one(&mut connection).await.map_err(failed);
        let (connection, (_busy, all, in_database)) = or_close(connection, length).await?;
        self.connection = Some(connection);
        Ok(LogLength { all, in_database })
    }

    async fn reconnect(&self) -> Result<SqliteConnection, InboxError> {
        let files = self.write.files();
        files.check()?;
        let connection = self.connector.writing(false).await?;
        or_close(connection, files.check_descriptors()).await.map(|(connection, ())| connection)
    }

    /// Logs the first of several failures.
    fn log(&mut self, error: Option<&InboxError>) {
        if let Some(error) = error
            && !self.fails
        {
            tracing::warn!(
                error = %Chain(error),
                "the inbox could not bring its log into the file; nothing is lost, but the log grows until it can"
            );
        }
        self.fails = error.is_some();
    }
}
