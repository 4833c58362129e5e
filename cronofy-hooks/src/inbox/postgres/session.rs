//! [`Session`]: the connection of the task that writes.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::{Connection, PgConnection, Row, raw_sql};
use tokio::time::{Instant, timeout};

use super::super::error::InboxError;
use super::super::lease::LeaseRequest;
use super::super::writer::{Batch, Committed, Work};
use super::error::{failed, is_denied, is_locked, locked, misconfigured};
use super::shared::{Shared, execute, last_row};
use super::write_transaction::{WriteParts, write};

/// How long to wait for a connection. The service waits 5 seconds for its answer: long enough for
/// most restarts of a server.
const CONNECT: Duration = Duration::from_secs(3);
/// A connection that was not used for this long may be one that nobody listens to any more.
const STALE: Duration = Duration::from_secs(1);

/// The server ends what takes too long, also when the machine at the other end has gone without a
/// word: nobody may keep the queue lock. A lock is waited for so shortly because deliveries that come
/// meanwhile wait as well, and have to be answered in time.
const PATIENCE: &str = "SET statement_timeout = '4500ms'; SET lock_timeout = '1s'; \
    SET idle_in_transaction_session_timeout = '5s'; SET client_min_messages = error";
/// Every statement looks rows up in the index made for it, however many rows there were when it was
/// planned. A plan is made once.
pub(super) const PLANNING: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; \
    SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off";

/// What is checked once holds for the connection, whatever the configuration says later.
const KEEP: &str = "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)";

const NO_FUNCTIONS: &str = "the user of the inbox may not make functions of its session, or PL/pgSQL is not there; \
    `GRANT TEMPORARY ON DATABASE … TO` it, and `CREATE EXTENSION plpgsql`";

/// The connection of the task that writes. After an error it is not used again: closing it ends
/// whatever it was in the middle of.
#[derive(Debug)]
pub(super) struct Session {
    connection: PgConnection,
    /// When it last worked; `None` where that is in doubt.
    used: Option<Instant>,
}

impl Session {
    /// Takes a connection, for good, from the application's pool, whose set-up it so shares.
    ///
    /// # Errors
    /// Also when what is committed on it would not be durable.
    pub(super) async fn open(shared: &Shared) -> Result<Self, InboxError> {
        let taken = timeout(CONNECT, shared.pool.acquire()).await;
        let mut connection = taken.map_err(|_| failed(sqlx::Error::PoolTimedOut))?.map_err(failed)?.detach();
        let sql = format!(
            "{PATIENCE}; {PLANNING}; {KEEP}; SELECT current_setting('synchronous_commit') = 'off', \
             current_setting('fsync') = 'off', pg_backend_pid()"
        );
        let row = last_row(&mut connection, sql).await.map_err(failed)?;
        if row.try_get(0).map_err(failed)? {
            return Err(misconfigured(
                "`synchronous_commit` is off, so PostgreSQL would lose deliveries that were answered for; set it to \
                 on in the options of the pool, or with `ALTER ROLE … SET synchronous_commit = on`",
            ));
        }
        if row.try_get(1).map_err(failed)? {
            return Err(misconfigured(
                "`fsync` is off, so PostgreSQL would lose deliveries that were answered for when the power fails; \
                 set it to on in `postgresql.conf`",
            ));
        }
        raw_sql(shared.statements.function.clone()).execute(&mut connection).await.map_err(|error| {
            if is_denied(&error) { misconfigured(NO_FUNCTIONS).with_source(error) } else { failed(error) }
        })?;
        let process: i32 = row.try_get(2).map_err(failed)?;
        shared.process.store(process.cast_unsigned(), Ordering::Relaxed);
        Ok(Self { connection, used: Some(Instant::now()) })
    }

    /// Itself, or a new one where the server does not answer it any more.
    pub(super) async fn or_another(mut self, shared: &Shared) -> Result<Self, InboxError> {
        if self.used.is_some_and(|used| used.elapsed() < STALE)
            || matches!(timeout(STALE, self.connection.ping()).await, Ok(Ok(())))
        {
            return Ok(self);
        }
        Self::open(shared).await
    }

    pub(super) async fn close(self) -> Result<(), InboxError> {
        self.connection.close().await.map_err(failed)
    }

    /// Carries out a batch.
    pub(super) async fn commit(&mut self, shared: &Shared, batch: &Batch) -> Result<Committed, InboxError> {
        let others = !batch.updates.is_empty() || batch.request.is_some();
        let mut committed = match self.turn(shared, batch, WriteParts { accepts: true, others }).await? {
            Some(committed) => committed,
            None => self.only_accept(shared, batch).await?,
        };
        self.used = Some(Instant::now());
        if let Some(request) = batch.request.filter(|request| !request.wait)
            && let Ok(work) = committed.work
        {
            // What it says does not undo what was committed.
            committed.work = self.look_further(shared, request, work).await;
            self.used = self.used.filter(|_| committed.work.is_ok());
        }
        Ok(committed)
    }

    /// A turn does not look at the whole of a backlog. Who does not wait for work hears that there is
    /// none only when there is none.
    async fn look_further(
        &mut self,
        shared: &Shared,
        request: LeaseRequest,
        mut work: Work,
    ) -> Result<Work, InboxError> {
        let batch = Batch { request: Some(request), ..Batch::default() };
        while work.leased.is_empty() && work.next_due == Some(Duration::ZERO) {
            let turn = self.turn(shared, &batch, WriteParts { accepts: false, others: true }).await?;
            work = turn.ok_or_else(locked)?.work?;
        }
        Ok(work)
    }

    /// Somebody keeps the queue lock. Deliveries do not have to wait for it; whoever asked for the rest
    /// hears it, and asks again.
    async fn only_accept(&mut self, shared: &Shared, batch: &Batch) -> Result<Committed, InboxError> {
        let accepted = if batch.accepts.is_empty() {
            Vec::new()
        } else {
            let turn = self.turn(shared, batch, WriteParts { accepts: true, others: false }).await?;
            turn.ok_or_else(locked)?.accepted
        };
        Ok(Committed { accepted, held: Err(locked()), work: Err(locked()) })
    }

    /// `None` where somebody else keeps a lock.
    async fn turn(
        &mut self,
        shared: &Shared,
        batch: &Batch,
        parts: WriteParts,
    ) -> Result<Option<Committed>, InboxError> {
        let now = shared.clock.now();
        match write(&mut self.connection, &shared.statements, now, batch, parts).await {
            Ok(committed) => Ok(Some(committed)),
            Err(error) if is_locked(&error) => {
                // Most often there is none: then it is a warning, which nobody sees.
                execute(&mut self.connection, "ROLLBACK").await.map_err(failed)?;
                Ok(None)
            }
            Err(error) => Err(failed(error)),
        }
    }
}
