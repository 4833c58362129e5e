//! [`Adapter`]: makes an [`Inbox`] of an [`Engine`].

use std::any::TypeId;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use sqlx::{Database, QueryBuilder};

use super::engine::{Engine, EngineTransaction as _};
use super::query::{push_matching, record_columns};
use super::row::{LenientRow, record};
use super::time::timestamp;
use crate::clock::Clock;
use crate::inbox::admin::{
    JobAction, JobFilter, JobRecord, JobState, MOST_IN_A_STEP, Retention, Statistics, StoredDelivery,
};
use crate::inbox::batcher::{Batcher, FencedUpdate};
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::new_delivery::{Accepted, NewDelivery};
use crate::inbox::store::{AnyTransaction, Inbox, InboxFuture, Progress, fail};
use crate::parse::Subjects;

/// How many bodies are in memory at once.
const SEARCH_STEP: usize = 100;

type Result<T> = std::result::Result<T, InboxError>;

/// An [`Inbox`] of an engine.
#[derive(Debug)]
pub(crate) struct Adapter<E> {
    pub(crate) engine: Arc<E>,
    pub(crate) batcher: Batcher,
}

impl<E> Clone for Adapter<E> {
    fn clone(&self) -> Self {
        Self { engine: Arc::clone(&self.engine), batcher: self.batcher.clone() }
    }
}

impl<E: Engine> Adapter<E> {
    /// Does some work of the engine to its end, also when the caller stops waiting.
    fn run_to_end<T, F>(&self, work: impl FnOnce(Arc<E>) -> F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        match self.batcher.check_open() {
            Ok(()) => self.batcher.run_to_end(work(Arc::clone(&self.engine))),
            Err(closed) => fail(closed),
        }
    }

    /// The same, for work that has to wait for other writers.
    fn write_to_end<T, F>(&self, work: impl FnOnce(Arc<E>) -> F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        match self.engine.check_caller() {
            Ok(()) => self.run_to_end(work),
            Err(would_wait) => fail(would_wait),
        }
    }

    async fn rows(&self, query: QueryBuilder<E::Database>) -> Result<Vec<<E::Database as Database>::Row>> {
        self.batcher.check_open()?;
        self.engine.rows(query).await
    }
}

impl<E: Engine> Inbox for Adapter<E> {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        match self.engine.check_caller() {
            Ok(()) => self.batcher.accept(delivery),
            Err(would_wait) => fail(would_wait),
        }
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        self.batcher.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        self.batcher.update_lease(FencedUpdate { job, fence, update })
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        Box::pin(async move {
            let now = self.engine.now();
            let mut query = QueryBuilder::new(format!("SELECT {}", record_columns(&now)));
            let states = if filter.states.is_empty() { &JobState::ALL[..] } else { &filter.states };
            push_matching(&mut query, &*self.engine, &filter, states, &now);
            Ok(self.rows(query).await?.iter().map(record).collect())
        })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        Box::pin(async move {
            let Some((first, last)) = JobId::range_of(delivery) else { return Ok(None) };
            let (columns, work) = (record_columns(&self.engine.now()), self.engine.table("work"));
            let (deliveries, first, last) = (self.engine.table("delivery"), first.as_i64(), last.as_i64());
            // The jobs before the delivery: if it is deleted in between, the result is `None`.
            let jobs = QueryBuilder::new(format!(
                "SELECT {columns} FROM {work} AS w LEFT JOIN {deliveries} AS d ON d.id = w.id >> 20 \
                 WHERE w.id BETWEEN {first} AND {last} ORDER BY w.id"
            ));
            let jobs = self.rows(jobs).await?;
            let row = format!("SELECT head, body, received_us FROM {deliveries} WHERE id = {delivery}");
            let row = self.rows(QueryBuilder::new(row)).await?.pop().filter(|_| !jobs.is_empty());
            Ok(row.map(|row| StoredDelivery {
                delivery,
                received_at: row.time("received_us"),
                head: row.exact_text("head"),
                body: row.body("body"),
                jobs: jobs.iter().map(record).collect(),
            }))
        })
    }

    fn apply(&self, action: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.apply_with_progress(action, filter, Box::new(|_| {}))
    }

    fn apply_with_progress(&self, action: JobAction, filter: JobFilter, progress: Progress) -> InboxFuture<'_, u64> {
        self.write_to_end(move |engine| async move { apply(&*engine, action, &filter, progress).await })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        self.write_to_end(move |engine| async move { engine.prune(retention).await })
    }

    fn deliveries_of(&self, channel_id: String) -> InboxFuture<'_, Vec<i64>> {
        Box::pin(async move {
            let (table, mut found, mut last) = (self.engine.table("delivery"), Vec::new(), 0);
            loop {
                let select = format!("SELECT id, body FROM {table} WHERE id > {last} ORDER BY id LIMIT {SEARCH_STEP}");
                let rows = self.rows(QueryBuilder::new(select)).await?;
                let Some(end) = rows.last().map(|row| row.number("id")) else { return Ok(found) };
                last = end;
                let came_through = |body: &[u8]| Subjects::of(body).channel.as_deref() == Some(channel_id.as_str());
                let these = rows.iter().filter(|row| came_through(&row.body("body")));
                found.extend(these.map(|row| row.number("id")));
            }
        })
    }

    fn delete(&self, deliveries: Vec<i64>) -> InboxFuture<'_, u64> {
        self.write_to_end(move |engine| async move { engine.delete(deliveries).await })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        Box::pin(async move {
            let rows = self.rows(QueryBuilder::new(self.engine.statistics(&self.engine.now()))).await?;
            let number = |column| rows.first().and_then(|row| row.maybe_number(column));
            let count = |column| number(column).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
            Ok(Statistics {
                waiting: count("waiting"),
                running: count("running"),
                dead: count("dead"),
                oldest: number("oldest_us").map(timestamp),
            })
        })
    }

    fn clock(&self) -> Option<Clock> {
        self.engine.clock()
    }

    fn blocked_by(&self) -> Option<String> {
        self.engine.blocked_by()
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<E::Database>())
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        self.write_to_end(|engine| async move { Ok(Box::new(E::Transaction::begin(&engine).await?) as AnyTransaction) })
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        let update = FencedUpdate { job, fence, update };
        self.run_to_end(move |engine| async move { downcast::<E>(transaction)?.complete(&engine, update).await })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        self.run_to_end(|engine| async move { downcast::<E>(transaction)?.roll_back(&engine).await })
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        Box::pin(async move {
            self.engine.check_caller()?;
            let closed = self.batcher.close().await;
            self.engine.release().await;
            closed
        })
    }
}

