//! [`ApalisPostgres`]: apalis-postgres 1.0.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apalis::prelude::WorkerBuilderExt as _;
use apalis::prelude::{BackendExt as _, ParallelizeExt as _, Strategy, TaskSink as _, WorkerBuilder, WorkerContext};
use apalis_postgres::{Config, PgPool, PostgresStorage};
use sqlx::postgres::PgPoolOptions;

use super::apalis_job::{MessageJob, RunningWorker, handle, task};
use super::{BoxError, Doing, QueueStore};
use crate::message::QueueMessage;
use crate::starts::Starts;

/// What the comment of its example recommends.
const CONNECTIONS: u32 = 50;

/// A queue in a database.
#[derive(Debug)]
pub(super) struct ApalisPostgres {
    pool: PgPool,
    config: Config,
    working: Arc<Mutex<Option<RunningWorker>>>,
}

impl ApalisPostgres {
    pub(super) async fn open(url: &str) -> Result<Self, BoxError> {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
        PostgresStorage::setup(&pool).await?;
        let config = Config::default().queue("deliveries").batch_size(100).lock_tasks(false);
        Ok(Self { pool, config, working: Arc::default() })
    }

    fn storage(&self) -> PostgresStorage<MessageJob> {
        PostgresStorage::new(&self.pool).with_config(self.config.clone())
    }
}

impl QueueStore for ApalisPostgres {
    fn send(&self, message: QueueMessage) -> Doing<()> {
        let mut storage = self.storage();
        let task = task(&message);
        Box::pin(async move { Ok(storage.push_task(task).await?) })
    }

    fn work(&self, handlers: usize, starts: Arc<Starts>) -> Doing<()> {
        let strategy = Strategy::new().interval(Duration::from_secs(5));
        let backend = self.storage().with_pubsub().poll_with_strategy(strategy);
        let context = WorkerContext::new("bench");
        let worker = WorkerBuilder::new(&context).backend(backend).data(starts);
        let worker = worker.concurrency(handlers).parallelize(tokio::spawn).build(handle);
        let working = Arc::clone(&self.working);
        Box::pin(async move {
            // On a thread of its own, as in its examples: what runs its handlers in tasks cannot be
            // spawned itself.
            let runtime = tokio::runtime::Handle::current();
            let task = tokio::task::spawn_blocking(move || {
                if let Err(error) = runtime.block_on(worker.run()) {
                    crate::report::warn(&format!("the worker of apalis-postgres ended: {error}"));
                }
            });
            *working.lock().unwrap_or_else(PoisonError::into_inner) = Some(RunningWorker { context, task });
            Ok(())
        })
    }

    fn unfinished(&self) -> Doing<u64> {
        let pool = self.pool.clone();
        Box::pin(async move {
            let count = sqlx::query_scalar("SELECT count(*) FROM apalis.jobs WHERE status <> 'Done'");
            let count: i64 = count.fetch_one(&pool).await?;
            Ok(count.unsigned_abs())
        })
    }

    fn close(&self) -> Doing<()> {
        let working = self.working.lock().unwrap_or_else(PoisonError::into_inner).take();
        let pool = self.pool.clone();
        Box::pin(async move {
            if let Some(working) = working {
                working.stop().await;
            }
            pool.close().await;
            Ok(())
        })
    }
}
