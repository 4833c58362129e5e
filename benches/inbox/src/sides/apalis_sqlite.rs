//! [`ApalisSqlite`]: apalis-sqlite 1.0.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apalis::prelude::WorkerBuilderExt as _;
use apalis::prelude::{BackendExt as _, ParallelizeExt as _, Strategy, TaskSink as _, WorkerBuilder, WorkerContext};
use apalis_sqlite::callback::HookCallbackListener;
use apalis_sqlite::{Config, SqlitePool, SqliteStorage};
use futures::StreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::apalis_job::{MessageJob, RunningWorker, handle, task};
use super::{BoxError, Doing, QueueStore};
use crate::message::QueueMessage;
use crate::starts::Starts;

/// `PRAGMA synchronous` that waits for the disk at each commit.
const FULL: i64 = 2;

/// How the connections are set up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Setup {
    /// `SqlitePool::connect` and `SqliteStorage::setup`, which turns `synchronous` off on one of the
    /// connections of the pool and leaves it on on the others.
    Documented,
    /// The same settings on every connection, but `synchronous=FULL`.
    Full { connections: u32 },
    /// The pool of `connect_with_callback`, which wakes the worker. Its connections keep the default
    /// of SQLite, `synchronous=FULL`.
    Hook,
}

/// A queue in a file.
#[derive(Debug)]
pub(super) struct ApalisSqlite {
    pool: SqlitePool,
    config: Config,
    listener: Mutex<Option<HookCallbackListener>>,
    working: Arc<Mutex<Option<RunningWorker>>>,
}

impl ApalisSqlite {
    pub(super) async fn open(folder: &Path, setup: Setup) -> Result<Self, BoxError> {
        let file = folder.join("apalis.sqlite");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let (pool, listener) = match setup {
            Setup::Documented => {
                let pool = SqlitePool::connect(&url).await?;
                SqliteStorage::setup(&pool).await?;
                (pool, None)
            }
            Setup::Full { connections } => {
                set_up_apart(&url).await?;
                let options = SqliteConnectOptions::new()
                    .filename(&file)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .pragma("temp_store", "MEMORY")
                    .pragma("cache_size", "64000");
                let pool = SqlitePoolOptions::new().max_connections(connections).connect_with(options).await?;
                (full(pool).await?, None)
            }
            Setup::Hook => {
                set_up_apart(&url).await?;
                let (pool, listener) = SqliteStorage::connect_with_callback(&url)?;
                (full(pool).await?, Some(listener))
            }
        };
        let config = Config::default().queue("deliveries").batch_size(100).lock_tasks(false);
        Ok(Self { pool, config, listener: Mutex::new(listener), working: Arc::default() })
    }

    fn storage(&self) -> SqliteStorage<MessageJob> {
        SqliteStorage::new(&self.pool).with_config(self.config.clone())
    }
}

/// Through connections of its own: what it sets on one of them is gone with it.
async fn set_up_apart(url: &str) -> Result<(), BoxError> {
    let pool = SqlitePool::connect(url).await?;
    SqliteStorage::setup(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn full(pool: SqlitePool) -> Result<SqlitePool, BoxError> {
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&pool).await?;
    if synchronous == FULL { Ok(pool) } else { Err(format!("synchronous is {synchronous}, not FULL").into()) }
}

impl QueueStore for ApalisSqlite {
    fn send(&self, message: QueueMessage) -> Doing<()> {
        let mut storage = self.storage();
        let task = task(&message);
        Box::pin(async move { Ok(storage.push_task(task).await?) })
    }

    fn work(&self, handlers: usize, starts: Arc<Starts>) -> Doing<()> {
        let strategy = Strategy::new();
        let strategy = match self.listener.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(listener) => strategy.stream(listener.ready_chunks(self.config.batch_size)),
            None => strategy,
        };
        let backend = self.storage().poll_with_strategy(strategy.interval(Duration::from_millis(500)));
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
                    crate::report::warn(&format!("the worker of apalis-sqlite ended: {error}"));
                }
            });
            *working.lock().unwrap_or_else(PoisonError::into_inner) = Some(RunningWorker { context, task });
            Ok(())
        })
    }

    fn unfinished(&self) -> Doing<u64> {
        let pool = self.pool.clone();
        Box::pin(async move {
            let count = sqlx::query_scalar("SELECT count(*) FROM Jobs WHERE status <> 'Done'");
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
