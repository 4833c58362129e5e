//! Cursors in SQL databases: one table, in the application's own.

use std::pin::Pin;

use cronofy_hooks::BoxError;
use jiff::Timestamp;

use super::store::{Cursor, CursorStore};

/// Both databases number their parameters in this way, and have this form of an upsert.
macro_rules! create_table {
    () => {
        "CREATE TABLE IF NOT EXISTS cronofy_cursors (\
         cursor_key TEXT PRIMARY KEY, changes_since BIGINT, version BIGINT NOT NULL)"
    };
}
const LOAD: &str = "SELECT changes_since, version FROM cronofy_cursors WHERE cursor_key = $1";
/// One statement, so that no other one comes between the comparison and the write: in PostgreSQL, a transaction that
/// waits for the row compares with what the other one committed.
const REPLACE: &str = "INSERT INTO cronofy_cursors (cursor_key, changes_since, version) VALUES ($1, $2, $3) \
    ON CONFLICT (cursor_key) DO UPDATE SET changes_since = excluded.changes_since, version = excluded.version \
    WHERE cronofy_cursors.version + 1 = excluded.version";

/// What a cursor moves on: a connection of sqlx, also one in a transaction.
///
/// It is for `SqliteConnection` and `PgConnection`, with the feature of the same name, and for none of your own.
#[diagnostic::on_unimplemented(
    message = "a cursor cannot be committed in `{Self}`",
    label = "not a connection of sqlx",
    note = "with a `Tx` of a handler, write `commit_in(tx.connection().await?)`; with a transaction of sqlx, write `commit_in(&mut *transaction)`",
    note = "it takes a `SqliteConnection` with the feature `sqlite` of cronofy-hooks-sync, and a `PgConnection` with `postgres`"
)]
pub trait CursorConnection: sealed::Sealed + Send {
    /// Does what [`CursorStore::replace`] does.
    #[doc(hidden)]
    fn replace<'a>(&'a mut self, key: &'a str, next: Cursor) -> Replaced<'a>;
}

type Replaced<'a> = Pin<Box<dyn Future<Output = Result<bool, sqlx::Error>> + Send + 'a>>;

mod sealed {
    pub trait Sealed {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::SqliteConnection {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::PgConnection {}
}

macro_rules! sql_cursors {
    ($(#[$attribute:meta])* $store:ident, $database:ty, $connection:ty, $create:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $store(sqlx::Pool<$database>);

        impl $store {
            /// A store in this database. Makes the table `cronofy_cursors` unless it is there.
            ///
            /// # Errors
            /// When the database fails.
            pub async fn new(pool: sqlx::Pool<$database>) -> Result<Self, sqlx::Error> {
                sqlx::raw_sql($create).execute(&pool).await?;
                Ok(Self(pool))
            }
        }

        impl CursorStore for $store {
            async fn load(&self, key: &str) -> Result<Cursor, BoxError> {
                let row = sqlx::query_as::<_, (Option<i64>, i64)>(LOAD).bind(key).fetch_optional(&self.0).await?;
                let Some((changes_since, version)) = row else { return Ok(Cursor::default()) };
                Ok(Cursor { changes_since: changes_since.map(Timestamp::from_second).transpose()?, version })
            }

            async fn replace(&self, key: &str, next: Cursor) -> Result<bool, BoxError> {
                Ok(CursorConnection::replace(&mut *self.0.acquire().await?, key, next).await?)
            }
        }

        impl CursorConnection for $connection {
            fn replace<'a>(&'a mut self, key: &'a str, next: Cursor) -> Replaced<'a> {
                let query = sqlx::query(REPLACE)
                    .bind(key)
                    .bind(next.changes_since.map(Timestamp::as_second))
                    .bind(next.version);
                Box::pin(async move { Ok(query.execute(self).await?.rows_affected() == 1) })
            }
        }
    };
}

#[cfg(feature = "sqlite")]
sql_cursors! {
    /// Keeps cursors in SQLite, in the table `cronofy_cursors`.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    SqliteCursors, sqlx::Sqlite, sqlx::SqliteConnection, create_table!()
}

#[cfg(feature = "postgres")]
sql_cursors! {
    /// Keeps cursors in PostgreSQL, in the table `cronofy_cursors`.
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    // `CREATE TABLE IF NOT EXISTS` can fail when two processes run it at once. The lock makes the second one wait.
    PostgresCursors, sqlx::Postgres, sqlx::PgConnection,
    concat!("SELECT pg_advisory_xact_lock(hashtext('cronofy_cursors')); ", create_table!())
}
