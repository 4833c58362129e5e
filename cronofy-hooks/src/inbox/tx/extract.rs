//! [`Tx`]: the extractor.

use std::any::type_name;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::connection::TxConnection;
use super::database::TxDatabase;
use crate::extract::{FromDelivery, Needs, Parts, Rejection};
use crate::inbox::worker::HandlerTransaction;

/// The transaction in which the inbox marks the occurrence as done. The writes of the handler in it and the mark
/// are stored together, or neither is. So the writes happen exactly once, however often the handler runs.
///
/// The transaction begins with the handler's first statement. It is committed when the handler succeeds, and
/// rolled back when the handler fails, panics, times out or discards. A handler that runs no statement has no
/// transaction. Don't keep a `Tx` beyond the handler, for example in a spawned task. Hooks without an inbox, or with an inbox in
/// another database, do not start.
///
/// Your tables are where the inbox is: in its SQLite file, as its [module](crate::inbox) says for each engine, or in the
/// PostgreSQL database of its pool. Make them on a pool of your own.
///
/// Run statements on `&mut tx`. For a function that takes a connection there is
/// [`tx.connection().await?`](TxConnection::connection); for a part that may fail alone,
/// `tx.begin().await?` of [`sqlx::Acquire`] makes a savepoint. The savepoint is a [`sqlx::Transaction`], so it is also what a
/// function of yours that takes `&mut Transaction` gets:
///
/// ```no_run
/// # #[cfg(feature = "sqlite")] mod example {
/// use cronofy_hooks::payload::Change;
/// use cronofy_hooks::{Tx, cronofy_handler};
/// use sqlx::{Acquire as _, Sqlite, Transaction};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
///     let mut part = tx.begin().await?;
///     save_in(&mut part, &change.channel.channel_id).await?;
///     part.commit().await
/// }
///
/// async fn save_in(transaction: &mut Transaction<'_, Sqlite>, channel: &str) -> Result<(), sqlx::Error> {
///     sqlx::query("INSERT INTO to_sync (channel) VALUES (?)").bind(channel).execute(&mut **transaction).await?;
///     Ok(())
/// }
/// # }
/// ```
///
/// With SQLite the handler holds the file's only write lock from its first statement until it has ended, and
/// deliveries that arrive wait for it. Do slow work, such as a request to another service, before the first
/// statement. The log warns when a handler holds the lock for longer than a second. A method of the inbox that writes,
/// such as [`Inbox::apply`](super::super::Inbox::apply), fails when the handler calls it after its first statement; a
/// write on a pool of your own to the same file waits until its busy timeout ends. With PostgreSQL the handler holds
/// one connection of the pool, and each call of the inbox needs another one.
///
/// `sqlx` must be the release that this library uses, 0.9: the types `Sqlite` and `Postgres` of another release
/// are other types. An application that uses a driver of sqlx beside that of its inbox, such as `postgres` beside
/// the feature `sqlite`, also turns on sqlx's feature `macros`: without it that driver does not compile, with
/// `missing: describe` (E0046).
///
/// ```no_run
/// # #[cfg(feature = "postgres")] mod example {
/// use cronofy_hooks::payload::Change;
/// use cronofy_hooks::{Tx, cronofy_handler};
/// use sqlx::Postgres;
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, mut tx: Tx<Postgres>) -> Result<(), sqlx::Error> {
///     sqlx::query("INSERT INTO to_sync (channel, since) VALUES ($1, $2)")
///         .bind(change.channel.channel_id)
///         .bind(change.changes_since.to_string())
///         .execute(&mut tx)
///         .await?;
///     Ok(())
/// }
/// # }
/// ```
// Without a bound on the database: rustc would report it wherever a handler mentions the type.
pub struct Tx<DB>(TxConnection<DB>);

#[cfg(feature = "testing")]
impl<DB: TxDatabase> Tx<DB> {
    /// For a test.
    pub(crate) fn on(connection: TxConnection<DB>) -> Self {
        Self(connection)
    }
}

impl<R, DB: TxDatabase> FromDelivery<R> for Tx<DB> {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let Some(run) = parts.delivery().extension::<Arc<HandlerTransaction>>().cloned() else {
            return Err(Rejection::retry(format!("`Tx<{}>` needs an inbox", type_name::<DB>())));
        };
        TxConnection::new(run, parts.handler()).map(Self).map_err(Rejection::retry)
    }

    fn needs(needs: &mut Needs) {
        needs.transaction::<DB>();
    }
}

impl<DB> Deref for Tx<DB> {
    type Target = TxConnection<DB>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<DB> DerefMut for Tx<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<DB> fmt::Debug for Tx<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tx<{}>", type_name::<DB>())
    }
}
