//! [`SqliteTransaction`]: where a handler writes together with the completion of its job.

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::{Connection, Pool, Sqlite, SqliteConnection, Transaction};
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

use super::connection::Connector;
use super::engine::SqliteEngine;
use super::error::failed;
use super::files::StoreFiles;
use super::lease_update;
use super::lock_holder::{HeldLock, LockHolder};
use super::script::Script;
use super::write_transaction::WriteSlot;
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{EngineTransaction, ended_early, not_of_this_inbox};
use crate::inbox::error::InboxError;
use crate::inbox::tx::TxDatabase;

/// A handler that holds the lock for longer is logged: the service waits 5 seconds for an answer.
const LONG: Duration = Duration::from_secs(1);

/// A savepoint at the beginning of the transaction. It can only be released in the transaction in which
/// it was made. So its release fails when the handler committed or rolled back, or when SQLite rolled back
/// by itself, as it does on a full disk.
const MARK: &str = "SAVEPOINT cronofy_hooks";
const MARKED: &str = "RELEASE cronofy_hooks";

/// A transaction in the file of the inbox: a connection for the handler's own statements.
///
/// It holds the file's only write lock: while it lives, nothing is accepted, leased or completed.
#[derive(Debug)]
pub struct SqliteTransaction {
    // The order matters: the transaction ends, and the handler is no holder any more, before the guard lets another
    // writer begin.
    transaction: Transaction<'static, Sqlite>,
    /// When it is a handler's.
    warning: Option<LockWarning>,
    /// `None` in a test without an inbox.
    guard: Option<OwnedMutexGuard<WriteSlot>>,
    holder: LockHolder,
}

impl EngineTransaction<SqliteEngine> for SqliteTransaction {
    async fn begin(engine: &SqliteEngine) -> Result<Self, InboxError> {
        let guard = engine.write.write_guard().await?;
        engine.write.files().check()?;
        let mut transaction = engine.handlers.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        sqlx::query(MARK).execute(&mut *transaction).await.map_err(failed)?;
        Ok(Self { transaction, warning: None, guard: Some(guard), holder: engine.holder.clone() })
    }

    async fn complete(self, engine: &SqliteEngine, update: FencedUpdate) -> Result<bool, InboxError> {
        // On every error the transaction ends before the guard lets another writer begin.
        let Self { guard, mut transaction, warning, .. } = self.of(engine)?;
        sqlx::query(MARKED).execute(&mut *transaction).await.map_err(|error| ended_early().with_source(error))?;
        let mut script = Script::default();
        let place = lease_update::add(&mut script, 1, engine.clock.given_or_system(), std::iter::once(&update));
        let done = script.run(&mut transaction).await.map_err(|error| failed(error.error))?;
        let held = !lease_update::read(&done[place]).is_empty();
        let ended = if held { transaction.commit().await } else { transaction.rollback().await };
        drop((warning, guard));
        ended.map_err(failed)?;
        // The files may have lost their names during the write.
        engine.write.files().check_committed()?;
        Ok(held)
    }

    async fn roll_back(self, engine: &SqliteEngine) -> Result<(), InboxError> {
        let Self { guard, transaction, warning, .. } = self.of(engine)?;
        let ended = transaction.rollback().await;
        drop((warning, guard));
        ended.map_err(failed)
    }
}

impl SqliteTransaction {
    fn of(self, engine: &SqliteEngine) -> Result<Self, InboxError> {
        let is_mine = self.guard.as_ref().is_some_and(|guard| engine.write.is_guarded_by(guard));
        if is_mine { Ok(self) } else { Err(not_of_this_inbox()) }
    }
}

impl TxDatabase for Sqlite {
    type Transaction = SqliteTransaction;

    #[cfg(feature = "testing")]
    async fn begin_on(pool: Pool<Self>) -> Result<SqliteTransaction, sqlx::Error> {
        let transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(SqliteTransaction { transaction, warning: None, guard: None, holder: LockHolder::default() })
    }

    #[cfg(feature = "testing")]
    fn into_inner(transaction: SqliteTransaction) -> Transaction<'static, Self> {
        transaction.transaction
    }

    fn held_by(transaction: &mut SqliteTransaction, handler: &'static str) {
        transaction.warning = Some(LockWarning::start(handler, transaction.holder.hold(handler)));
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

/// The connection for the transactions of handlers. It is not the one that accepts deliveries: nothing
/// that a handler does to its connection can make deliveries less durable.
pub(super) fn handlers(connector: &Connector, files: Arc<StoreFiles>) -> Pool<Sqlite> {
    PoolOptions::new()
        .max_connections(1)
        // The connection is only acquired when no transaction has it; this is the time for the one before
        // to be cleaned up. Deliveries wait meanwhile.
        .acquire_timeout(Duration::from_secs(2))
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            let same = files.check_descriptors().map_err(|lost| sqlx::Error::Io(std::io::Error::other(lost)));
            Box::pin(async move {
                same?;
                // Fails when SQLite could open the file only for reading.
                sqlx::query("DELETE FROM work WHERE false").execute(connection).await.map(drop)
            })
        })
        .after_release(|connection: &mut SqliteConnection, _| {
            Box::pin(async move {
                // After all statements that are still under way.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        // The handler's tables may need them.
        .connect_lazy_with(connector.durable().foreign_keys(true))
}

/// Lives while a handler holds the write lock.
#[derive(Debug)]
struct LockWarning {
    _held: HeldLock,
    /// Dropped with it, which ends the task that waits.
    _ended: oneshot::Sender<Infallible>,
}

impl LockWarning {
    fn start(handler: &'static str, held: HeldLock) -> Self {
        let (ended, mut end) = oneshot::channel();
        let since = Instant::now();
        let watch = async move {
            if timeout(LONG, &mut end).await.is_err() {
                tracing::warn!(
                    handler,
                    "the handler holds SQLite's write lock for more than a second, and no delivery is accepted \
                     meanwhile; do what is slow before the first statement in its `Tx`"
                );
                let _: Result<Infallible, _> = end.await;
                tracing::warn!(handler, held_s = since.elapsed().as_secs_f64(), "the handler held SQLite's write lock");
            }
        };
        tokio::spawn(watch.in_current_span());
        Self { _held: held, _ended: ended }
    }
}
