//! [`PostgresTransaction`]: where a handler writes together with the completion of its job.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

#[cfg(feature = "testing")]
use sqlx::PgPool;
use sqlx::{PgConnection, Postgres, Row, Transaction};
use tokio::time::timeout;

use super::engine::PostgresEngine;
use super::error::{failed, timed_out};
use super::sql::last_row;
use super::write_call::UpdateColumns;
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{EngineTransaction, ended_early};
use crate::inbox::error::InboxError;
use crate::inbox::tx::TxDatabase;

/// How long the server may take to end a transaction.
const LIMIT: Duration = Duration::from_secs(30);

/// With this isolation level a statement after the queue lock sees what other processes committed before
/// they released it. The setting ends with the transaction: by that [`PostgresTransaction::check`] knows the
/// transaction again.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL cronofy_hooks.transaction = 'begun'";

/// The settings of the session that writes, for one transaction on a connection of the application.
const SETTINGS: &str = "SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '5s'; \
    SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; \
    SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off";

/// A transaction in the database of the inbox: a connection for the handler's own statements.
///
/// Its isolation level is `READ COMMITTED`. A handler leaves `COMMIT` and `ROLLBACK` to the inbox, and returns
/// the error of a statement that failed. For a part that may fail alone it makes a savepoint, with sqlx's
/// `begin`.
///
/// Dropped, it is rolled back before the pool lends its connection again.
#[derive(Debug)]
pub struct PostgresTransaction(Transaction<'static, Postgres>);

impl EngineTransaction<PostgresEngine> for PostgresTransaction {
    /// Must not be cancelled: sqlx 0.9.0 would return the connection to the pool inside the transaction.
    async fn begin(engine: &PostgresEngine) -> Result<Self, InboxError> {
        engine.pool.begin_with(BEGIN).await.map(Self).map_err(failed)
    }

    async fn complete(mut self, engine: &PostgresEngine, update: FencedUpdate) -> Result<bool, InboxError> {
        let completing = async move {
            self.check().await?;
            let now = self.take_queue_lock(engine).await?;
            let query = sqlx::query(engine.statements.update_leases.clone());
            let query = UpdateColumns::new(&[update], &[0]).bind_with_now(Some(now), query);
            let row = query.fetch_one(&mut *self).await.map_err(failed)?;
            let held = row.try_get::<Option<Vec<i32>>, _>(0).map_err(failed)?.is_some();
            if held {
                self.commit().await?
            } else {
                self.roll_back(engine).await?
            }
            Ok(held)
        };
        timeout(LIMIT, completing).await.map_err(|_| timed_out())?
    }

    async fn roll_back(self, _: &PostgresEngine) -> Result<(), InboxError> {
        timeout(LIMIT, self.0.rollback()).await.map_err(|_| timed_out())?.map_err(failed)
    }
}

impl PostgresTransaction {
    /// Waits until no other process leases, updates or changes jobs; then returns the time. Other machines may be
    /// waiting for the same lock, which is held until the transaction ends: so the rest of it is short.
    pub(super) async fn take_queue_lock(&mut self, engine: &PostgresEngine) -> Result<i64, InboxError> {
        let row = last_row(self, format!("{SETTINGS}; {}", engine.statements.queue_lock)).await.map_err(failed)?;
        // A given clock is read after the wait, as the time of the database is.
        engine.clock.given().map_or_else(|| row.try_get(0).map_err(failed), Ok)
    }

    /// Checks that it is still the transaction that was begun, with its isolation level.
    async fn check(&mut self) -> Result<(), InboxError> {
        let sql = "SELECT current_setting('cronofy_hooks.transaction', true), current_setting('transaction_isolation')";
        let row = last_row(self, sql.to_owned()).await.map_err(failed)?;
        let begun: Option<String> = row.try_get(0).map_err(failed)?;
        if begun.as_deref() != Some("begun") {
            return Err(ended_early());
        }
        if row.try_get::<String, _>(1).map_err(failed)? != "read committed" {
            return Err(InboxError::misconfigured(
                "the handler changed the isolation level of its transaction; leave it at READ COMMITTED",
            ));
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), InboxError> {
        self.0.commit().await.map_err(failed)
    }
}

// It needs no warning: a long transaction takes a connection of the pool, and no delivery waits for it.
impl TxDatabase for Postgres {
    type Transaction = PostgresTransaction;

    #[cfg(feature = "testing")]
    async fn begin_on(pool: PgPool) -> Result<PostgresTransaction, sqlx::Error> {
        pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await.map(PostgresTransaction)
    }

    #[cfg(feature = "testing")]
    fn into_inner(transaction: PostgresTransaction) -> Transaction<'static, Self> {
        transaction.0
    }
}

impl Deref for PostgresTransaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for PostgresTransaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}
