//! [`PostgresInbox`]: the engine.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sqlx::PgPool;

use super::super::admin::{JobAction, JobFilter, JobRecord, Retention, Statistics, StoredDelivery};
use super::super::engine::{AnyTransaction, Inbox, InboxFuture, Progress};
use super::super::error::InboxError;
use super::super::job_id::{Fence, JobId};
use super::super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::super::new_delivery::{Accepted, NewDelivery};
use super::super::writer::{FencedUpdate, Writer};
use super::apply::{apply, prune};
use super::error::misconfigured;
use super::listen::Listening;
use super::options::PostgresInboxOptions;
use super::query::{list, show, statistics};
use super::shared::Shared;
use super::transaction::PostgresTransaction;

/// An inbox in a PostgreSQL database.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct PostgresInbox(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) shared: Arc<Shared>,
    pub(super) writer: Writer,
    pub(super) listening: Listening,
}

impl PostgresInbox {
    /// Opens the inbox in the database of the application's own pool, whose tables are made when
    /// there are none.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::open`].
    pub async fn open(pool: PgPool) -> Result<Self, InboxError> {
        Self::options(pool).open().await
    }

    /// Opens the inbox in the database of a URL, `postgres://user:password@host/database`, with a
    /// small pool of its own.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::from_url`] and [`PostgresInboxOptions::open`].
    pub async fn from_url(url: &str) -> Result<Self, InboxError> {
        PostgresInboxOptions::from_url(url)?.open().await
    }

    /// Sets how to open the inbox in the database of a pool.
    pub fn options(pool: PgPool) -> PostgresInboxOptions {
        PostgresInboxOptions::new(pool)
    }

    /// Also when nobody waits for it any more.
    fn carried_out<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InboxError>> + Send + 'static,
    {
        let work = work(Arc::clone(&self.0.shared));
        match self.0.shared.check_open() {
            Ok(()) => self.0.writer.carried_out(work),
            Err(closed) => Box::pin(std::future::ready(Err(closed))),
        }
    }
}

impl fmt::Debug for PostgresInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresInbox").field("schema", &self.0.shared.schema.name()).finish_non_exhaustive()
    }
}

impl Inbox for PostgresInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        self.0.writer.accept(delivery)
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        self.0.writer.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        self.0.writer.update_lease(job, fence, update)
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            list(&self.0.shared, &filter).await
        })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            show(&self.0.shared, delivery).await
        })
    }

    fn apply(&self, what: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.apply_with_progress(what, filter, Box::new(|_| {}))
    }

    fn apply_with_progress(&self, what: JobAction, filter: JobFilter, progress: Progress) -> InboxFuture<'_, u64> {
        self.carried_out(move |shared| async move { apply(&shared, what, &filter, progress).await })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        self.carried_out(move |shared| async move { prune(&shared, retention).await })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            statistics(&self.0.shared).await
        })
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<sqlx::Postgres>())
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        self.carried_out(|shared| async move {
            let transaction = PostgresTransaction::begin(&shared).await?;
            Ok(Box::new(transaction) as AnyTransaction)
        })
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        self.carried_out(move |shared| async move {
            mine(transaction)?.update_lease(&shared, FencedUpdate { job, fence, update }).await
        })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        self.carried_out(|_| async move { mine(transaction)?.roll_back().await })
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        Box::pin(async move {
            let Inner { shared, writer, listening } = &*self.0;
            shared.closed.store(true, Ordering::Relaxed);
            listening.stop();
            let closed = writer.close().await;
            if shared.is_own_pool {
                shared.pool.close().await;
            }
            closed
        })
    }
}

fn mine(transaction: AnyTransaction) -> Result<PostgresTransaction, InboxError> {
    let mine = transaction.downcast().map(|transaction| *transaction);
    mine.map_err(|_| misconfigured("the transaction is not one of this inbox; end it with the inbox that began it"))
}