/// The jobs that match a filter and are in one of `states`. The ids are one value, because there may be very
/// many.
async fn ids<E: Engine>(engine: &E, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>> {
    let mut query = QueryBuilder::new("SELECT string_agg(CAST(id AS text), ',') AS ids FROM (SELECT w.id AS id");
    push_matching(&mut query, engine, filter, states, &engine.now());
    query.push(") AS chosen");
    let rows = engine.rows(query).await?;
    let ids = rows.first().map(|row| row.exact_text("ids")).unwrap_or_default();
    Ok(ids.split(',').filter_map(|id| id.parse().ok()).map(JobId::from_i64).collect())
}

/// Applies an action in steps, so that no other caller waits long. The jobs are chosen first, without a
/// lock; a job that no longer matches the filter in its step is left alone.
async fn apply<E: Engine>(engine: &E, action: JobAction, filter: &JobFilter, mut progress: Progress) -> Result<u64> {
    let states = action.states_of(filter);
    let chosen = action.in_order(ids(engine, filter, &states).await?);
    let mut changed = 0;
    let mut steps = chosen.chunks(MOST_IN_A_STEP).peekable();
    while let Some(step) = steps.next() {
        let began = Instant::now();
        let step = JobFilter { jobs: step.to_vec(), limit: None, ..filter.clone() };
        changed += engine.apply_step(action, &step, &states).await?;
        progress(changed);
        if steps.peek().is_some() && !E::LONGEST_REST.is_zero() {
            tokio::time::sleep(began.elapsed().min(E::LONGEST_REST)).await;
        }
    }
    Ok(changed)
}

fn downcast<E: Engine>(transaction: AnyTransaction) -> Result<E::Transaction> {
    transaction.downcast().map(|transaction| *transaction).map_err(|_| not_of_this_inbox())
}

/// A transaction of another inbox, or of another engine.
pub(crate) fn not_of_this_inbox() -> InboxError {
    InboxError::misconfigured("the transaction is not one of this inbox; end it with the inbox that began it")
}

/// A transaction that a handler, or the database, ended before the handler did.
pub(crate) fn ended_early() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unavailable,
        "the transaction ended before its handler did, so its job is not done; leave COMMIT and ROLLBACK to the inbox, \
         and return the error of a statement that failed",
    )
}
