//! [`SqliteTransaction`]: where a handler writes together with the mark that it is done.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::{Connection, Pool, Sqlite, SqliteConnection, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::super::error::{InboxError, InboxErrorKind};
use super::super::writer::FencedUpdate;
use super::connection::Connect;
use super::error::failed;
use super::lease_update::Updating;
use super::lock_warning::LockWarning;
use super::script::Script;
use super::time::Clock;
use super::write_transaction::{Slot, WriteConnection};

/// It can only be released inside the transaction in which it was made: that SQLite rolled one back
/// by itself, on a full disk, would otherwise be noticed by nobody.
const MARK: &str = "SAVEPOINT cronofy_hooks";
const MARKED: &str = "RELEASE cronofy_hooks";

/// A transaction in the file of the inbox: a connection for the handler's own statements.
///
/// It has the file's only write lock: while it lives nothing is accepted, leased or settled.
pub struct SqliteTransaction {
    // The order matters: it ends before somebody else begins.
    transaction: Transaction<'static, Sqlite>,
    guard: OwnedMutexGuard<Slot>,
    /// Where a handler has it.
    warning: Option<LockWarning>,
}

impl SqliteTransaction {
    /// Warns with the name of this handler when it is held for long.
    pub(in crate::inbox) fn held_by(&mut self, handler: &'static str) {
        self.warning = Some(LockWarning::by(handler));
    }
}

impl fmt::Debug for SqliteTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteTransaction").finish_non_exhaustive()
    }
}

impl Deref for SqliteTransaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for SqliteTransaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

/// Where handlers get their transactions: from a connection that accepts nothing, so that whatever
/// a handler does to it, what is accepted stays durable.
#[derive(Debug)]
pub(super) struct Transactions {
    writing: WriteConnection,
    pool: Pool<Sqlite>,
}

impl Transactions {
    pub(super) fn new(connect: &Connect, writing: WriteConnection) -> Self {
        let files = Arc::clone(writing.files());
        let pool = PoolOptions::new()
            .max_connections(1)
            // It is only asked when nobody has it: this is for the one before to be cleared away. Deliveries
            // wait meanwhile.
            .acquire_timeout(Duration::from_secs(2))
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(move |connection, _| {
                let same = files.check_descriptors().map_err(|lost| sqlx::Error::Io(std::io::Error::other(lost)));
                Box::pin(async move {
                    same?;
                    // SQLite opens a file for reading only where it cannot open it for writing.
                    sqlx::query("DELETE FROM work WHERE false").execute(connection).await.map(drop)
                })
            })
            .after_release(|connection: &mut SqliteConnection, _| {
                Box::pin(async move {
                    // Behind what is still on its way.
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            // The handler's tables may rely on them.
            .connect_lazy_with(connect.durable().foreign_keys(true));
        Self { writing, pool }
    }

    /// Makes the connection now, not with the first transaction.
    pub(super) async fn connect(&self) -> Result<(), InboxError> {
        self.pool.acquire().await.map(drop).map_err(failed)
    }

    pub(super) async fn begin(&self) -> Result<SqliteTransaction, InboxError> {
        let guard = self.writing.write_guard().await?;
        self.writing.files().check()?;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        sqlx::query(MARK).execute(&mut *transaction).await.map_err(failed)?;
        Ok(SqliteTransaction { transaction, guard, warning: None })
    }

    pub(super) async fn commit(
        &self,
        transaction: SqliteTransaction,
        clock: &Clock,
        settled: FencedUpdate,
    ) -> Result<bool, InboxError> {
        // Whatever fails, the transaction ends before somebody else begins.
        let SqliteTransaction { guard, mut transaction, warning } = self.mine(transaction)?;
        sqlx::query(MARKED).execute(&mut *transaction).await.map_err(|error| {
            InboxError::new(
                InboxErrorKind::Unavailable,
                "the transaction ended before its handler did, so nothing in it is stored; leave COMMIT and ROLLBACK \
                 to the inbox, and return the error of a statement that failed",
            )
            .with_source(error)
        })?;
        let updates = [settled];
        let mut updating = Updating::new(clock.now(), &updates);
        let mut script = Script::default();
        updating.add(&mut script);
        updating.read(&script.run(&mut transaction).await.map_err(|broken| failed(broken.error))?);
        let held = updating.finish() == [true];
        let ended = if held { transaction.commit().await } else { transaction.rollback().await };
        drop((guard, warning));
        ended.map_err(failed)?;
        // The files may have lost their names while this was written to them.
        self.writing.files().check_committed()?;
        Ok(held)
    }

    pub(super) async fn roll_back(&self, transaction: SqliteTransaction) -> Result<(), InboxError> {
        let SqliteTransaction { guard, transaction, warning } = self.mine(transaction)?;
        let ended = transaction.rollback().await;
        drop((guard, warning));
        ended.map_err(failed)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    fn mine(&self, transaction: SqliteTransaction) -> Result<SqliteTransaction, InboxError> {
        if self.writing.is_guarded_by(&transaction.guard) { Ok(transaction) } else { Err(not_mine()) }
    }
}

pub(super) fn not_mine() -> InboxError {
    InboxError::new(
        InboxErrorKind::Misconfigured,
        "the transaction is not one of this inbox; end it with the inbox that began it",
    )
}
