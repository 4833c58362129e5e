//! Makes `&mut Tx` and `&mut TxConnection` executors of sqlx.

use std::pin::Pin;

use futures_util::{Stream, TryFutureExt as _};
use sqlx::{Acquire, Connection as _, Database, Describe, Either, Error, Execute, Executor, SqlStr, Transaction};

use super::connection::TxConnection;
use super::database::TxDatabase;
use super::extract::Tx;

type Future<'f, T> = Pin<Box<dyn std::future::Future<Output = Result<T, Error>> + Send + 'f>>;
type StepStream<'s, DB> = Pin<Box<dyn Stream<Item = Result<ResultOrRow<DB>, Error>> + Send + 's>>;
type ResultOrRow<DB> = Either<<DB as Database>::QueryResult, <DB as Database>::Row>;

/// Begins the transaction, and then passes every statement to its connection. It is not generic over the
/// database, because rustc could not prove that the futures, with a `&mut DB::Connection`, are `Send`.
macro_rules! executor {
    ($type:ident<$database:ty>) => {
        impl<'c> Executor<'c> for &'c mut $type<$database> {
            type Database = $database;

            fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> StepStream<'e, $database>
            where
                'c: 'e,
                E: 'q + Execute<'q, $database>,
            {
                let rows = async move { Ok(self.connection().await?.fetch_many(query)) };
                Box::pin(rows.try_flatten_stream())
            }

            fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> Future<'e, Option<<$database as Database>::Row>>
            where
                'c: 'e,
                E: 'q + Execute<'q, $database>,
            {
                Box::pin(async move { self.connection().await?.fetch_optional(query).await })
            }

            fn prepare_with<'e>(
                self,
                sql: SqlStr,
                parameters: &'e [<$database as Database>::TypeInfo],
            ) -> Future<'e, <$database as Database>::Statement>
            where
                'c: 'e,
            {
                Box::pin(async move { self.connection().await?.prepare_with(sql, parameters).await })
            }

            fn describe<'e>(self, sql: SqlStr) -> Future<'e, Describe<$database>>
            where
                'c: 'e,
            {
                Box::pin(async move { self.connection().await?.describe(sql).await })
            }
        }
    };
}

macro_rules! acquire {
    ($type:ident) => {
        /// `begin` makes a transaction inside the transaction: a savepoint.
        impl<'c, DB: TxDatabase> Acquire<'c> for &'c mut $type<DB> {
            type Database = DB;
            type Connection = &'c mut DB::Connection;

            fn acquire(self) -> Future<'c, Self::Connection> {
                Box::pin(self.connection())
            }

            fn begin(self) -> Future<'c, Transaction<'c, DB>> {
                Box::pin(async move { self.connection().await?.begin().await })
            }
        }
    };
}

acquire!(Tx);
acquire!(TxConnection);

#[cfg(feature = "sqlite")]
executor!(Tx<sqlx::Sqlite>);
#[cfg(feature = "sqlite")]
executor!(TxConnection<sqlx::Sqlite>);
#[cfg(feature = "postgres")]
executor!(Tx<sqlx::Postgres>);
#[cfg(feature = "postgres")]
executor!(TxConnection<sqlx::Postgres>);
