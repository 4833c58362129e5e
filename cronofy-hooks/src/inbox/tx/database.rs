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

    /// The transaction of sqlx inside, which a test commits or rolls back.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn into_inner(transaction: Self::Transaction) -> sqlx::Transaction<'static, Self>;

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
