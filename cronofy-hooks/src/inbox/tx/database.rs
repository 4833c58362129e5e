//! [`TxDatabase`]: a database in which handlers can have a transaction.

#[cfg(feature = "testing")]
use std::future::Future;
use std::ops::DerefMut;

/// A database in which handlers can have a transaction: `sqlx::Sqlite` and `sqlx::Postgres`, with the
/// feature of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the database of an inbox",
    label = "no database of an inbox",
    note = "write `Tx<sqlx::Sqlite>` with the feature `sqlite`, or `Tx<sqlx::Postgres>` with the feature `postgres`",
    note = "`sqlx` must be of the release that cronofy-hooks uses, 0.9: see `cargo tree --invert sqlx`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait TxDatabase: sqlx::Database + sealed::Sealed {
    /// A transaction of the engine.
    #[doc(hidden)]
    type Transaction: DerefMut<Target = Self::Connection> + Send + 'static;

    /// Begins a transaction on a pool, for a test, as the engine begins one in its own database.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn begin_on(pool: sqlx::Pool<Self>) -> impl Future<Output = Result<Self::Transaction, sqlx::Error>> + Send;

    /// Commits a transaction that a test began.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn commit(transaction: Self::Transaction) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Rolls back a transaction that a test began.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn rollback(transaction: Self::Transaction) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Names the handler that has a transaction, for an engine that warns when it takes long.
    #[doc(hidden)]
    fn held_by(transaction: &mut Self::Transaction, handler: &'static str) {
        let _ = (transaction, handler);
    }
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
    type Transaction = crate::inbox::engine::sqlite::SqliteTransaction;

    #[cfg(feature = "testing")]
    async fn begin_on(pool: sqlx::SqlitePool) -> Result<Self::Transaction, sqlx::Error> {
        pool.begin_with("BEGIN IMMEDIATE").await.map(Self::Transaction::of_a_test)
    }

    #[cfg(feature = "testing")]
    async fn commit(transaction: Self::Transaction) -> Result<(), sqlx::Error> {
        transaction.into_inner().commit().await
    }

    #[cfg(feature = "testing")]
    async fn rollback(transaction: Self::Transaction) -> Result<(), sqlx::Error> {
        transaction.into_inner().rollback().await
    }

    fn held_by(transaction: &mut Self::Transaction, handler: &'static str) {
        transaction.held_by(handler);
    }
}

// PostgreSQL needs no warning: a long transaction takes a connection of the pool, and no delivery waits for it.
#[cfg(feature = "postgres")]
impl TxDatabase for sqlx::Postgres {
    type Transaction = crate::inbox::engine::postgres::PostgresTransaction;

    #[cfg(feature = "testing")]
    async fn begin_on(pool: sqlx::PgPool) -> Result<Self::Transaction, sqlx::Error> {
        pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await.map(Self::Transaction::of_a_test)
    }

    #[cfg(feature = "testing")]
    async fn commit(transaction: Self::Transaction) -> Result<(), sqlx::Error> {
        transaction.into_inner().commit().await
    }

    #[cfg(feature = "testing")]
    async fn rollback(transaction: Self::Transaction) -> Result<(), sqlx::Error> {
        transaction.into_inner().rollback().await
    }
}
