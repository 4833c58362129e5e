//! Token stores in SQL databases: one table, in the application's own.

use jiff::Timestamp;

use super::account_tokens::AccountTokens;
use super::store::TokenStore;
use crate::error::StoreError;

/// Both databases number their parameters in this way, and have this form of an upsert.
macro_rules! create_table {
    () => {
        "CREATE TABLE IF NOT EXISTS cronofy_tokens (\
         account_id TEXT PRIMARY KEY, access_token TEXT NOT NULL, refresh_token TEXT NOT NULL, expires_at BIGINT NOT NULL)"
    };
}
const LOAD: &str = "SELECT access_token, refresh_token, expires_at FROM cronofy_tokens WHERE account_id = $1";
const SAVE: &str = "INSERT INTO cronofy_tokens (account_id, access_token, refresh_token, expires_at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO UPDATE SET access_token = excluded.access_token, \
    refresh_token = excluded.refresh_token, expires_at = excluded.expires_at";
const REMOVE: &str = "DELETE FROM cronofy_tokens WHERE account_id = $1";

macro_rules! sql_token_store {
    ($(#[$attribute:meta])* $store:ident, $pool:ty, $create:expr $(, $check:path)?) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $store($pool);

        impl $store {
            /// A store in this database. Makes the table `cronofy_tokens` unless it is there.
            ///
            /// # Errors
            /// When the database fails.
            pub async fn new(pool: $pool) -> Result<Self, sqlx::Error> {
                sqlx::raw_sql($create).execute(&pool).await?;
                $($check(&pool).await?;)?
                Ok(Self(pool))
            }
        }

        impl TokenStore for $store {
            async fn load(&self, account_id: &str) -> Result<Option<AccountTokens>, StoreError> {
                let row = sqlx::query_as::<_, (String, String, i64)>(LOAD).bind(account_id);
                let row = row.fetch_optional(&self.0).await?;
                let tokens = |(access_token, refresh_token, expires_at): (String, String, i64)| {
                    Ok(AccountTokens::new(access_token, refresh_token, Timestamp::from_second(expires_at)?))
                };
                row.map(tokens).transpose()
            }

            async fn save(&self, account_id: &str, tokens: &AccountTokens) -> Result<(), StoreError> {
                let query = sqlx::query(SAVE)
                    .bind(account_id)
                    .bind(tokens.access_token.expose())
                    .bind(tokens.refresh_token.expose())
                    .bind(tokens.expires_at.as_second());
                query.execute(&self.0).await?;
                Ok(())
            }

            async fn remove(&self, account_id: &str) -> Result<(), StoreError> {
                sqlx::query(REMOVE).bind(account_id).execute(&self.0).await?;
                Ok(())
            }
        }
    };
}

#[cfg(feature = "sqlite")]
sql_token_store! {
    /// Keeps tokens in SQLite, in the table `cronofy_tokens`. They are not encrypted: the file is as secret as they.
    ///
    /// [`open`](Self::open) makes a file that its owner alone may read. A pool that makes the file gives it the permissions
    /// that the process gives to new files, which often lets every user of the machine read it; [`new`](Self::new) then logs
    /// a warning. To keep the tokens in the file of an inbox, open the inbox before the pool.
    ///
    /// SQLite has one write lock for a file. A transaction that has written to the file, such as the `Tx` of a handler of
    /// [cronofy-hooks](https://docs.rs/cronofy-hooks), keeps a token that is refreshed meanwhile from being saved, and a call
    /// that waits for it fails after some seconds. In the file of an inbox, call the service before the first statement of
    /// the `Tx`, or keep the tokens in a file of their own.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    SqliteTokenStore, sqlx::SqlitePool, create_table!(), super::sqlite_file::warn_of_readers
}

#[cfg(feature = "sqlite")]
impl SqliteTokenStore {
    /// A store in this file, which is made unless it is there. On Unix only its owner can read a new file.
    ///
    /// # Errors
    /// When SQLite cannot open the file.
    pub async fn open(file: impl AsRef<std::path::Path>) -> Result<Self, sqlx::Error> {
        Self::new(super::sqlite_file::open(file.as_ref()).await?).await
    }
}

#[cfg(feature = "postgres")]
sql_token_store! {
    /// Keeps tokens in PostgreSQL, in the table `cronofy_tokens`. They are not encrypted: the database is as secret
    /// as they.
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    // `CREATE TABLE IF NOT EXISTS` can fail when two processes run it at once. The lock makes the second one wait.
    PostgresTokenStore, sqlx::PgPool,
    concat!("SELECT pg_advisory_xact_lock(hashtext('cronofy_tokens')); ", create_table!())
}
