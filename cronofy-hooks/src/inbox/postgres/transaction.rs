//! [`PostgresTransaction`]: where a handler writes together with the mark that it is done.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::{PgConnection, Postgres, Row, Transaction};
use tokio::time::timeout;

use super::super::error::{InboxError, InboxErrorKind};
use super::super::writer::FencedUpdate;
use super::error::{failed, misconfigured, too_late};
use super::lease_update::update_one;
use super::shared::{Shared, last_row};

/// How long the server may take to end a transaction.
const LIMIT: Duration = Duration::from_secs(30);

/// The level is needed to settle: what is read behind the queue lock must be of then. The setting is
/// there for as long as the transaction is.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL cronofy_hooks.transaction = 'begun'";

/// As the task that writes has it, for one transaction on a connection of the application.
const SETTINGS: &str = "SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '5s'; \
    SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; \
    SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off";

/// A transaction in the database of the inbox: a connection for the handler's own statements.
///
/// Its isolation level is `READ COMMITTED`. A handler leaves `COMMIT` and `ROLLBACK` to the inbox,
/// and returns the error of a statement that failed; for a part that may fail it begins a
/// transaction inside of the transaction, with sqlx's `begin`.
///
/// When it is dropped it is rolled back, before anybody else gets its connection.
pub struct PostgresTransaction(Transaction<'static, Postgres>);

impl PostgresTransaction {
    /// Not to be cancelled: sqlx 0.9.0 would give the connection back inside the transaction.
    pub(super) async fn begin(shared: &Shared) -> Result<Self, InboxError> {
        shared.pool.begin_with(BEGIN).await.map(Self).map_err(failed)
    }

    /// Has the turn among all who lease, settle and change, until the end; says what time it is.
    pub(super) async fn write(&mut self, shared: &Shared) -> Result<i64, InboxError> {
        shared.take_queue_lock(self, SETTINGS).await.map_err(failed)
    }

    /// Settles a job and commits, or rolls back where it is not leased any more.
    pub(super) async fn update_lease(mut self, shared: &Shared, settled: FencedUpdate) -> Result<bool, InboxError> {
        let updating = async move {
            self.check().await?;
            let now = self.write(shared).await?;
            let held = update_one(&mut self, &shared.statements, now, settled).await.map_err(failed)?;
            if held {
                self.commit().await?
            } else {
                self.roll_back().await?
            }
            Ok(held)
        };
        timeout(LIMIT, updating).await.map_err(|_| too_late())?
    }

    /// Whether it is still the one that was begun.
    async fn check(&mut self) -> Result<(), InboxError> {
        let sql = "SELECT current_setting('cronofy_hooks.transaction', true), current_setting('transaction_isolation')";
        let row = last_row(self, sql.to_owned()).await.map_err(failed)?;
        let begun: Option<String> = row.try_get(0).map_err(failed)?;
        if begun.as_deref() != Some("begun") {
            return Err(InboxError::new(
                InboxErrorKind::Unavailable,
                "the transaction ended before its handler did, so nothing is settled; leave COMMIT and ROLLBACK to \
                 the inbox, and return the error of a statement that failed",
            ));
        }
        if row.try_get::<String, _>(1).map_err(failed)? != "read committed" {
            return Err(misconfigured(
                "the handler changed the isolation level of its transaction; leave it at READ COMMITTED",
            ));
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), InboxError> {
        self.0.commit().await.map_err(failed)
    }

    pub(super) async fn roll_back(self) -> Result<(), InboxError> {
        timeout(LIMIT, self.0.rollback()).await.map_err(|_| too_late())?.map_err(failed)
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

impl fmt::Debug for PostgresTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTransaction").finish_non_exhaustive()
    }
}
