//! [`TestTx`]: a [`Tx`] on a pool.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use sqlx::{Pool, Transaction};

use crate::inbox::{HandlerTransaction, Tx, TxConnection, TxDatabase};

/// A [`Tx`] on a pool, for tests that call a handler; and what ends its transaction, as the inbox would.
///
/// Like the inbox, it begins the transaction with the first statement, and rolls it back unless the test commits
/// it.
///
/// With SQLite, take a pool on a file, as an inbox does: there the test can read while the transaction is open, and
/// sees what is committed. With `sqlite::memory:` such a read fails or never ends: the connections of the pool share one
/// cache, in which the table that the handler has written is locked until the commit. A pool of one connection has none
/// left for it.
///
/// ```
/// # #[cfg(feature = "sqlite")] mod example {
/// use cronofy_hooks::payload::Change;
/// use cronofy_hooks::testing::{TestRequest, TestTx};
/// use cronofy_hooks::{Tx, cronofy_handler};
/// use sqlx::{Sqlite, SqlitePool};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
///     sqlx::query("INSERT INTO to_sync (channel) VALUES (?)").bind(change.channel.channel_id).execute(&mut tx).await?;
///     Ok(())
/// }
///
/// # pub async fn run() -> Result<(), cronofy_hooks::BoxError> {
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("app.sqlite");
/// let pool = SqlitePool::connect(&format!("sqlite:{}?mode=rwc", file.display())).await?;
/// sqlx::query("CREATE TABLE to_sync (channel TEXT)").execute(&pool).await?;
///
/// let transaction = TestTx::new(&pool);
/// change(TestRequest::sample("change")?.into_payload(), transaction.tx()).await?;
/// let count = || sqlx::query_scalar::<_, i64>("SELECT count(*) FROM to_sync").fetch_one(&pool);
/// assert_eq!(count().await?, 0, "not committed yet");
/// transaction.commit().await?;
/// assert_eq!(count().await?, 1);
/// # Ok(())
/// # }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), cronofy_hooks::BoxError> {
/// # #[cfg(feature = "sqlite")] example::run().await?;
/// # Ok(())
/// # }
/// ```
pub struct TestTx<DB: TxDatabase> {
    run: Arc<HandlerTransaction>,
    database: PhantomData<fn(DB)>,
}

impl<DB: TxDatabase> TestTx<DB> {
    /// A transaction on this pool that has yet to begin. It takes a connection of the pool from its first statement
    /// until it ends.
    #[must_use]
    pub fn new(pool: &Pool<DB>) -> Self {
        let pool = pool.clone();
        let run = HandlerTransaction::on_pool::<DB, _>(move || DB::begin_on(pool.clone()));
        Self { run: Arc::new(run), database: PhantomData }
    }

    /// The argument for the handler. A handler that is called again with another one continues in the same
    /// transaction.
    ///
    /// # Panics
    /// When an earlier one still lives: a handler has to drop its `Tx` before it returns.
    #[must_use]
    #[track_caller]
    pub fn tx(&self) -> Tx<DB> {
        match TxConnection::new(Arc::clone(&self.run), "a test") {
            Ok(connection) => Tx::on(connection),
            Err(error) => panic!("{error}"),
        }
    }

    /// Commits, as the inbox does when the handler succeeds.
    ///
    /// # Errors
    /// When the handler kept its `Tx`, which would make its job fail; or when the database does not commit.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        if self.run.is_missing() {
            let kept = "the handler kept its `Tx` after it returned; drop it before, and give it to no other task";
            return Err(sqlx::Error::Io(io::Error::other(kept)));
        }
        match self.transaction() {
            Some(transaction) => transaction.commit().await,
            None => Ok(()),
        }
    }

    /// Rolls back, as the inbox does when the handler fails or discards.
    ///
    /// # Errors
    /// When the database does not answer; it then rolls back by itself.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        match self.transaction() {
            Some(transaction) => transaction.rollback().await,
            None => Ok(()),
        }
    }

    /// The transaction, if it has begun.
    fn transaction(&self) -> Option<Transaction<'static, DB>> {
        let transaction = self.run.left()?;
        transaction.downcast().ok().map(|transaction| DB::into_inner(*transaction))
    }
}

impl<DB: TxDatabase> fmt::Debug for TestTx<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestTx").finish_non_exhaustive()
    }
}
