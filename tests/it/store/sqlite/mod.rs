//! Failures of a database file.

mod damaged;
mod full;
mod locked;
mod outage;
mod read_only;
mod replaced;
mod rows;
mod transactions;
mod versions;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cronofy_hooks::inbox::SqliteInbox;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, SqliteConnection};
use tempfile::TempDir;

/// A folder for an inbox.
struct SqliteFolder(TempDir);

impl SqliteFolder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The file of the inbox.
    fn file(&self) -> PathBuf {
        self.beside("")
    }

    /// A file beside it, by what its name has at the end.
    fn beside(&self, end: &str) -> PathBuf {
        self.path().join(format!("inbox.sqlite{end}"))
    }

    /// Opens the inbox with a short wait for other processes' locks.
    async fn open(&self) -> SqliteInbox {
        SqliteInbox::options(self.file()).busy_timeout(Duration::from_millis(200)).open().await.unwrap()
    }

    /// Why the inbox does not open: kind and message.
    async fn refusal(&self) -> String {
        let error = SqliteInbox::open(self.file()).await.expect_err("it cannot be opened");
        format!("{:?}: {error}", error.kind())
    }

    /// A folder with the same files, as a kill would leave them: they have the same names here, and
    /// no process has them open by these.
    fn killed(&self) -> Self {
        let killed = Self::new();
        for end in ["", "-wal", "-shm"] {
            std::fs::copy(self.beside(end), killed.beside(end)).unwrap();
        }
        std::fs::create_dir(killed.beside(".guard")).unwrap();
        for (end, name) in [("", "database"), ("-wal", "wal"), ("-shm", "shm")] {
            let number = std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(killed.beside(end)).unwrap());
            std::fs::hard_link(killed.beside(end), killed.beside(".guard").join(format!("{name}-{number}"))).unwrap();
        }
        killed
    }

    /// A connection that is not the inbox's.
    async fn connect(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.file()).connect().await.unwrap()
    }
}

async fn execute(connection: &mut SqliteConnection, sql: impl Into<String>) {
    let sql = sql.into();
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(connection).await {
        panic!("{sql}: {error}");
    }
}
