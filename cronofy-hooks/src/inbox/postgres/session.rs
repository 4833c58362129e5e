//! [`Session`]: the connection of the task that writes.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::{Connection, PgConnection, Row};
use tokio::time::{Instant, timeout};

use super::super::error::InboxError;
use super::super::lease::Settlement;
use super::super::new::Accepted;
use super::super::writer::{Batch, Committed};
use super::accept::Accepting;
use super::error::{failed, is_locked, locked, misconfigured};
use super::lease::lease;
use super::settle::settle;
use super::shared::{Shared, execute, last_row};

/// How long to wait for a connection. The service waits 5 seconds for its answer: long enough for
/// most restarts of a server.
const CONNECT: Duration = Duration::from_secs(3);
/// A connection that was not used for this long may be one that nobody listens to any more.
const STALE: Duration = Duration::from_secs(1);
/// How often to wait for the turnstile, each time as long as [`PATIENCE`] says.
const TRIES: usize = 4;
/// How soon to come back for work, where somebody else kept the turnstile.
const SOON: Duration = Duration::from_millis(100);

/// The server ends what takes too long, also when the machine at the other end has gone without a
/// word: nobody may keep the turnstile.
const PATIENCE: &str = "SET statement_timeout = '4500ms'; SET lock_timeout = '1s'; \
    SET idle_in_transaction_session_timeout = '5s'";
/// Every statement looks rows up in the index made for it, however many rows there were when it was
/// planned. A plan is made once.
const PLANNING: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; \
    SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off";

/// What is checked once holds for the connection, whatever the configuration says later.
const KEEP: &str = "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)";

/// The connection of the task that writes. After an error it is not used again: closing it ends
/// whatever it was in the middle of.
#[derive(Debug)]
pub(super) struct Session {
    connection: PgConnection,
    used: Instant,
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
        let process: i32 = row.try_get(2).map_err(failed)?;
        shared.process.store(process.cast_unsigned(), Ordering::Relaxed);
        Ok(Self { connection, used: Instant::now() })
    }

    /// Itself, or a new one where the server does not answer it any more.
    pub(super) async fn or_another(mut self, shared: &Shared) -> Result<Self, InboxError> {
        if self.used.elapsed() < STALE || matches!(timeout(STALE, self.connection.ping()).await, Ok(Ok(()))) {
            return Ok(self);
        }
        Self::open(shared).await
    }

    pub(super) async fn close(self) -> Result<(), InboxError> {
        self.connection.close().await.map_err(failed)
    }

    /// Carries out a batch.
    pub(super) async fn commit(&mut self, shared: &Shared, batch: &Batch) -> Result<Committed, InboxError> {
        let accepting = Accepting::new(&batch.accepts);
        let committed = if batch.settles.is_empty() && batch.demand.is_none() {
            let accepted = self.accept(shared, &accepting).await.map_err(failed)?;
            Committed { accepted, ..Committed::default() }
        } else if let Some(now) = self.begin(shared).await.map_err(failed)? {
            self.work(shared, batch, Some(&accepting), now).await.map_err(failed)?
        } else {
            self.commit_in_two(shared, batch, &accepting).await?
        };
        self.used = Instant::now();
        Ok(committed)
    }

    /// Somebody keeps the turnstile. Deliveries do not have to wait for it.
    async fn commit_in_two(
        &mut self,
        shared: &Shared,
        batch: &Batch,
        accepting: &Accepting<'_>,
    ) -> Result<Committed, InboxError> {
        let accepted = self.accept(shared, accepting).await.map_err(failed)?;
        let can_wait = batch.settles.is_empty() && batch.demand.is_some_and(|demand| demand.wait);
        if can_wait && !accepted.is_empty() {
            return Ok(Committed { accepted, next_due: Some(SOON), ..Committed::default() });
        }
        for _ in 1..TRIES {
            if let Some(now) = self.begin(shared).await.map_err(failed)? {
                let committed = self.work(shared, batch, None, now).await.map_err(failed)?;
                return Ok(Committed { accepted, ..committed });
            }
        }
        Err(locked())
    }

    /// Stores deliveries, and nothing else.
    async fn accept(&mut self, shared: &Shared, accepting: &Accepting<'_>) -> sqlx::Result<Vec<Accepted>> {
        // A statement is a transaction.
        let several = !accepting.is_one_statement();
        if several {
            execute(&mut self.connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        }
        // Nobody here waits for work, so somebody elsewhere may have to hear of it.
        let accepted = accepting.store(&mut self.connection, &shared.statements, shared.clock.now(), true).await?;
        if several {
            execute(&mut self.connection, "COMMIT").await?;
        }
        Ok(accepted)
    }

    /// Begins a transaction behind the turnstile, and says what time it is. `None` where somebody
    /// else keeps it.
    async fn begin(&mut self, shared: &Shared) -> sqlx::Result<Option<i64>> {
        match shared.turnstile(&mut self.connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await {
            Ok(now) => Ok(Some(now)),
            Err(error) if is_locked(&error) => {
                execute(&mut self.connection, "ROLLBACK").await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Does everything that is asked, and commits.
    async fn work(
        &mut self,
        shared: &Shared,
        batch: &Batch,
        accepting: Option<&Accepting<'_>>,
        now: i64,
    ) -> sqlx::Result<Committed> {
        let (connection, statements) = (&mut self.connection, &shared.statements);
        let mut committed = Committed::default();
        if let Some(accepting) = accepting {
            committed.accepted = accepting.store(connection, statements, Some(now), false).await?;
        }
        committed.held = settle(connection, statements, now, &batch.settles).await?;
        if let Some(demand) = batch.demand {
            let lease = lease(connection, statements, now, demand).await?;
            (committed.leased, committed.next_due) = (lease.leased, lease.next_due);
        }
        let is_for_others = leaves_something(batch, &committed);
        let end = if is_for_others { format!("{}; COMMIT", statements.notify) } else { "COMMIT".to_owned() };
        execute(connection, end).await?;
        Ok(committed)
    }
}

/// Whether there may be more to do than is done here: then other processes have to hear of it.
///
/// A settlement lets at most one other unit of its key run. The worker that settled has a slot free
/// for it, and comes back for work at once. If it does not, the others find it within a second.
fn leaves_something(batch: &Batch, committed: &Committed) -> bool {
    let is_new = committed.accepted.contains(&Accepted::New);
    let is_given_back = batch.settles.iter().any(|settle| settle.settlement == Settlement::Release);
    let took_all = batch.demand.is_some_and(|demand| committed.leased.len() < demand.max);
    (is_new || is_given_back) && !took_all
}
