//! [`PostgresStore`]: carries out batches, on a connection of its own.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::{Connection, PgConnection, Row, raw_sql};
use tokio::time::{Instant, timeout};

use super::engine::PostgresEngine;
use super::error::{failed, is_denied, is_locked, locked, timed_out};
use super::sql::{execute, last_row};
use super::write::{BatchParts, write};
use crate::inbox::batcher::{Batch, BatchResult, BatchStore, LeaseResult};
use crate::inbox::error::InboxError;
use crate::inbox::lease::LeaseRequest;

/// How long a batch may take, including a new connection. After this it is not known whether the deliveries
/// were stored; the service sends them again.
const LIMIT: Duration = Duration::from_secs(6);
/// How often to look for jobs without a notification: those that a killed process had leased, and those that
/// were changed by other tools.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long to wait for a connection: long enough for most restarts of a server. The service waits 5 seconds
/// for its answer.
const CONNECT: Duration = Duration::from_secs(3);
/// A connection that was not used for this long is checked first: the server may be gone.
const STALE: Duration = Duration::from_secs(1);

/// The server ends statements and transactions that take too long, also when this machine disappears in the
/// middle: a process that is gone must not keep the queue lock. `lock_timeout` is short, because deliveries
/// that arrive meanwhile wait for the same connection, and have to be answered in time.
const PATIENCE: &str = "SET statement_timeout = '4500ms'; SET lock_timeout = '1s'; \
    SET idle_in_transaction_session_timeout = '5s'; SET client_min_messages = error";
/// Makes every statement look up its rows in the index made for it. A plan is made once and kept, and
/// without these settings it would depend on how many rows there were at that moment.
pub(super) const PLANNING: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; \
    SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off";

/// Fixes `synchronous_commit` for the connection: it is checked once, and the configuration may change later.
const KEEP: &str = "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)";

const NO_FUNCTIONS: &str = "the user of the inbox may not make temporary functions, or PL/pgSQL is missing; \
    `GRANT TEMPORARY ON DATABASE … TO` it, and `CREATE EXTENSION plpgsql`";

#[derive(Debug)]
pub(super) struct PostgresStore {
    engine: Arc<PostgresEngine>,
    /// `None` after an error, until the next batch.
    session: Option<Session>,
}

impl PostgresStore {
    pub(super) async fn open(engine: Arc<PostgresEngine>) -> Result<Self, InboxError> {
        let session = Some(Session::open(&engine).await?);
        Ok(Self { engine, session })
    }
}

impl BatchStore for PostgresStore {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        // The session is put back only after success: an error, and the timeout as well, closes it.
        let (session, engine) = (self.session.take(), &self.engine);
        let committing = async move {
            let mut session = match session {
                Some(session) => session.or_another().await?,
                None => Session::open(engine).await?,
            };
            let committed = session.commit(batch).await?;
            Ok((committed, session))
        };
        let (committed, session) = timeout(LIMIT, committing).await.map_err(|_| timed_out())??;
        self.session = Some(session);
        Ok(committed)
    }

    fn poll_interval(&self) -> Duration {
        POLL_INTERVAL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        let Some(session) = self.session.take() else { return Ok(()) };
        timeout(LIMIT, session.connection.close()).await.map_err(|_| timed_out())?.map_err(failed)
    }
}

/// The connection of the task that writes. After an error it is not used again: closing it rolls back.
#[derive(Debug)]
struct Session {
    engine: Arc<PostgresEngine>,
    connection: PgConnection,
    /// When it last worked; `None` when that is in doubt.
    used: Option<Instant>,
}

