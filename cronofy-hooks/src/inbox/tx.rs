//! [`Tx`]: the transaction in which a handler's "done" will be written.

use std::any::type_name;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::engine::AnyTransaction;
use super::worker::Run;
use crate::extract::{FromDelivery, Needs, Parts, Rejection};

/// A database in which handlers can have a transaction: `sqlx::Sqlite` and `sqlx::Postgres`, with the
/// feature of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the database of an inbox",
    label = "no database of an inbox",
    note = "write `Tx<sqlx::Sqlite>` with the feature `sqlite`, or `Tx<sqlx::Postgres>` with the feature `postgres`",
    note = "`sqlx` must be of the release that cronofy-hooks uses, 0.9: see `cargo tree --invert sqlx`"
)]
pub trait TxDatabase: sqlx::Database + sealed::Sealed {
    /// A transaction of the engine.
    #[doc(hidden)]
    type Transaction: DerefMut<Target = Self::Connection> + Send + 'static;
}

mod sealed {
    pub trait Sealed {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::Sqlite {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::Postgres {}
}

#[cfg(feature = "sqlite")]
impl TxDatabase for sqlx::Sqlite {
    type Transaction = super::sqlite::SqliteTransaction;
}

#[cfg(feature = "postgres")]
impl TxDatabase for sqlx::Postgres {
    type Transaction = super::postgres::PostgresTransaction;
}

/// The transaction in which a handler's "done" will be written: what the handler writes through it
/// and the mark that it is done are stored together, or neither is. So its effects happen exactly
/// once, however often it runs.
///
/// It is committed when the handler says done, and rolled back when it fails, panics, takes too long
/// or discards. The handler must have dropped it when it returns. Hooks whose inbox is in another
/// database, or that have none, do not start.
///
/// `sqlx` must be of the release that this library uses, 0.9: another release's `Sqlite` and
/// `Postgres` are other types.
///
/// With SQLite a handler that has it holds the only write lock of the file, and deliveries that
/// arrive wait for it: be brief.
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
///         .execute(&mut *tx)
///         .await?;
///     Ok(())
/// }
/// # }
/// ```
pub struct Tx<DB: TxDatabase> {
    /// There until it is dropped.
    transaction: Option<DB::Transaction>,
    run: Arc<Run>,
}

impl<R, DB: TxDatabase> FromDelivery<R> for Tx<DB> {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let Some(run) = parts.delivery().extension::<Arc<Run>>().cloned() else {
            return Err(Rejection::retry(format!("`Tx<{}>` is only there behind an inbox", type_name::<DB>())));
        };
        let transaction = run.begin().await.map_err(Rejection::retry)?;
        match transaction.downcast::<DB::Transaction>() {
            Ok(transaction) => Ok(Self { transaction: Some(*transaction), run }),
            Err(_) => Err(Rejection::retry(format!("the inbox is not in `{}`", type_name::<DB>()))),
        }
    }

    fn needs(needs: &mut Needs) {
        needs.transaction::<DB>();
    }
}

impl<DB: TxDatabase> Deref for Tx<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &Self::Target {
        self.transaction.as_ref().expect("it is there until it is dropped")
    }
}

impl<DB: TxDatabase> DerefMut for Tx<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.transaction.as_mut().expect("it is there until it is dropped")
    }
}

impl<DB: TxDatabase> Drop for Tx<DB> {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            let transaction: AnyTransaction = Box::new(transaction);
            self.run.give_back(transaction);
        }
    }
}

impl<DB: TxDatabase> fmt::Debug for Tx<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tx<{}>", type_name::<DB>())
    }
}
