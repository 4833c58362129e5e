//! [`TxConnection`]: the connection of a handler's transaction, which begins when it is first used.

use std::any::type_name;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use super::database::TxDatabase;
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::store::AnyTransaction;
use crate::inbox::worker::HandlerTransaction;

/// The connection of a handler's transaction, which begins with the first statement. A [`Tx`](super::Tx)
/// dereferences to it.
///
/// Like `&mut Tx<DB>`, `&mut TxConnection<DB>` is an [`Executor`](sqlx::Executor) and an
/// [`Acquire`](sqlx::Acquire).
pub struct TxConnection<DB> {
    run: Arc<HandlerTransaction>,
    handler: &'static str,
    /// `None` until the first statement.
    transaction: Option<AnyTransaction>,
    database: PhantomData<fn() -> DB>,
}

impl<DB: TxDatabase> TxConnection<DB> {
    /// Takes the transaction that an earlier extractor left in the run, if there is one.
    pub(crate) fn new(run: Arc<HandlerTransaction>, handler: &'static str) -> Result<Self, InboxError> {
        // The start has checked this, unless an extractor does not name it in `needs`.
        if !run.has_transactions_in::<DB>() {
            return Err(elsewhere::<DB>());
        }
        let taken = run.take()?;
        // Its drop gives back what was taken, also when the next line fails.
        let mut connection = Self { run, handler, transaction: taken, database: PhantomData };
        connection.transaction.as_mut().map(transaction_in::<DB>).transpose()?;
        Ok(connection)
    }

    /// Begins the transaction, unless a statement has begun it, and lends the connection itself: for functions
    /// that take `&mut SqliteConnection` or `&mut PgConnection`, and for everything that only a connection can
    /// do, such as `COPY`.
    ///
    /// Leave `COMMIT` and `ROLLBACK` to the inbox.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")] mod example {
    /// use cronofy_hooks::payload::Change;
    /// use cronofy_hooks::{Tx, cronofy_handler};
    /// use sqlx::{Sqlite, SqliteConnection};
    ///
    /// #[cronofy_handler(notification = "change")]
    /// async fn change(change: Change, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    ///     insert(tx.connection().await?, &change.channel.channel_id).await
    /// }
    ///
    /// async fn insert(connection: &mut SqliteConnection, channel: &str) -> Result<(), sqlx::Error> {
    ///     sqlx::query("INSERT INTO to_sync (channel) VALUES (?)").bind(channel).execute(connection).await?;
    ///     Ok(())
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the transaction could not begin, because the store does not answer or the handler has ended:
    /// [`sqlx::Error::Io`] around the [`InboxError`]. The next call tries again.
    pub async fn connection(&mut self) -> Result<&mut DB::Connection, sqlx::Error> {
        if let Err(ended) = self.run.check_running() {
            // It cannot be committed any more: rolled back now, so that others need not wait for its locks.
            self.transaction = None;
            return Err(error(ended));
        }
        let transaction = match &mut self.transaction {
            Some(transaction) => transaction,
            none => {
                let mut begun = self.run.begin().await.map_err(error)?;
                DB::held_by(transaction_in::<DB>(&mut begun).map_err(error)?, self.handler);
                none.insert(begun)
            }
        };
        transaction_in::<DB>(transaction).map(|transaction| &mut **transaction).map_err(error)
    }
}

impl<DB> Drop for TxConnection<DB> {
    fn drop(&mut self) {
        self.run.give_back(self.transaction.take());
    }
}

impl<DB> fmt::Debug for TxConnection<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TxConnection").field("has_begun", &self.transaction.is_some()).finish_non_exhaustive()
    }
}

fn transaction_in<DB: TxDatabase>(transaction: &mut AnyTransaction) -> Result<&mut DB::Transaction, InboxError> {
    transaction.downcast_mut().ok_or_else(elsewhere::<DB>)
}

fn elsewhere<DB: TxDatabase>() -> InboxError {
    InboxError::new(
        InboxErrorKind::Misconfigured,
        format!("the inbox is not in `{0}`; take the `Tx` of its own database", type_name::<DB>()),
    )
}

/// An error as that of a statement whose connection failed.
fn error(error: InboxError) -> sqlx::Error {
    sqlx::Error::Io(io::Error::other(error))
}