impl Session {
    /// Takes a connection out of the application's pool for good, so that it has the settings of the pool.
    ///
    /// # Errors
    /// Also when commits on it would not be durable.
    async fn open(engine: &Arc<PostgresEngine>) -> Result<Self, InboxError> {
        let taken = timeout(CONNECT, engine.pool.acquire()).await;
        let mut connection = taken.map_err(|_| failed(sqlx::Error::PoolTimedOut))?.map_err(failed)?.detach();
        let sql = format!(
            "{PATIENCE}; {PLANNING}; {KEEP}; SELECT current_setting('synchronous_commit') = 'off', \
             current_setting('fsync') = 'off', pg_backend_pid()"
        );
        let row = last_row(&mut connection, sql).await.map_err(failed)?;
        if row.try_get(0).map_err(failed)? {
            return Err(InboxError::misconfigured(
                "`synchronous_commit` is off, so PostgreSQL would lose deliveries that were acknowledged; set it to \
                 on in the options of the pool, or with `ALTER ROLE … SET synchronous_commit = on`",
            ));
        }
        if row.try_get(1).map_err(failed)? {
            return Err(InboxError::misconfigured(
                "`fsync` is off, so PostgreSQL would lose acknowledged deliveries when the power fails; \
                 set it to on in `postgresql.conf`",
            ));
        }
        raw_sql(engine.statements.function.clone()).execute(&mut connection).await.map_err(|error| {
            if is_denied(&error) { InboxError::misconfigured(NO_FUNCTIONS).with_source(error) } else { failed(error) }
        })?;
        let process: i32 = row.try_get(2).map_err(failed)?;
        engine.process.store(process.cast_unsigned(), Ordering::Relaxed);
        Ok(Self { engine: Arc::clone(engine), connection, used: Some(Instant::now()) })
    }

    /// The same session, or a new one when the server does not answer on its connection.
    async fn or_another(mut self) -> Result<Self, InboxError> {
        if self.used.is_some_and(|used| used.elapsed() < STALE)
            || matches!(timeout(STALE, self.connection.ping()).await, Ok(Ok(())))
        {
            return Ok(self);
        }
        Self::open(&self.engine).await
    }

    /// Carries out a batch.
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        let mut committed = match self.write(batch.into()).await? {
            Some(committed) => committed,
            None => self.only_accept(batch).await?,
        };
        self.used = Some(Instant::now());
        if let Some(request) = batch.request.filter(|request| !request.wait)
            && let Ok(leased) = committed.leased
        {
            // An error here does not undo what was committed.
            committed.leased = self.look_further(request, leased).await;
            self.used = self.used.filter(|_| committed.leased.is_ok());
        }
        Ok(committed)
    }

    /// One call does not enqueue the whole of a backlog. A request that does not wait for jobs gets none only
    /// when none is due: so this goes on until there are jobs or the backlog is empty.
    async fn look_further(
        &mut self,
        request: LeaseRequest,
        mut leased: LeaseResult,
    ) -> Result<LeaseResult, InboxError> {
        while leased.jobs.is_empty() && leased.next_due == Some(Duration::ZERO) {
            let parts = BatchParts { request: Some(request), ..BatchParts::default() };
            let written = self.write(parts).await?;
            leased = written.ok_or_else(locked)?.leased?;
        }
        Ok(leased)
    }

    /// Another process keeps the queue lock. Deliveries need not wait for it; the callers of the other
    /// commands get an error, and try again.
    async fn only_accept(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        let accepted = if batch.deliveries.is_empty() {
            Vec::new()
        } else {
            let parts = BatchParts { deliveries: &batch.deliveries, ..BatchParts::default() };
            let written = self.write(parts).await?;
            written.ok_or_else(locked)?.accepted
        };
        Ok(BatchResult { accepted, held: Err(locked()), leased: Err(locked()) })
    }

    /// `None` when another process keeps a lock.
    async fn write(&mut self, parts: BatchParts<'_>) -> Result<Option<BatchResult>, InboxError> {
        let now_us = self.engine.clock.given();
        match write(&mut self.connection, &self.engine.statements, now_us, parts).await {
            Ok(written) => Ok(Some(written)),
            Err(error) if is_locked(&error) => {
                // Usually there is no transaction; then this is a warning, which the session does not receive.
                execute(&mut self.connection, "ROLLBACK").await.map_err(failed)?;
                Ok(None)
            }
            Err(error) => Err(failed(error)),
        }
    }
}
